#include "outbox/retry_after.hpp"

#include <doctest/doctest.h>

#include <array>

namespace offpeak::outbox {
namespace {

TEST_CASE("a rest is asked for in seconds, or until a time") {
  struct Row {
    const char* text;
    int seconds;  // negative: it is none
  };
  const auto now = std::chrono::system_clock::from_time_t(1'781'308'800);  // 2026-06-13 00:00 UTC
  const std::array rows{Row{"0", 0},
                        Row{"120", 120},
                        Row{"Sat, 13 Jun 2026 00:00:30 GMT", 30},
                        Row{"Fri, 12 Jun 2026 23:59:59 GMT", 0},
                        Row{"", -1},
                        Row{"-1", -1},
                        Row{"1.5", -1},
                        Row{"99999999999999999999", -1},
                        Row{"Sat, 13 Jun 2026 00:00:30", -1},
                        Row{"Sat, 13 Jun 2026 00:00:30 GMT and more", -1},
                        Row{"soon", -1}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto rest = parse_retry_after(row.text, now);
    CHECK(rest.has_value() == (row.seconds >= 0));
    if (rest) CHECK(rest->count() == row.seconds);
  }
}

}  // namespace
}  // namespace offpeak::outbox
