// What the crash tests ask of a server beyond its interface.
#pragma once

#include <cstdint>
#include <string>

#include "tests/support/server_process.hpp"

namespace offpeak::crash {

/// What a server says when it has replayed its journal.
struct Recovered {
  std::uint64_t events = 0;
  std::uint64_t appointments = 0;
  std::uint64_t milliseconds = 0;
};

/// Of the newest start in the log of a server that leads from its start. Throws when there is none.
Recovered recovered(const testing::ServerProcess& server);

/// A staff token by the keys in the server's directory, made by `offpeak token`.
std::string admin_token(const testing::ServerSetup& setup);

}  // namespace offpeak::crash
