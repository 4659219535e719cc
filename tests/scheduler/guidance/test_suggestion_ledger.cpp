// Lists that are outstanding: what they are expected to fill, and what a booking teaches.
#include <doctest/doctest.h>

#include <algorithm>
#include <list>
#include <map>
#include <vector>

#include "scheduler/guidance/suggestion_ledger.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

constexpr std::int64_t lifetime = 600;

SuggestionId id_of(std::uint64_t number) { return SuggestionId{{number * 77, number}}; }

SuggestionLedger ledger_of(std::uint32_t entries_max) {
  return SuggestionLedger{
      {.entries_max = entries_max, .share_max = entries_max, .lifetime_seconds = lifetime}};
}

/// As one subject, unless the test has several.
void note(SuggestionLedger& ledger, std::uint64_t number, const std::vector<SlotBits>& slots,
          SlotBits habit, std::uint32_t party_minutes, std::int64_t now,
          SuggestionSubject subject = 0) {
  ledger.note({.id = id_of(number),
               .subject = subject,
               .slots = slots,
               .habit = habit,
               .party_minutes = party_minutes},
              now);
}

constexpr AppointmentId held{{5, 6}};
constexpr AppointmentId held_later{{7, 8}};

TEST_CASE("a booking follows a listed slot that is not the habit, else it ignores the list") {
  struct Row {
    SlotBits booked;
    Settled settled;
  };
  for (const Row& row : {Row{1, Settled::followed}, Row{2, Settled::ignored},
                         Row{3, Settled::followed}, Row{4, Settled::ignored}}) {
    SuggestionLedger ledger = ledger_of(10);
    note(ledger, 1, {1, 2, 3}, 2, 8, 0);
    CHECK(ledger.settle(id_of(1), row.booked, 10) == row.settled);
    CHECK(ledger.settle(id_of(1), row.booked, 10) == Settled::unknown);
    CHECK(ledger.size() == 0);
    CHECK(ledger.expected_minutes(1, 1) == 0);
  }
}

TEST_CASE("who follows is expected in what is shown first twice as often as in the next") {
  SuggestionLedger ledger = ledger_of(10);
  note(ledger, 1, {5, 9, 6, 7}, 9, 14, 0);
  CHECK(ledger.expected_minutes(5, 1) == Approx(8).epsilon(1e-4));
  CHECK(ledger.expected_minutes(6, 1) == Approx(4).epsilon(1e-4));
  CHECK(ledger.expected_minutes(7, 1) == Approx(2).epsilon(1e-4));
  CHECK(ledger.expected_minutes(9, 1) == 0);
  CHECK(ledger.expected_minutes(5, 0.03) == Approx(0.24).epsilon(1e-4));
  note(ledger, 2, {5}, 9, 6, 0);
  CHECK(ledger.expected_minutes(5, 1) == Approx(14).epsilon(1e-4));
}

TEST_CASE("a list that runs out teaches nothing and is expected no more") {
  SuggestionLedger ledger = ledger_of(10);
  note(ledger, 1, {5}, 9, 6, 100);
  note(ledger, 2, {5}, 9, 6, 400);
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
  SuggestionLedger ledger = ledger_of(10);
  note(ledger, 1, {5}, 9, 6, 1000);
  note(ledger, 2, {5}, 9, 6, 10);
  ledger.expire(1599);
  CHECK(ledger.size() == 2);
  ledger.expire(1600);
  CHECK(ledger.size() == 0);
}

TEST_CASE("a full ledger forgets the oldest list, and a list shown again is new") {
  SuggestionLedger ledger = ledger_of(2);
  note(ledger, 1, {1}, 9, 6, 0);
  note(ledger, 2, {2}, 9, 6, 0);
  note(ledger, 1, {1}, 9, 6, 1);
  CHECK(ledger.size() == 2);
  note(ledger, 3, {3}, 9, 6, 2);
  CHECK(ledger.size() == 2);
  CHECK(ledger.expected_minutes(2, 1) == 0);
  CHECK(ledger.settle(id_of(2), 2, 2) == Settled::unknown);
  CHECK(ledger.settle(id_of(1), 1, 2) == Settled::followed);
}

