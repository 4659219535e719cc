// Words for tests of closures: closing and opening again, and what is told of it.
#pragma once

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {

/// Of one hall, or of all when `at_hall` is 0. No `to`: until it is opened again.
inline ClosedTimes closed_from(HallCode at_hall, std::string_view from, std::string_view to = "") {
  return {.hall = at_hall, .from = instant(from), .to = to.empty() ? Instant{} : instant(to)};
}

inline ClosureId closure_named(std::uint64_t number) { return {{0xC105ED, number}}; }

/// What the command came to; who was displaced is not offered anything yet.
inline Outcome close(Driver& driver, const ClosedTimes& closed, std::uint64_t number = 1) {
  return driver.run(
      CloseHalls{.id = closure_named(number), .closed = closed, .reason = ClosureReason::weather});
}

/// Whoever was displaced is looked at.
inline void let_offers_be_made(Driver& driver) { driver.pass(std::chrono::seconds{1}); }

inline bool has_offer(const Driver& driver, const Outcome& booking) {
  return !driver.offered(booking).id.is_zero();
}

/// Two of each record that a closure, a notice, an outage or a code makes. Alice is displaced and
/// has an offer, Bob, at night, has none yet.
inline void befall(Driver& driver) {
  const Wording words = wording_of("台风停办", "Closed for the typhoon");
  const auto post = [&](std::uint64_t number) {
    REQUIRE(driver.run(PostNotice{.id = {{7, number}},
                                  .hall = hill_hall,
                                  .from = instant("2026-06-08 11:00"),
                                  .to = instant("2026-06-18 12:00"),
                                  .words = &words}) == Rejection::none);
  };
  REQUIRE(driver.book("330127.documents.2026-06-12.0900", {alice}) == Rejection::none);
  REQUIRE(driver.book("330127.documents.2026-06-15.0900", {bob}) == Rejection::none);
  const auto close_for = [&](std::uint64_t number, const char* from, const char* to) {
    REQUIRE(driver.run(
                CloseHalls{.id = {{8, number}},
                           .closed = {.hall = hill_hall, .from = instant(from), .to = instant(to)},
                           .words = &words}) == Rejection::none);
  };
  close_for(1, "2026-06-12 00:00", "2026-06-13 00:00");
  driver.to("2026-06-08 22:00");
  close_for(2, "2026-06-15 00:00", "2026-06-16 00:00");
  post(1);
  post(2);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(driver.run(NoteOutage{driver.now() - std::chrono::minutes{5}}) == Rejection::none);
  }
  for (const std::uint32_t code : {1U, 2U}) {
    REQUIRE(driver.run(NoteMeaning{.of = MeaningOf::lane, .code = code, .digest = 7}) ==
            Rejection::none);
  }
}

}  // namespace offpeak::scheduler::tests
