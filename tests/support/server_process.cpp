#include "tests/support/server_process.hpp"

#include <signal.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "tests/support/poll.hpp"

namespace offpeak::testing {
namespace {

/// The last line of the welcome under demo authentication.
constexpr std::string_view last_token = "\n  admin ";

std::vector<std::string> command_of(const ServerSetup& setup) {
  const auto& directory = setup.directory;
  std::vector<std::string> command{setup.program,   "serve",
                                   "--assets",      source_path(),
                                   "--keys",        (directory / "keys").string(),
                                   "--listen",      "127.0.0.1:0",
                                   "--simulations", (directory / "simulations").string(),
                                   "--auth",        "demo"};
  if (std::ranges::find(setup.options, "--config") == setup.options.end()) {
    command.insert(command.end(), {"--config", setup.config});
  }
  // They set reserves, as many facts as there are slots: few tests are about that.
  if (std::ranges::find(setup.options, "--forecasts") == setup.options.end()) {
    command.insert(command.end(), {"--forecasts", "off"});
  }
  if (std::ranges::find(setup.options, "--store") == setup.options.end()) {
    command.insert(command.end(), {"--store", "sqlite:" + (directory / "offpeak.db").string()});
  }
  if (std::ranges::find(setup.options, "--state") == setup.options.end()) {
    command.insert(command.end(), {"--state", (directory / "state").string()});
  }
  if (std::ranges::find(setup.options, "--audit") == setup.options.end()) {
    command.insert(command.end(), {"--audit", (directory / "audit").string()});
  }
  command.insert(command.end(), setup.options.begin(), setup.options.end());
  return command;
}

/// A socket, for a write to a server that is gone fails there without a signal.
Pipe socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::runtime_error{"socketpair failed"};
  }
  Pipe pair;
  pair.to_write = Descriptor{ends[0]};
  pair.to_read = Descriptor{ends[1]};
  return pair;
}

}  // namespace

ServerProcess::ServerProcess(const ServerSetup& setup)
    : ServerProcess{setup, socket_pair(), Pipe{}} {}

ServerProcess::ServerProcess(const ServerSetup& setup, Pipe input, Pipe output)
    : log_{setup.directory / setup.log},
      said_{std::move(output.to_read)},
      input_{std::move(input.to_write)},
      child_{command_of(setup),
             {.input = input.to_read.get(),
              .output = output.to_write.get(),
              .errors = open_to_append(log_).get()}} {
  // The server has its own ends now: its end is to be seen as the end of what it says.
  input.to_read.close();
  output.to_write.close();
  read_welcome();
}

bool ServerProcess::read_some() {
  if (!wait_readable(said_.get())) return false;
  std::array<char, 4096> bytes;
  const ssize_t size = ::read(said_.get(), bytes.data(), bytes.size());
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
    child_.wait();
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
  if (::send(input_.get(), line.data(), line.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(line.size())) {
    throw std::runtime_error{"the server takes no steps of its clock: " + log()};
  }
  while (output_.find('\n', said) == std::string::npos && read_some()) {
  }
  if (output_.substr(said) != "clock " + line) {
    throw std::runtime_error{"the clock was not moved to " + line + output_.substr(said)};
  }
}

void ServerProcess::terminate() const { child_.signal(SIGTERM); }
void ServerProcess::kill() const { child_.signal(SIGKILL); }
void ServerProcess::freeze() const { child_.signal(SIGSTOP); }
void ServerProcess::thaw() const { child_.signal(SIGCONT); }
void ServerProcess::signal(int number) const { child_.signal(number); }
void ServerProcess::step_down() const { child_.signal(SIGUSR1); }

int ServerProcess::wait() {
  while (read_some()) {
  }
  return child_.wait();
}

int ServerProcess::stop() {
  terminate();
  return wait();
}

std::string ServerProcess::log() const { return read_file(log_); }

void ServerProcess::await_log(std::string_view text) const {
  const int watch = ::inotify_init1(IN_CLOEXEC);
  ::inotify_add_watch(watch, log_.c_str(), IN_MODIFY);
  bool found = log().find(text) != std::string::npos;
  while (!found && wait_readable(watch)) {
    std::array<char, 4096> events;
    if (::read(watch, events.data(), events.size()) <= 0) break;
    found = log().find(text) != std::string::npos;
  }
  ::close(watch);
  if (!found) throw std::runtime_error{"waited in vain for " + std::string{text}};
}

}  // namespace offpeak::testing
