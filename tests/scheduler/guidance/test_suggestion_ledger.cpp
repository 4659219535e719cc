// Lists that are outstanding: what they are expected to fill, and what a booking teaches.
#include <doctest/doctest.h>

#include <list>
#include <map>
#include <vector>

#include "scheduler/guidance/suggestion_ledger.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

constexpr std::int64_t lifetime = 600;

SuggestionId id_of(std::uint64_t number) { return SuggestionId{{number * 77, number}}; }

TEST_CASE("a booking follows a listed slot that is not the habit, else it ignores the list") {
  struct Row {
    SlotBits booked;
    Settled settled;
  };
  for (const Row& row : {Row{1, Settled::followed}, Row{2, Settled::ignored},
                         Row{3, Settled::followed}, Row{4, Settled::ignored}}) {
    SuggestionLedger ledger{10, lifetime};
    ledger.note(id_of(1), std::vector<SlotBits>{1, 2, 3}, 2, 8, 0);
    CHECK(ledger.settle(id_of(1), row.booked, 10) == row.settled);
    CHECK(ledger.settle(id_of(1), row.booked, 10) == Settled::unknown);
    CHECK(ledger.size() == 0);
    CHECK(ledger.expected_minutes(1, 1) == 0);
  }
}

TEST_CASE("who follows is expected in what is shown first twice as often as in the next") {
  SuggestionLedger ledger{10, lifetime};
  ledger.note(id_of(1), std::vector<SlotBits>{5, 9, 6, 7}, 9, 14, 0);
  CHECK(ledger.expected_minutes(5, 1) == Approx(8).epsilon(1e-4));
  CHECK(ledger.expected_minutes(6, 1) == Approx(4).epsilon(1e-4));
  CHECK(ledger.expected_minutes(7, 1) == Approx(2).epsilon(1e-4));
  CHECK(ledger.expected_minutes(9, 1) == 0);
  CHECK(ledger.expected_minutes(5, 0.03) == Approx(0.24).epsilon(1e-4));
  ledger.note(id_of(2), std::vector<SlotBits>{5}, 9, 6, 0);
  CHECK(ledger.expected_minutes(5, 1) == Approx(14).epsilon(1e-4));
}

TEST_CASE("a list that runs out teaches nothing and is expected no more") {
  SuggestionLedger ledger{10, lifetime};
  ledger.note(id_of(1), std::vector<SlotBits>{5}, 9, 6, 100);
  ledger.note(id_of(2), std::vector<SlotBits>{5}, 9, 6, 400);
  ledger.expire(699);
  CHECK(ledger.size() == 2);
  ledger.expire(700);
  CHECK(ledger.size() == 1);
  CHECK(ledger.expected_minutes(5, 1) == Approx(6));
  CHECK(ledger.settle(id_of(1), 5, 700) == Settled::unknown);
  CHECK(ledger.settle(id_of(2), 5, 1000) == Settled::unknown);
  CHECK(ledger.expected_minutes(5, 1) == 0);
}

TEST_CASE("a clock that goes back stands still") {
  SuggestionLedger ledger{10, lifetime};
  ledger.note(id_of(1), std::vector<SlotBits>{5}, 9, 6, 1000);
  ledger.note(id_of(2), std::vector<SlotBits>{5}, 9, 6, 10);
  ledger.expire(1599);
  CHECK(ledger.size() == 2);
  ledger.expire(1600);
  CHECK(ledger.size() == 0);
}

TEST_CASE("a full ledger forgets the oldest list, and a list shown again is new") {
  SuggestionLedger ledger{2, lifetime};
  ledger.note(id_of(1), std::vector<SlotBits>{1}, 9, 6, 0);
  ledger.note(id_of(2), std::vector<SlotBits>{2}, 9, 6, 0);
  ledger.note(id_of(1), std::vector<SlotBits>{1}, 9, 6, 1);
  CHECK(ledger.size() == 2);
  ledger.note(id_of(3), std::vector<SlotBits>{3}, 9, 6, 2);
  CHECK(ledger.size() == 2);
  CHECK(ledger.expected_minutes(2, 1) == 0);
  CHECK(ledger.settle(id_of(2), 2, 2) == Settled::unknown);
  CHECK(ledger.settle(id_of(1), 1, 2) == Settled::followed);
}

TEST_CASE("bounds are kept: long lists, empty ones, huge parties") {
  SuggestionLedger ledger{1, lifetime};
  ledger.note(id_of(1), std::vector<SlotBits>{1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, 0xFFFFFFFF, 0);
  CHECK(ledger.expected_minutes(8, 1) > 0);
  CHECK(ledger.expected_minutes(9, 1) == 0);
  CHECK(ledger.expected_minutes(1, 1) < ledger_party_minutes_max);
  CHECK(ledger.settle(id_of(1), 9, 0) == Settled::ignored);
  ledger.note(id_of(2), {}, 0, 5, 0);
  CHECK(ledger.settle(id_of(2), 1, 0) == Settled::ignored);
}

/// The same in the plainest way.
struct Plain {
  struct Entry {
    std::uint64_t id;
    SlotBits slot;
    std::uint32_t minutes;
    std::int64_t end;
  };
  std::list<Entry> entries;

  void expire(std::int64_t now) {
    entries.remove_if([&](const Entry& each) { return each.end <= now; });
  }
  bool drop(std::uint64_t id) {
    return entries.remove_if([&](const Entry& each) { return each.id == id; }) > 0;
  }
};

TEST_CASE("long histories come to what a plain list comes to") {
  constexpr std::uint32_t room = 40;
  SuggestionLedger ledger{room, lifetime};
  Plain plain;
  std::uint64_t drawn = 16;
  const auto draw = [&](std::uint64_t below) {
    drawn = drawn * 6364136223846793005ULL + 1442695040888963407ULL;
    return (drawn >> 33) % below;
  };
  std::int64_t now = 0;
  for (int i = 0; i < 20'000; ++i) {
    now += static_cast<std::int64_t>(draw(30));
    const auto id = draw(60);
    const SlotBits slot = draw(10);
    plain.expire(now);
    if (draw(3) > 0) {
      const auto minutes = static_cast<std::uint32_t>(draw(20));
      ledger.note(id_of(id), std::vector{slot}, 100, minutes, now);
      plain.drop(id);
      if (plain.entries.size() == room) plain.entries.pop_front();
      plain.entries.push_back({id, slot, minutes, now + lifetime});
    } else {
      CHECK((ledger.settle(id_of(id), slot, now) != Settled::unknown) == plain.drop(id));
    }
    REQUIRE(ledger.size() == plain.entries.size());
    double wanted = 0;
    for (const auto& each : plain.entries) wanted += each.slot == slot ? each.minutes : 0;
    REQUIRE(ledger.expected_minutes(slot, 1) == wanted);
  }
}

}  // namespace
}  // namespace offpeak::scheduler
