#include "tests/crash/server_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace offpeak::crash {
namespace {

struct Child {
  pid_t pid = -1;
  int output = -1;  // to read what it prints
};

/// Starts a program; its log goes to the end of the file `log`.
Child start(std::vector<std::string> arguments, const std::string& log) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error{"pipe failed"};
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  Child child{.output = pipe[0]};
  const int code = ::posix_spawn(&child.pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  if (code != 0) throw std::runtime_error{"cannot start " + arguments.front()};
  return child;
}

/// Up to the next line feed, which is left out; nothing at the end.
bool read_line(int descriptor, std::string& line) {
  line.clear();
  for (char c = 0; ::read(descriptor, &c, 1) == 1; line += c) {
    if (c == '\n') return true;
  }
  return false;
}

int wait_for(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string text_of(const std::string& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// The number behind " name=" in a line of the log.
std::uint64_t number_in(const std::string& line, const std::string& name) {
  const auto at = line.find(" " + name + "=");
  if (at == std::string::npos) throw std::runtime_error{"no " + name + " in: " + line};
  return std::stoull(line.substr(at + name.size() + 2));
}

}  // namespace

std::string staff_token(const ServerOptions& options) {
  const Child child =
      start({options.binary, "token", "--role", "staff", "--hall", "330100", "--name", "crash-test",
             "--ttl", "8h", "--keys", options.directory + "/keys"},
            options.directory + "/token.log");
  std::string token;
  read_line(child.output, token);
  ::close(child.output);
  if (wait_for(child.pid) != 0) {
    throw std::runtime_error{"offpeak token: " + text_of(options.directory + "/token.log")};
  }
  return token;
}

ServerProcess::ServerProcess(const ServerOptions& options)
    : log_{options.directory + "/" + options.name + ".log"} {
  ::unlink(log_.c_str());
  const std::string store =
      options.store.empty() ? "sqlite:" + options.directory + "/offpeak.db" : options.store;
  std::vector<std::string> arguments{
      options.binary, "serve",       "--config", options.config,
      "--store",      store,         "--keys",   options.directory + "/keys",
      "--clock",      options.clock, "--auth",   "demo",
      "--listen",     "127.0.0.1:0"};
  if (options.standby) arguments.push_back("--standby");
  const Child child = start(std::move(arguments), log_);
  pid_ = child.pid;
  read_port(child.output);
  ::close(child.output);
  if (port_ == 0) {
    kill();
    wait();
    throw std::runtime_error{"the server does not serve: " + text_of(log_)};
  }
  if (!options.standby) read_recovery();
}

ServerProcess::~ServerProcess() {
  if (pid_ < 0) return;
  kill();
  wait();
}

/// "… serves … at http://127.0.0.1:PORT", printed once it listens. What follows fits into the pipe.
void ServerProcess::read_port(int output) {
  const std::string mark = " at http://127.0.0.1:";
  for (std::string line; port_ == 0 && read_line(output, line);) {
    const auto at = line.find(mark);
    if (at == std::string::npos) continue;
    port_ = static_cast<std::uint16_t>(std::stoul(line.substr(at + mark.size())));
    // The tokens come last; closing the pipe before would end the server.
    while (line.find("  admin ") == std::string::npos && read_line(output, line)) {
    }
  }
}

void ServerProcess::read_recovery() {
  const std::string log = text_of(log_);
  const auto begin = log.find("event=recovered");
  const std::string line = log.substr(std::min(begin, log.size()));
  const std::string first = line.substr(0, line.find('\n'));
  recovered_ = {.events = number_in(first, "events"),
                .appointments = number_in(first, "appointments"),
                .milliseconds = number_in(first, "milliseconds")};
}

void ServerProcess::kill() const { ::kill(pid_, SIGKILL); }

void ServerProcess::freeze() const { ::kill(pid_, SIGSTOP); }

void ServerProcess::thaw() const { ::kill(pid_, SIGCONT); }

void ServerProcess::step_down() const { ::kill(pid_, SIGUSR1); }

int ServerProcess::wait() {
  const int code = wait_for(pid_);
  pid_ = -1;
  return code;
}

int ServerProcess::stop() {
  ::kill(pid_, SIGTERM);
  return wait();
}

}  // namespace offpeak::crash
