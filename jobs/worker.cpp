#include "jobs/worker.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

namespace offpeak::jobs {
namespace {

constexpr int nice_most = 19;
// linux/ioprio.h, which Debian 12 does not ship for programs.
constexpr int ioprio_who_process = 1;
constexpr int ioprio_class_idle = 3;
constexpr int ioprio_class_shift = 13;
/// What a shell says of a program that cannot be run.
constexpr int exit_cannot_run = 127;

/// Everything that the child needs, prepared before: the child may only make system calls.
struct Prepared {
  std::vector<char*> arguments;
  const char* folder = nullptr;
  rlimit file_size{};
  int null = -1;
  int words = -1;
  pid_t parent = 0;
};

void lower_priority() {
  const sched_param none{};
  (void)sched_setscheduler(0, SCHED_IDLE, &none);
  (void)setpriority(PRIO_PROCESS, 0, nice_most);
  (void)syscall(SYS_ioprio_set, ioprio_who_process, 0, ioprio_class_idle << ioprio_class_shift);
}

/// Makes the kernel end this process first when memory is short. The parent does it once the child
/// is another program: before, the child shares the server's memory, and what /proc says of that is
/// root's alone (PR_SET_DUMPABLE).
void offer_to_be_ended(pid_t pid) {
  const auto name = "/proc/" + std::to_string(pid) + "/oom_score_adj";
  const int file = open(name.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  constexpr std::string_view most = "1000";
  (void)!write(file, most.data(), most.size());
  close(file);
}

void default_signals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Runs in the child, which shares the parent's memory until it becomes another program.
///
/// The child gets a process group of its own but no session: the kernel may divide the processor
/// among sessions first, and SCHED_IDLE would then no longer yield to the server.
[[noreturn]] void become(const Prepared& prepared) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != prepared.parent)
    _exit(exit_cannot_run);  // the parent died before the call above
  default_signals();
  lower_priority();
  setrlimit(RLIMIT_FSIZE, &prepared.file_size);
  const rlimit no_core{};
  setrlimit(RLIMIT_CORE, &no_core);
  dup2(prepared.null, STDIN_FILENO);
  dup2(prepared.null, STDOUT_FILENO);
  dup2(prepared.words, STDERR_FILENO);
  if (close_range(STDERR_FILENO + 1, ~0u, 0) != 0) _exit(exit_cannot_run);
  if (chdir(prepared.folder) != 0) _exit(exit_cannot_run);
  execv(prepared.arguments.front(), prepared.arguments.data());
  _exit(exit_cannot_run);
}

/// Uses vfork(), which does not copy the parent's page tables: a server's memory is large, and
/// after fork() each page that it writes to would have to be copied.
pid_t start_child(const Prepared& prepared) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // no handler of the parent's runs in the child
  const pid_t pid = vfork();
  if (pid == 0) become(prepared);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

/// A raw system call: the header of glibc 2.36 declares pidfd_open for C only.
int end_descriptor_of(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }

}  // namespace

std::optional<Worker> Worker::start(const WorkerCommand& command) {
  std::vector<std::string> arguments = command.arguments;
  Prepared prepared;
  for (auto& argument : arguments) prepared.arguments.push_back(argument.data());
  prepared.arguments.push_back(nullptr);
  prepared.folder = command.folder.c_str();
  prepared.file_size = {command.file_bytes_max, command.file_bytes_max};
  prepared.parent = getpid();

  std::array<int, 2> pipe{-1, -1};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) return std::nullopt;
  prepared.words = pipe[1];
  prepared.null = open("/dev/null", O_RDWR | O_CLOEXEC);
  const pid_t pid = prepared.null < 0 ? -1 : start_child(prepared);
  const int error = errno;
  if (prepared.null >= 0) close(prepared.null);
  close(pipe[1]);
  if (pid < 0) {
    close(pipe[0]);
    errno = error;
    return std::nullopt;
  }
  offer_to_be_ended(pid);
  fcntl(pipe[0], F_SETFL, O_NONBLOCK);
  Worker worker{pid, end_descriptor_of(pid), pipe[0]};
  if (worker.end_ < 0) return std::nullopt;
  return worker;
}

Worker::Worker(Worker&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)},
      end_{std::exchange(other.end_, -1)},
      words_{std::exchange(other.words_, -1)} {}

Worker::~Worker() {
  if (pid_ > 0) {
    signal(SIGKILL);
    wait();
  }
  if (end_ >= 0) close(end_);
  close_words();
}

void Worker::close_words() {
  if (words_ >= 0) close(std::exchange(words_, -1));
}

std::string Worker::read_words(std::size_t bytes_max) {
  std::string text;
  while (words_ >= 0 && text.size() < bytes_max) {
    std::array<char, 1024> some;
    const ssize_t got = read(words_, some.data(), std::min(some.size(), bytes_max - text.size()));
    if (got > 0) {
      text.append(some.data(), static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else if (got < 0 && errno == EAGAIN) {
      break;
    } else {
      close_words();
    }
  }
  return text;
}

/// Under the thread sanitizer vfork() is fork(), and the child may not lead its group yet.
void Worker::signal(int number) const {
  if (kill(-pid_, number) != 0) kill(pid_, number);
}

WorkerEnd Worker::wait() {
  siginfo_t ended{};
  while (waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  // Until the process is waited for, no other group can have its number.
  signal(SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace offpeak::jobs
