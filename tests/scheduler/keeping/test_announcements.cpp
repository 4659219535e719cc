// What other systems are told, in which order, and what becomes of it.
#include <array>
#include <functional>
#include <vector>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

using Kind = AnnouncementKind;
using Subject = Bits128<struct SubjectTag>;

constexpr const char* wednesday_9 = "330127.documents.2026-06-10.0900";
constexpr const char* wednesday_10 = "330127.documents.2026-06-10.1000";

template <class Id>
Subject subject(Id id) {
  return {id.words};
}

/// A driver whose outbox is on.
struct Town : Driver {
  explicit Town(std::string_view start = "2026-06-08 10:00") : Driver{start} {
    run(SwitchOutbox{true});
  }
  /// All so far that are still kept.
  std::vector<Announcement> told() const {
    std::vector<Announcement> all;
    const auto& trail = state().announcements();
    for (auto n = trail.first(); n < trail.end(); ++n) all.push_back(trail[n]);
    return all;
  }
  Outcome called_visitor() {
    open(hill_hall, 1);
    return call_next(hill_hall, 1);
  }
};

struct Expected {
  Kind kind;
  Subject subject;
  Subject thread;
  std::uint16_t detail = 0;
};

TEST_CASE("each event that somebody may want is announced, and no other") {
  struct Row {
    const char* what;
    std::function<std::vector<Expected>(Town&)> act;
  };
  const std::array rows{
      Row{"a hold is not announced",
          [](Town& town) {
            town.hold(wednesday_9, {alice});
            return std::vector<Expected>{};
          }},
      Row{"a booking",
          [](Town& town) {
            const auto id = subject(town.book(wednesday_9, {alice, bob}).id);
            return std::vector<Expected>{{Kind::booked, id, id}};
          }},
      Row{"a refused booking is not announced",
          [](Town& town) {
            REQUIRE(town.book("330127.documents.2026-06-13.0900", {alice}) != Rejection::none);
            return std::vector<Expected>{};
          }},
      Row{"a hold that is confirmed",
          [](Town& town) {
            const auto id = subject(town.confirm(town.hold(wednesday_9, {alice})).id);
            return std::vector<Expected>{{Kind::booked, id, id}};
          }},
      Row{"a cancellation",
          [](Town& town) {
            const auto id = subject(town.cancel(town.book(wednesday_9, {alice})).id);
            return std::vector<Expected>{{Kind::booked, id, id}, {Kind::cancelled, id, id}};
          }},
      Row{"a change of time, by the new name; what comes after it stays behind it",
          [](Town& town) {
            const auto old_one = town.book(wednesday_9, {alice});
            const auto new_one = town.reschedule(old_one, wednesday_10);
            const auto newest = town.reschedule(new_one, wednesday_9);
            town.cancel(newest);
            const auto was = subject(old_one.id);
            return std::vector<Expected>{{Kind::booked, was, was},
                                         {Kind::rescheduled, subject(new_one.id), was},
                                         {Kind::rescheduled, subject(newest.id), was},
                                         {Kind::cancelled, subject(newest.id), was}};
          }},
      Row{"an offer, by the name of the waitlist entry; taken, it is an appointment",
          [](Town& town) {
            const auto full = town.book(wednesday_9, {alice, bob, carol, dave});
            town.book(wednesday_9, {erin});
            const auto joined = town.join(wednesday_9, {frank});
            town.cancel(full);
            town.pass(std::chrono::minutes{6});
            REQUIRE(town.waiting(joined) == WaitlistStatus::offered);
            town.confirm(joined);
            const auto entry = subject(joined.waitlist);
            const auto offer = subject(joined.id);
            auto told = town.told();
            REQUIRE(told.size() == 5);
            CHECK(told[0].kind == Kind::booked);
            CHECK(told[1].kind == Kind::booked);
            CHECK(told[2].kind == Kind::cancelled);
            for (std::uint64_t n = 0; n < 3; ++n)
              town.run(SettleAnnouncement{n, Settlement::delivered});
            return std::vector<Expected>{{Kind::offer_made, entry, entry},
                                         {Kind::booked, offer, offer}};
          }},
      Row{"a place in line that is left, declined, lapsed or closed",
          [](Town& town) {
            constexpr const char* full = "330127.documents.2026-06-08.1100";
            for (std::uint64_t n = 0; n < 5; ++n) {
              REQUIRE(town.book(full, {citizen(n + 1)}) == Rejection::none);
              town.run(SettleAnnouncement{n, Settlement::delivered});
            }
            const auto leaves = town.join(full, {alice});
            town.leave(leaves);
            const auto id = subject(leaves.waitlist);
            const auto stays = subject(town.join(full, {bob}).waitlist);
            town.to("2026-06-08 11:00");
            return std::vector<Expected>{
                {Kind::waitlist_ended, id, id, static_cast<std::uint16_t>(WaitlistStatus::left)},
                {Kind::waitlist_ended, stays, stays,
                 static_cast<std::uint16_t>(WaitlistStatus::closed)}};
          }},
      Row{"a call, with its counter; a walk-in's ticket stands for itself",
          [](Town& town) {
            const auto id = subject(town.take_ticket(hill_hall, {passport_renewal}).ticket);
            town.called_visitor();
            return std::vector<Expected>{{Kind::called, id, id, 1}};
          }},
      Row{"a visit that has ended",
          [](Town& town) {
            const auto id = subject(town.take_ticket(hill_hall, {passport_renewal}).ticket);
            town.called_visitor();
            town.at<Serve>(hill_hall, 1);
            REQUIRE(town.at<Finish>(hill_hall, 1) == Rejection::none);
            return std::vector<Expected>{{Kind::called, id, id, 1}, {Kind::done, id, id}};
          }},
      Row{"nobody came",
          [](Town& town) {
            const auto id = subject(town.book("330127.documents.2026-06-08.1030", {alice}).id);
            town.to("2026-06-08 11:01");
            return std::vector<Expected>{{Kind::booked, id, id}, {Kind::no_show, id, id}};
          }},
      Row{"a recall, and a miss with whether there is a way back",
          [](Town& town) {
            const auto id = subject(town.take_ticket(hill_hall, {passport_renewal}).ticket);
            town.called_visitor();
            for (int i = 0; i < 3; ++i) town.at<Recall>(hill_hall, 1);
            REQUIRE(town.at<Miss>(hill_hall, 1) == Rejection::none);
            return std::vector<Expected>{{Kind::called, id, id, 1},
                                         {Kind::recalled, id, id, 1},
                                         {Kind::recalled, id, id, 1},
                                         {Kind::recalled, id, id, 1},
                                         {Kind::missed, id, id, 1}};
          }},
      Row{"a booked visitor's check-in and call belong to the appointment",
          [](Town& town) {
            const auto booking = town.book("330127.documents.2026-06-08.1030", {alice});
            town.to("2026-06-08 10:20");
            const auto arrival = town.check_in(hill_hall, booking);
            REQUIRE(arrival == Rejection::none);
            town.to("2026-06-08 10:30");
            REQUIRE(town.called_visitor() == Rejection::none);
            const auto id = subject(booking.id);
            return std::vector<Expected>{{Kind::booked, id, id},
                                         {Kind::checked_in, subject(arrival.ticket), id},
                                         {Kind::called, subject(arrival.ticket), id, 1}};
          }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Town town;
    const auto expected = row.act(town);
    const auto told = town.told();
    REQUIRE(told.size() == expected.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
      CAPTURE(i);
      CHECK(static_cast<int>(told[i].kind) == static_cast<int>(expected[i].kind));
      CHECK((told[i].subject == expected[i].subject));
      CHECK((told[i].thread == expected[i].thread));
      CHECK(told[i].hall == static_cast<std::uint32_t>(hill_hall));
      CHECK(told[i].detail == expected[i].detail);
      CHECK((told[i].status == AnnouncementStatus::pending));
      CHECK(told[i].at_ms <= town.now().time_since_epoch().count());
    }
    town.pass(std::chrono::minutes{1});  // the hall's level has been assessed
  }
}

TEST_CASE("a level is announced when it changes, not when it leans") {
  State state;
  std::int64_t at_ms = 0;
  const auto apply = [&](const Fact& fact) {
    state.apply({Instant{config::milliseconds{at_ms += 60'000}}, fact});
    return state.announcements().size();
  };
  const auto assessed = [](Level level, Level leaning) {
    return LevelAssessed{
        .hall = hill_hall, .level = level, .reason = LevelReason::wait, .leaning = leaning};
  };
  CHECK(apply(assessed(Level::green, Level::green)) == 0);  // nobody takes it yet
  CHECK(apply(OutboxSwitched{Outbox::all_kinds}) == 0);
  CHECK(apply(assessed(Level::green, Level::yellow)) == 0);
  CHECK(apply(assessed(Level::yellow, Level::yellow)) == 1);
  CHECK(apply(assessed(Level::yellow, Level::red)) == 1);
  CHECK(apply(assessed(Level::yellow, Level::yellow)) == 1);
  CHECK(apply(assessed(Level::grey, Level::grey)) == 2);
  const auto& told = state.announcements();
  CHECK((told[0].kind == Kind::level_changed));
  CHECK(told[0].detail == static_cast<std::uint16_t>(Level::yellow));
  CHECK(told[1].detail == static_cast<std::uint16_t>(Level::grey));
  CHECK(told[1].hall == static_cast<std::uint32_t>(hill_hall));
  CHECK(told[0].subject.is_zero());
  CHECK((told[0].thread == told[1].thread));
  CHECK(state.compute_hash() == state.hash());
}

TEST_CASE("nothing is announced while nobody takes it, and what was told stays in line") {
  Driver driver;
  driver.book(wednesday_9, {alice});
  CHECK(driver.state().announcements().empty());
  driver.run(SwitchOutbox{true});
  driver.run(SwitchOutbox{true});
  CHECK(driver.count<OutboxSwitched>() == 1);
  driver.book(wednesday_9, {bob});
  driver.run(SwitchOutbox{false});
  driver.book(wednesday_9, {carol});
  CHECK(driver.state().announcements().size() == 1);
}

TEST_CASE("what is settled leaves the front of the line, what was given up is a dead letter") {
  Town town;
  const auto first = town.book(wednesday_9, {alice});
  const auto second = town.book(wednesday_9, {bob});
  town.book(wednesday_9, {carol});
  const auto& line = town.state().announcements();

  town.run(SettleAnnouncement{1, Settlement::refused});
  CHECK(line.first() == 0);
  CHECK((line[1].status == AnnouncementStatus::refused));
  REQUIRE(town.state().dead_letters().size() == 1);
  CHECK((town.state().dead_letters()[0].subject == subject(second.id)));
  CHECK((town.state().dead_letters()[0].status == AnnouncementStatus::refused));

  town.run(SettleAnnouncement{0, Settlement::delivered});
  CHECK(line.first() == 2);
  CHECK(line.size() == 1);
  CHECK((line[2].status == AnnouncementStatus::pending));

  for (const std::uint64_t settled_or_unknown : {0, 1, 3, 1'000'000}) {
    town.run(SettleAnnouncement{settled_or_unknown, Settlement::refused});
  }
  CHECK(town.count<AnnouncementSettled>() == 2);
  town.run(SettleAnnouncement{2, Settlement::delivered});
  CHECK(line.empty());
  CHECK(line.end() == 3);  // numbers are never used again
  town.cancel(first);
  CHECK(line.first() == 3);
}

TEST_CASE("a journal from before all kinds were told has the announcements it had") {
  Town town;
  const auto first = town.book("330127.documents.2026-06-08.1030", {alice});
  town.reschedule(first, "330127.documents.2026-06-08.1100");
  town.called_visitor();
  town.to("2026-06-08 12:00");
  town.run(SettleAnnouncement{0, Settlement::given_up});
  State state;
  for (auto event : town.events()) {
    if (auto* switched = std::get_if<OutboxSwitched>(&event.fact)) {
      switched->to = Outbox::first_kinds;
    }
    state.apply(event);
  }
  const auto& told = state.announcements();
  REQUIRE(told.size() >= 2);
  for (auto n = told.first(); n < told.end(); ++n) CHECK((told[n].kind <= Kind::level_changed));
  CHECK((told[1].kind == Kind::cancelled));
  CHECK((told[2].kind == Kind::booked));
  CHECK((told[2].thread == told[2].subject));
  CHECK((state.dead_letters()[0].status == AnnouncementStatus::given_up));
}

TEST_CASE("an administrator has a dead letter announced once more, as it was") {
  Town town;
  const auto booking = town.book(wednesday_9, {alice});
  const auto before = town.told();
  town.run(SettleAnnouncement{0, Settlement::unreachable});
  CHECK(town.told().empty());
  town.as(staff);
  CHECK(town.run(AnnounceAgain{0}) == Rejection::forbidden);
  town.as(admin);
  CHECK(town.run(AnnounceAgain{1}) == Rejection::not_found);
  REQUIRE(town.run(AnnounceAgain{0}) == Rejection::none);
  CHECK(town.run(AnnounceAgain{0}) == Rejection::wrong_state);

  const auto& line = town.state().announcements();
  CHECK(line.first() == 1);
  REQUIRE(line.size() == 1);
  CHECK((line[1].subject == subject(booking.id)));
  CHECK(line[1].at_ms == before.front().at_ms);
  CHECK((line[1].status == AnnouncementStatus::pending));
  const auto& acted = town.last<Acted>();
  CHECK((acted.action == AuditAction::announce_again));
  CHECK((acted.subject == subject(booking.id)));

  town.run(SettleAnnouncement{1, Settlement::refused});
  const auto page = collect_dead_letters(town.state(), {.limit = 10});
  REQUIRE(page->letters.size() == 1);
  CHECK(page->letters[0].number == 1);
  town.run(SwitchOutbox{false});
  CHECK(town.run(AnnounceAgain{1}) == Rejection::wrong_state);
}

TEST_CASE("dead letters come in pages, newest first") {
  Town town;
  for (const auto who : {alice, bob, carol}) town.book(wednesday_9, {who});
  for (std::uint64_t n = 0; n < 3; ++n) town.run(SettleAnnouncement{n, Settlement::refused});
  const auto first = collect_dead_letters(town.state(), {.limit = 2});
  REQUIRE(first->letters.size() == 2);
  CHECK(first->letters[0].number == 2);
  CHECK(first->next == 1);
  const auto rest = collect_dead_letters(town.state(), {.before = first->next, .limit = 2});
  REQUIRE(rest->letters.size() == 1);
  CHECK(rest->letters[0].number == 0);
  CHECK(rest->next == 0);
  town.as(staff);
  CHECK(town.run(ListDeadLetters{.limit = 2}) == Rejection::forbidden);
}

TEST_CASE("when too many wait, the oldest becomes a dead letter, and old dead letters go") {
  State state;
  std::int64_t at_ms = 1;
  const auto apply = [&](const Fact& fact) {
    state.apply({Instant{config::milliseconds{at_ms++}}, fact});
  };
  apply(OutboxSwitched{Outbox::all_kinds});
  for (std::uint64_t n = 0; n < announcements_max; ++n) {
    const auto level = n % 2 == 0 ? Level::green : Level::red;
    apply(LevelAssessed{.hall = hill_hall, .level = level, .leaning = level});
  }
  REQUIRE(state.announcements().size() == announcements_max);
  apply(AnnouncementSettled{.number = 1, .how = Settlement::delivered});
  REQUIRE(state.dead_letters().empty());

  apply(LevelAssessed{.hall = hill_hall, .level = Level::green, .leaning = Level::green});
  CHECK(state.announcements().first() == 2);  // the settled one behind it went along
  REQUIRE(state.dead_letters().size() == 1);
  CHECK((state.dead_letters()[0].status == AnnouncementStatus::crowded_out));
  CHECK(state.dead_letters()[0].at_ms == 2);

  for (std::uint64_t n = 2; n < dead_letters_max + 2; ++n) {
    apply(AnnouncementSettled{.number = n, .how = Settlement::unreachable});
  }
  CHECK(state.dead_letters().size() == dead_letters_max);
  CHECK(state.dead_letters().first() == 1);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
