#include "tests/main/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/store/temporary_directory.hpp"
#include "tests/support/patience.hpp"

namespace offpeak::testing {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

int await_end(pid_t pid) {
  const int end = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  pollfd descriptor{end, POLLIN, 0};
  const bool ended = ::poll(&descriptor, 1, patience_ms) == 1;
  if (end >= 0) ::close(end);
  if (!ended) ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!ended) throw std::runtime_error{"waited in vain for the end of offpeak"};
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

std::vector<std::string> Outcome::lines() const {
  std::vector<std::string> lines;
  std::istringstream text{output};
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

Outcome run_program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), OFFPEAK_PROGRAM);
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const store::tests::TemporaryDirectory directory;
  const auto output = directory / "output";
  const auto errors = directory / "errors";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), flags, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), flags, 0600);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error{"cannot start " + arguments.front()};
  const int code = await_end(pid);
  return {code, read_file(output), read_file(errors)};
}

void await_until(const std::string& what, const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) {
      throw std::runtime_error{"waited in vain for " + what};
    }
    std::this_thread::yield();
  }
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace offpeak::testing
