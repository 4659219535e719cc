// Many clients over real sockets, each with several requests under way.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/crash/ledger.hpp"
#include "tests/support/http_client.hpp"

namespace offpeak::crash {

struct Access {
  std::uint16_t port = 0;
  std::string token;  // of an administrator: books for anyone
  unsigned clients = 1;
};

/// Numbers of the bookings from `first` to before `last`.
struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

/// Sends every booking of the range that is not acknowledged, those of unknown outcome as the same
/// request as before, until all are or the server is gone. A full slot: the next attempt.
/// `on_acknowledged` gets how many were acknowledged by this call so far; any of its threads.
Findings book(const Access& access, const Wishes& wishes, std::vector<Booking>& bookings,
              Range range, const std::function<void(std::uint64_t)>& on_acknowledged);

/// Calls `check` for every number of the range, on several threads, each with its own connection.
Findings check_each(const Access& access, Range range,
                    const std::function<Findings(testing::HttpClient&, std::uint64_t)>& check);

}  // namespace offpeak::crash
