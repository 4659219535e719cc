// The answer's wish to be left alone for a while (RFC 9110, 10.2.3).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace offpeak::outbox {

/// From now on: "120", or "Fri, 12 Jun 2026 23:59:59 GMT", zero when that is over. Nothing for any
/// other text.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text,
                                                      std::chrono::system_clock::time_point now);

}  // namespace offpeak::outbox
