#include "tests/support/server_process.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/source_path.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace offpeak::testing {
namespace {

/// The last line of the welcome under demo authentication.
constexpr std::string_view last_token = "\n  admin ";

/// Starts a program with its standard input and output at these descriptors and its standard error
/// in a file.
pid_t spawn(std::vector<std::string> arguments, int input, int output,
            const std::filesystem::path& log) {
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error{"cannot start " + arguments.front()};
  return pid;
}

}  // namespace

ServerProcess::ServerProcess(std::filesystem::path directory, std::vector<std::string> options)
    : directory_{std::move(directory)} {
  std::vector<std::string> arguments{OFFPEAK_PROGRAM, "serve",
                                     "--config",      testing::source_path("config/hangzhou.yaml"),
                                     "--assets",      testing::source_path(),
                                     "--keys",        (directory_ / "keys").string(),
                                     "--listen",      "127.0.0.1:0",
                                     "--simulations", (directory_ / "simulations").string(),
                                     "--auth",        "demo"};
  if (std::ranges::find(options, "--store") == options.end()) {
    arguments.insert(arguments.end(),
                     {"--store", "sqlite:" + (directory_ / "offpeak.db").string()});
  }
  arguments.insert(arguments.end(), options.begin(), options.end());
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{"pipe failed"};
  pipe_ = ends[0];
  // A socket, for a write to a server that is gone fails there without a signal.
  std::array<int, 2> input{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data()) != 0) {
    throw std::runtime_error{"socketpair failed"};
  }
  input_ = input[0];
  pid_ = spawn(std::move(arguments), input[1], ends[1], directory_ / "log");
  ::close(ends[1]);
  ::close(input[1]);
  read_welcome();
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) {
    kill();
    wait();
  }
  if (pipe_ >= 0) ::close(pipe_);
  if (input_ >= 0) ::close(input_);
}

bool ServerProcess::read_some() {
  pollfd descriptor{pipe_, POLLIN, 0};
  if (::poll(&descriptor, 1, patience_ms) <= 0) return false;
  std::array<char, 4096> bytes;
  const ssize_t size = ::read(pipe_, bytes.data(), bytes.size());
  if (size <= 0) return false;
  output_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

void ServerProcess::read_welcome() {
  const auto is_complete = [this] {
    const auto last = output_.find(last_token);
    return last != std::string::npos && output_.find('\n', last + 1) != std::string::npos;
  };
  while (!is_complete()) {
    if (read_some()) continue;
    kill();
    wait();
    throw std::runtime_error{"offpeak serve does not start: " + output_ + log()};
  }
  constexpr std::string_view before = "http://127.0.0.1:";
  const auto at = output_.find(before) + before.size();
  std::from_chars(output_.data() + at, output_.data() + output_.size(), port_);
}

std::string ServerProcess::token(const std::string& role) const {
  const std::string before = "\n  " + role + " ";
  const auto at = output_.find(before);
  if (at == std::string::npos) throw std::runtime_error{"no token was printed for " + role};
  const auto begin = at + before.size();
  return output_.substr(begin, output_.find('\n', begin) - begin);
}

void ServerProcess::step_clock(config::Instant to) {
  const auto line = config::format_instant(to) + "\n";
  const auto said = output_.size();
  if (::send(input_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error{"the server takes no steps of its clock: " + log()};
  }
  while (output_.find('\n', said) == std::string::npos && read_some()) {
  }
  if (output_.substr(said) != "clock " + line) {
    throw std::runtime_error{"the clock was not moved to " + line + output_.substr(said)};
  }
}

void ServerProcess::terminate() { ::kill(pid_, SIGTERM); }
void ServerProcess::kill() { ::kill(pid_, SIGKILL); }
void ServerProcess::step_down() { ::kill(pid_, SIGUSR1); }

int ServerProcess::wait() {
  while (read_some()) {
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string ServerProcess::log() const {
  std::ifstream file{directory_ / "log", std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void ServerProcess::await_log(std::string_view text) const {
  const int watch = ::inotify_init1(IN_CLOEXEC);
  ::inotify_add_watch(watch, (directory_ / "log").c_str(), IN_MODIFY);
  pollfd descriptor{watch, POLLIN, 0};
  bool found = log().find(text) != std::string::npos;
  while (!found && ::poll(&descriptor, 1, patience_ms) == 1) {
    std::array<char, 4096> events;
    if (::read(watch, events.data(), events.size()) <= 0) break;
    found = log().find(text) != std::string::npos;
  }
  ::close(watch);
  if (!found) throw std::runtime_error{"waited in vain for " + std::string{text}};
}

}  // namespace offpeak::testing
