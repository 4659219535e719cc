// When the engine is told that an announcement needs nobody any more, and what it is told.
#include <doctest/doctest.h>

#include <array>

#include "outbox/tally.hpp"

namespace offpeak::outbox {
namespace {

using scheduler::Settlement;

scheduler::Announcement announced_at(std::int64_t ms) {
  scheduler::Announcement one;
  one.at_ms = ms;
  return one;
}
MessageId id_at(std::int64_t ms) { return id_of(announced_at(ms)); }

TEST_CASE("the engine is told once, by the last endpoint, the worst that happened") {
  struct Row {
    std::array<Settlement, 3> ends;
    Settlement told;
  };
  constexpr auto delivered = Settlement::delivered;
  constexpr auto refused = Settlement::refused;
  constexpr auto unreachable = Settlement::unreachable;
  const std::array rows{Row{{delivered, delivered, delivered}, delivered},
                        Row{{delivered, unreachable, delivered}, unreachable},
                        Row{{unreachable, refused, delivered}, refused},
                        Row{{refused, unreachable, unreachable}, refused}};
  for (const auto& row : rows) {
    Tally tally{3};
    CHECK(tally.add(7, announced_at(1)).count() == 3);
    for (std::size_t endpoint = 0; endpoint < 2; ++endpoint) {
      const auto ended = tally.settle(endpoint, 7, id_at(1), row.ends[endpoint]);
      REQUIRE(ended.has_value());
      CHECK_FALSE(ended->settled.has_value());
      CHECK(ended->is_to_be_noted);
    }
    CHECK_FALSE(tally.settle(0, 7, id_at(1), delivered).has_value());
    const auto last = tally.settle(2, 7, id_at(1), row.ends[2]);
    REQUIRE(last.has_value());
    REQUIRE(last->settled.has_value());
    CHECK(last->settled->number == 7);
    CHECK(last->settled->how == row.told);
    CHECK_FALSE(tally.is_open(7));
  }
}

TEST_CASE("what is announced again goes to those alone that had given it up") {
  Tally tally{3};
  tally.add(7, announced_at(1));
  tally.settle(0, 7, id_at(1), Settlement::delivered);
  tally.settle(1, 7, id_at(1), Settlement::refused);
  tally.settle(2, 7, id_at(1), Settlement::delivered);
  CHECK(tally.dead_at(id_at(1)).to_ulong() == 0b010);

  CHECK(tally.add(9, announced_at(1)).to_ulong() == 0b010);
  const auto ended = tally.settle(1, 9, id_at(1), Settlement::delivered);
  REQUIRE((ended && ended->settled));
  CHECK(ended->settled->how == Settlement::delivered);
  CHECK(ended->is_to_be_noted);  // it is no dead letter any more
  CHECK(tally.dead_at(id_at(1)).none());
  CHECK(tally.add(10, announced_at(2)).count() == 3);
}

TEST_CASE("an endpoint that leaves is waited for no more, and the last one cannot leave") {
  Tally tally{2};
  tally.add(7, announced_at(1));
  tally.add(8, announced_at(2));
  tally.settle(0, 7, id_at(1), Settlement::delivered);
  const auto settled = tally.leave(1);
  REQUIRE(settled.has_value());
  REQUIRE(settled->size() == 1);
  CHECK(settled->front().number == 7);
  CHECK(settled->front().how == Settlement::delivered);
  CHECK(tally.is_open(8));
  CHECK_FALSE(tally.leave(0).has_value());
  CHECK(tally.add(9, announced_at(3)).to_ulong() == 0b01);
  tally.join(1);
  CHECK(tally.add(10, announced_at(4)).count() == 2);
}

TEST_CASE("after a restart a dead letter is known to be one where it was given up") {
  Tally tally{2};
  tally.restore(1, 7, id_at(1), Settlement::unreachable);
  CHECK(tally.dead_at(id_at(1)).to_ulong() == 0b10);
  CHECK(tally.add(7, announced_at(1)).count() == 2);  // not announced again yet
  CHECK(tally.add(8, announced_at(1)).to_ulong() == 0b10);
  tally.drop(8);
  CHECK_FALSE(tally.is_open(8));
  CHECK_FALSE(tally.settle(1, 8, id_at(1), Settlement::delivered).has_value());
}

}  // namespace
}  // namespace offpeak::outbox