TEST_CASE("bounds are kept: long lists, empty ones, huge parties") {
  SuggestionLedger ledger = ledger_of(1);
  note(ledger, 1, {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, 0xFFFFFFFF, 0);
  CHECK(ledger.expected_minutes(8, 1) > 0);
  CHECK(ledger.expected_minutes(9, 1) == 0);
  CHECK(ledger.expected_minutes(1, 1) < ledger_party_minutes_max);
  CHECK(ledger.settle(id_of(1), 9, 0) == Settled::ignored);
  note(ledger, 2, {}, 0, 5, 0);
  CHECK(ledger.settle(id_of(2), 1, 0) == Settled::ignored);
}

TEST_CASE("a subject with thousands of lists pushes out its own, and is counted on for its share") {
  SuggestionLedger ledger{{.entries_max = 100, .share_max = 8, .lifetime_seconds = lifetime}};
  for (std::uint64_t other = 1; other <= 50; ++other) note(ledger, other, {5}, 9, 6, 0, other);
  constexpr SuggestionSubject crowd = 1000;
  for (std::uint64_t i = 0; i < 5'000; ++i) note(ledger, 100 + i, {5}, 9, 6, 0, crowd);
  CHECK(ledger.size() == 58);
  CHECK(ledger.expected_minutes(5, 1) == 58 * 6);
  CHECK(ledger.settle(id_of(1), 5, 0) == Settled::followed);
  CHECK(ledger.settle(id_of(100 + 4'991), 5, 0) == Settled::unknown);
  for (std::uint64_t i = 4'992; i < 5'000; ++i) {
    CHECK(ledger.settle(id_of(100 + i), 5, 0) == Settled::followed);
  }
  // What it has answered, or what has run out, makes room for its next ones.
  for (std::uint64_t i = 0; i < 8; ++i) note(ledger, 9'000 + i, {5}, 9, 6, 1, crowd);
  CHECK(ledger.size() == 57);
  note(ledger, 9'100, {5}, 9, 6, 700, crowd);
  CHECK(ledger.size() == 1);
}

TEST_CASE("a full ledger forgets the oldest list of all, whoever has a share left") {
  SuggestionLedger ledger{{.entries_max = 3, .share_max = 2, .lifetime_seconds = lifetime}};
  for (std::uint64_t i = 1; i <= 3; ++i) note(ledger, i, {5}, 9, 6, 0, i);
  note(ledger, 4, {5}, 9, 6, 0, 3);
  CHECK(ledger.size() == 3);
  CHECK(ledger.settle(id_of(1), 5, 0) == Settled::unknown);
  CHECK(ledger.settle(id_of(2), 5, 0) == Settled::followed);
}

TEST_CASE("a hold answers nothing; the appointment that comes of it does") {
  struct Row {
    SlotBits slot;
    Settled settled;
  };
  for (const Row& row : {Row{1, Settled::followed}, Row{9, Settled::ignored}}) {
    SuggestionLedger ledger = ledger_of(10);
    note(ledger, 1, {1}, 9, 6, 0);
    ledger.hold(id_of(1), {held, row.slot, 300}, 10);
    CHECK(ledger.size() == 1);
    CHECK(ledger.expected_minutes(1, 1) == 0);  // the slot has it, as a hold
    const auto answer = ledger.confirm(held, 200);
    CHECK(answer.settled == row.settled);
    CHECK(answer.list == id_of(1));
    CHECK(ledger.confirm(held, 200).settled == Settled::unknown);
    CHECK(ledger.settle(id_of(1), row.slot, 200) == Settled::unknown);
    CHECK(ledger.size() == 0);
  }
}

TEST_CASE("a hold that is given up or runs out leaves its list as it was") {
  for (const bool is_released : {true, false}) {
    SuggestionLedger ledger = ledger_of(10);
    note(ledger, 1, {1}, 9, 6, 0);
    ledger.hold(id_of(1), {held, 1, 300}, 10);
    if (is_released) ledger.release(held, 290);
    ledger.expire(300);
    CHECK(ledger.expected_minutes(1, 1) == 6);
    SuggestionLedger booked_elsewhere = ledger;
    CHECK(ledger.settle(id_of(1), 1, 320) == Settled::followed);
    CHECK(booked_elsewhere.settle(id_of(1), 9, 320) == Settled::ignored);
  }
}

TEST_CASE("a hold may be longer than a list is outstanding, and be confirmed at its last moment") {
  SuggestionLedger ledger = ledger_of(10);
  note(ledger, 1, {1}, 9, 6, 0);
  note(ledger, 2, {1}, 9, 6, 0);
  ledger.hold(id_of(1), {held, 1, 7200}, 599);
  ledger.hold(id_of(2), {held_later, 1, 7190}, 599);
  ledger.expire(7199);
  CHECK(ledger.size() == 2);
  CHECK(ledger.confirm(held_later, 7199).settled == Settled::followed);
  CHECK(ledger.confirm(held, 7201).settled == Settled::followed);
}

TEST_CASE("of holds for one list the last one counts, and one list teaches once") {
  SuggestionLedger ledger = ledger_of(10);
  note(ledger, 1, {1}, 9, 6, 0);
  ledger.hold(id_of(1), {held, 9, 300}, 10);
  ledger.hold(id_of(1), {held_later, 1, 310}, 20);
  ledger.release(held, 30);
  CHECK(ledger.expected_minutes(1, 1) == 0);
  CHECK(ledger.confirm(held, 40).settled == Settled::unknown);
  CHECK(ledger.confirm(held_later, 40).settled == Settled::followed);

  note(ledger, 2, {1}, 9, 6, 50);
  ledger.hold(id_of(2), {held, 1, 300}, 60);
  CHECK(ledger.settle(id_of(2), 9, 70) == Settled::ignored);  // booked beside it
  CHECK(ledger.confirm(held, 80).settled == Settled::unknown);
}

TEST_CASE("who looks again while a place is held has one list, which is held still") {
  SuggestionLedger ledger = ledger_of(10);
  note(ledger, 1, {1}, 9, 6, 0);
  ledger.hold(id_of(1), {held, 1, 300}, 10);
  note(ledger, 1, {1, 2}, 9, 6, 20);
  CHECK(ledger.size() == 1);
  CHECK(ledger.expected_minutes(1, 1) == 0);
  CHECK(ledger.confirm(held, 40).settled == Settled::followed);
}

TEST_CASE("holds of unknown lists, or over already, change nothing") {
  SuggestionLedger ledger = ledger_of(10);
  note(ledger, 1, {1}, 9, 6, 100);
  ledger.hold(id_of(2), {held, 1, 300}, 110);
  ledger.hold(id_of(1), {held, 1, 110}, 110);
  ledger.release(held, 110);
  CHECK(ledger.confirm(held, 110).settled == Settled::unknown);
  CHECK(ledger.expected_minutes(1, 1) == 6);
}

/// The same in the plainest way.
struct Plain {
  struct Entry {
    std::uint64_t id;
    SuggestionSubject subject;
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
  /// The oldest of the subject where its share is full, else the oldest where all is.
  void make_room(SuggestionSubject subject, std::size_t share, std::size_t room) {
    const auto is_own = [&](const Entry& each) { return each.subject == subject; };
    if (static_cast<std::size_t>(std::ranges::count_if(entries, is_own)) == share) {
      entries.erase(std::ranges::find_if(entries, is_own));
    } else if (entries.size() == room) {
      entries.pop_front();
    }
  }
};

TEST_CASE("long histories come to what a plain list comes to") {
  constexpr std::uint32_t room = 40;
  constexpr std::uint32_t share = 12;
  SuggestionLedger ledger{{.entries_max = room, .share_max = share, .lifetime_seconds = lifetime}};
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
    const SuggestionSubject subject = draw(draw(6) + 1);
    plain.expire(now);
    if (draw(3) > 0) {
      const auto minutes = static_cast<std::uint32_t>(draw(20));
      note(ledger, id, {slot}, 100, minutes, now, subject);
      plain.drop(id);
      plain.make_room(subject, share, room);
      plain.entries.push_back({id, subject, slot, minutes, now + lifetime});
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
