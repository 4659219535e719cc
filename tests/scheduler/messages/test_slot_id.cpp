#include "scheduler/messages/slot_id.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

TEST_CASE("A slot's name says hall, lane, date and start, and leads back to it") {
  const SlotKey slot{config::HallCode{330100}, config::LaneCode{1}, config::make_date(2026, 6, 13),
                     config::MinuteOfDay{8 * 60 + 30}};
  CHECK(format_slot(city(), slot) == "330100.documents.2026-06-13.0830");
  CHECK(parse_slot(city(), "330100.documents.2026-06-13.0830") == slot);

  for (const std::string name :
       {"330100.documents.2026-06-13.0000", "999999.advice.1970-01-01.2359",
        "100000.business.2199-12-31.1200"}) {
    const auto parsed = parse_slot(city(), name);
    REQUIRE(parsed);
    CHECK(format_slot(city(), *parsed) == name);
  }
}

TEST_CASE("A text that is not a slot's name is refused") {
  for (const std::string_view name : {
           "",
           ".",
           "...",
           "330100",
           "330100.documents",
           "330100.documents.2026-06-13",
           "330100.documents.2026-06-13.",
           "330100.documents.2026-06-13.830",
           "330100.documents.2026-06-13.08300",
           "330100.documents.2026-06-13.08:30",
           "330100.documents.2026-06-13.2400",
           "330100.documents.2026-06-13.0860",
           "330100.documents.2026-06-13.0830.",
           "330100.documents.2026-06-13.0830.1",
           "330100.documents.2026-06-31.0830",
           "330100.documents.2026-6-13.0830",
           "330100.documents.1969-12-31.0830",
           "330100.no_such_lane.2026-06-13.0830",
           "330100.Documents.2026-06-13.0830",
           "33010.documents.2026-06-13.0830",
           "3301000.documents.2026-06-13.0830",
           "030100.documents.2026-06-13.0830",
           "-30100.documents.2026-06-13.0830",
           "330100.1.2026-06-13.0830",
           " 330100.documents.2026-06-13.0830",
           // 2^20 days after 2026-06-13: the same 20 bits.
           "330100.documents.4897-05-12.0830",
           "330100.documents.9999-12-31.0830",
       }) {
    CAPTURE(name);
    CHECK_FALSE(parse_slot(city(), name));
  }
}

TEST_CASE("A slot whose lane has left the configuration still has a name") {
  const SlotKey slot{config::HallCode{330100}, config::LaneCode{9}, config::make_date(2026, 6, 13),
                     config::MinuteOfDay{600}};
  CHECK(format_slot(city(), slot) == "330100.lane9.2026-06-13.1000");
}

TEST_CASE("A hall's code has six digits and no zero in front") {
  CHECK(parse_hall("330100") == config::HallCode{330100});
  CHECK(format_hall(config::HallCode{330100}) == "330100");
  for (const std::string_view text :
       {"", "33010", "3301000", "033010", "33010a", "+33010", "-33010", "33 100", "３３０１００"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_hall(text));
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
