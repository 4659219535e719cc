#include <doctest/doctest.h>

#include <vector>

#include "demand/day_profile.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::demand {
namespace {

constexpr config::Period period(int from, int to) {
  return {config::MinuteOfDay{from}, config::MinuteOfDay{to}};
}

TEST_CASE("the parts of the day are laid over the hours of a hall") {
  const auto& parts = hangzhou_demand().day_parts;
  struct Row {
    const char* what;
    std::vector<config::Period> periods;
    double share;
    double minute;
  };
  const Row rows[] = {
      {"at once in winter", {period(510, 720), period(810, 1020)}, 0, 510},
      {"half of the first part", {period(510, 720), period(810, 1020)}, 0.04, 525},
      {"at the end of the first part", {period(510, 720), period(810, 1020)}, 0.08, 540},
      {"before noon", {period(510, 720), period(810, 1020)}, 0.45, 690},
      {"after noon", {period(510, 720), period(810, 1020)}, 0.57, 825},
      {"last of all", {period(510, 720), period(810, 1020)}, 1, 1020},
      {"a morning stays in summer", {period(510, 720), period(870, 1050)}, 0.45, 690},
      {"the afternoon is shorter", {period(510, 720), period(870, 1050)}, 0.63, 870 + 180 / 7.0},
      {"and ends later", {period(510, 720), period(870, 1050)}, 1, 1050},
      {"one long period takes all", {period(540, 960)}, 0.08, 570},
      {"without a break at noon", {period(540, 960)}, 0.57, 765},
      {"three periods are cut", {period(0, 210), period(300, 405), period(500, 605)}, 0.855, 515},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const DayProfile profile{parts, row.periods};
    CHECK(profile.minute_at(row.share) == doctest::Approx{row.minute}.epsilon(1e-9));
  }
}

TEST_CASE("who looks for a quieter time finds one") {
  const std::vector<DayPart> parts{
      {period(600, 660), 0.5}, {period(660, 720), 0.2}, {period(720, 780), 0.3}};
  const std::vector<config::Period> hours{period(600, 780)};
  const DayProfile profile{parts, hours};
  CHECK(profile.is_busy(600));
  CHECK(profile.is_busy(659));
  CHECK_FALSE(profile.is_busy(660));
  CHECK_FALSE(profile.is_busy(779));
  // It lacks 0.1333 from 11:00 and 0.0333 from 12:00, that is four to one.
  CHECK(profile.quieter_minute(610, 0.4) == doctest::Approx{690});
  CHECK(profile.quieter_minute(610, 0.9) == doctest::Approx{750});
  CHECK(profile.quieter_minute(610, 1) == doctest::Approx{780});
  const std::vector<DayPart> even{{period(600, 660), 1}};
  CHECK(DayProfile{even, hours}.quieter_minute(610, 0.4) == 610);
}

}  // namespace
}  // namespace offpeak::demand
