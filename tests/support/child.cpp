#include "tests/support/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "tests/support/poll.hpp"

namespace offpeak::testing {

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Pipe::Pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{"pipe failed"};
  to_read = Descriptor{ends[0]};
  to_write = Descriptor{ends[1]};
}

Descriptor open_to_append(const std::filesystem::path& file) {
  Descriptor descriptor{::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (descriptor.get() < 0) throw std::runtime_error{"cannot open " + file.string()};
  return descriptor;
}

Child::Child(std::vector<std::string> command, const Streams& streams) {
  std::vector<char*> argv;
  for (auto& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const std::array descriptors{streams.input, streams.output, streams.errors};
  for (int standard = 0; standard < 3; ++standard) {
    const int descriptor = descriptors[static_cast<std::size_t>(standard)];
    if (descriptor >= 0) posix_spawn_file_actions_adddup2(&actions, descriptor, standard);
  }
  const int error = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return;
  pid_ = -1;
  throw std::runtime_error{"cannot start " + command.front()};
}

Child::~Child() {
  if (pid_ < 0) return;
  signal(SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const { ::kill(pid_, number); }

bool Child::runs() const {
  siginfo_t ended{};
  return ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

int Child::wait() {
  const Descriptor end{static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))};
  const bool has_ended = wait_readable(end.get());
  if (!has_ended) signal(SIGKILL);
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  if (!has_ended) throw std::runtime_error{"waited in vain for the end of a process"};
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace offpeak::testing
