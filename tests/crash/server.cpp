#include "tests/crash/server.hpp"

#include <algorithm>
#include <stdexcept>

#include "api/security/keys.hpp"
#include "tests/support/program.hpp"

namespace offpeak::crash {
namespace {

/// The number behind " name=" in a line of the log.
std::uint64_t number_in(const std::string& line, const std::string& name) {
  const auto at = line.find(" " + name + "=");
  if (at == std::string::npos) throw std::runtime_error{"no " + name + " in: " + line};
  return std::stoull(line.substr(at + name.size() + 2));
}

}  // namespace

Recovered recovered(const testing::ServerProcess& server) {
  const std::string log = server.log();
  const auto begin = std::min(log.rfind("event=recovered"), log.size());
  const std::string line = log.substr(begin, log.find('\n', begin) - begin);
  return {.events = number_in(line, "events"),
          .appointments = number_in(line, "appointments"),
          .milliseconds = number_in(line, "milliseconds")};
}

/// Of keys that are there before the server is.
std::string admin_token(const testing::ServerSetup& setup) {
  if (const auto keys = security::load_or_make_keys(setup.directory / "keys"); !keys) {
    throw std::runtime_error{keys.error().message};
  }
  const auto run =
      testing::run_program({"token", "--role", "admin", "--name", "crash-test", "--ttl", "8h",
                            "--keys", (setup.directory / "keys").string()},
                           setup.program);
  if (run.code != 0) throw std::runtime_error{"offpeak token: " + run.errors};
  return run.lines().front();
}

}  // namespace offpeak::crash
