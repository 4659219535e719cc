#include "config/periods.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "config/civil_time.hpp"

namespace offpeak::config {
namespace {

Period period(int from_hour, int to_hour) {
  return {MinuteOfDay{from_hour * 60}, MinuteOfDay{to_hour * 60}};
}

const std::vector<Period> open{period(8, 12), period(13, 17)};

std::string staffed(const std::vector<Period>& own) {
  std::string all;
  for_each_staffed(open, own, [&](const Period& shared) {
    all += format_minute(shared.from) + '-' + format_minute(shared.to) + ' ';
  });
  return all;
}

TEST_CASE("A counter is staffed in its own hours, as far as the hall is open") {
  struct Row {
    std::vector<Period> own;
    std::string staffed;
  };
  const std::vector<Row> rows{
      {{}, "08:00-12:00 13:00-17:00 "},
      {{period(9, 11)}, "09:00-11:00 "},
      {{period(7, 18)}, "08:00-12:00 13:00-17:00 "},
      {{period(10, 14)}, "10:00-12:00 13:00-14:00 "},
      {{period(8, 9), period(11, 13), period(16, 20)}, "08:00-09:00 11:00-12:00 16:00-17:00 "},
      {{period(12, 13)}, ""},
      {{period(17, 24)}, ""},
  };
  for (const Row& row : rows) CHECK(staffed(row.own) == row.staffed);
}

TEST_CASE("A counter of a closed hall is never staffed") {
  bool is_staffed = false;
  for_each_staffed({}, {}, [&](const Period&) { is_staffed = true; });
  CHECK_FALSE(is_staffed);
}

}  // namespace
}  // namespace offpeak::config
