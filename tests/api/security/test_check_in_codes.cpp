#include "api/security/check_in_codes.hpp"

#include <doctest/doctest.h>

#include <set>

#include "scheduler/messages/kiosk_code.hpp"
#include "scheduler/state/kiosk_codes.hpp"
#include "tests/api/security/support.hpp"

namespace config = offpeak::config;
namespace s = offpeak::scheduler;
using offpeak::security::CheckInCodes;
using offpeak::testing::counting_keys;

namespace {

constexpr config::HallCode main_hall{330100};
const config::Date saturday = config::make_date(2026, 6, 13);

s::KioskCode first_code(config::HallCode hall, config::Date date) {
  return s::keyed(s::nth_code(hall, date, 0));
}

}  // namespace

TEST_CASE("The texts of codes are those an independent program computes from the same key") {
  const CheckInCodes codes{counting_keys()};
  struct Row {
    std::uint32_t hall;
    unsigned day;
    std::uint32_t code;
    std::string text;
  };
  for (const auto& row : std::vector<Row>{{330100, 13, 0, "68KQ9V"},
                                          {330100, 13, 1, "QB4WW0"},
                                          {330102, 13, 0, "FNPW2Y"},
                                          {330100, 14, 0, "80KA5A"},
                                          {330100, 13, s::kiosk_codes_max - 1, "3A918S"}}) {
    CHECK(codes.text(config::HallCode{row.hall}, config::make_date(2026, 6, row.day),
                     s::keyed(s::KioskCode{row.code})) == row.text);
  }
}

TEST_CASE("A text leads back to its code, and no two codes of a hall and day have one text") {
  const CheckInCodes codes{counting_keys()};
  std::set<std::string> texts;
  for (std::uint32_t n = 0; n < 5'000; ++n) {
    const auto code = s::keyed(s::nth_code(main_hall, saturday, n));
    const auto text = codes.text(main_hall, saturday, code);
    CHECK(texts.insert(text).second);
    const auto typed = s::parse_code(text);
    REQUIRE(typed.has_value());
    CHECK(codes.meant(main_hall, saturday, *typed) == code);
  }
}

TEST_CASE("Two installations, two halls and two days have different first codes") {
  const CheckInCodes codes{counting_keys()};
  const CheckInCodes elsewhere{counting_keys(1)};
  const auto first = first_code(main_hall, saturday);
  const auto next_day = saturday + std::chrono::days{1};
  CHECK(codes.text(main_hall, saturday, first) != elsewhere.text(main_hall, saturday, first));
  // One number, so that it is the text alone which differs.
  CHECK(codes.text(main_hall, saturday, first) != codes.text(main_hall, next_day, first));
  CHECK(codes.text(main_hall, saturday, first) !=
        codes.text(config::HallCode{330102}, saturday, first));
}

TEST_CASE("Neighbouring codes share no more of their texts than any two") {
  const CheckInCodes codes{counting_keys()};
  int same = 0;
  constexpr int pairs = 2'000;
  for (std::uint32_t n = 0; n < pairs; ++n) {
    const auto one = codes.text(main_hall, saturday, s::keyed(s::KioskCode{2 * n}));
    const auto other = codes.text(main_hall, saturday, s::keyed(s::KioskCode{2 * n + 1}));
    for (std::size_t i = 0; i < 5; ++i) same += one[i] == other[i];
  }
  // One of 32 by chance: 312 of these 10,000, give or take 17.
  CHECK(same > 200);
  CHECK(same < 430);
}
