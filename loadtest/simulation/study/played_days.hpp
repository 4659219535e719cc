// What the calendar says of each day that a study plays.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// Why every hall is closed.
enum class ClosedFor : std::uint8_t { nothing, holiday, weekday, by_name };
inline constexpr std::array<std::string_view, 4> closed_keys{"nothing", "holiday", "weekday",
                                                             "by_name"};

/// Whether the year's notice on holidays is known.
enum class Notice : std::uint8_t { published, provisional, none };
inline constexpr std::array<std::string_view, 3> notice_keys{"published", "provisional", "none"};

struct PlayedDay {
  std::string date;
  int weekday = 0;  // 0 is Sunday
  int halls_open = 0;
  ClosedFor closed_for = ClosedFor::nothing;  // `nothing` while a hall is open
  Notice notice = Notice::published;
  /// The day is played as an ordinary one only because the notice is not known.
  bool is_assumed = false;
};

/// In the order of the days, with the opening days of this scenario.
std::vector<PlayedDay> played_days(const Scenario& scenario);

/// "2028-03-03: no calendar for 2028: played as an ordinary Friday"; empty when there is nothing to
/// say. `halls`: how many the city has.
std::string words_of(const PlayedDay& day, std::size_t halls);

}  // namespace offpeak::loadtest
