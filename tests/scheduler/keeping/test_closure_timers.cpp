// What closures set going is the same after a replay, wherever the stop comes.
#include <array>

#include "tests/scheduler/closing.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::scheduler::tests {
namespace {

/// A driver checks at its end that timers after a replay, and after an image, act as the live ones:
/// so each row ends where the stop is to come.
TEST_CASE("a stop at any moment of a closure changes nothing of what follows") {
  constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
  struct Row {
    const char* why;
    void (*act)(Driver&, const Outcome&);
  };
  const std::array rows{
      Row{"as it is made", [](Driver&, const Outcome&) {}},
      Row{"when places are offered",
          [](Driver& driver, const Outcome&) { let_offers_be_made(driver); }},
      Row{"just after an answer",
          [](Driver& driver, const Outcome& booking) {
            let_offers_be_made(driver);
            driver.pass(config::milliseconds{33});
            REQUIRE(driver.release(driver.offered(booking)) == Rejection::none);
          }},
      Row{"as it is opened again",
          [](Driver& driver, const Outcome& booking) {
            let_offers_be_made(driver);
            REQUIRE(driver.release(driver.offered(booking)) == Rejection::none);
            REQUIRE(driver.run(ReopenHalls{closure_named(1)}) == Rejection::none);
          }},
      Row{"at night",
          [](Driver& driver, const Outcome& booking) {
            driver.to("2026-06-08 22:30");
            REQUIRE(driver.release(driver.offered(booking)) == Rejection::none);
            driver.pass(std::chrono::minutes{3});
          }},
      Row{"when it has been taken",
          [](Driver& driver, const Outcome& booking) {
            let_offers_be_made(driver);
            REQUIRE(driver.confirm(driver.offered(booking)) == Rejection::none);
          }},
      Row{"while it excuses",
          [](Driver& driver, const Outcome&) {
            driver.to("2026-06-11 23:00");
            const auto kept = driver.book("330100.documents.2026-06-12.0830", {citizen(50)});
            REQUIRE(kept == Rejection::none);
            driver.to("2026-06-12 08:45");
            REQUIRE(driver.run(NoteOutage{instant("2026-06-12 08:00")}) == Rejection::none);
            driver.to("2026-06-12 12:00");
            CHECK(driver.status(kept) == AppointmentStatus::booked);
          }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    REQUIRE(driver.book(friday_nine, {bob}) == Rejection::none);
    REQUIRE(close(driver, closed_from(hill_hall, "2026-06-12 00:00", "2026-06-13 00:00")) ==
            Rejection::none);
    row.act(driver, booking);
  }
}

TEST_CASE("who is to be offered a place is known again from an image") {
  Driver driver{"2026-06-08 22:00"};
  for (std::uint64_t i = 0; i < 5; ++i) {
    REQUIRE(driver.book("330127.documents.2026-06-12.0900", {citizen(i + 1)}) == Rejection::none);
  }
  REQUIRE(close(driver, closed_from(hill_hall, "2026-06-12 00:00")) == Rejection::none);
  REQUIRE(driver.state().unsettled().size() == 5);
  CHECK(through_image(driver.state())->unsettled() == driver.state().unsettled());
  State copy;
  copy.copy_from(driver.state());
  CHECK(copy.unsettled() == driver.state().unsettled());
  copy.clear();
  CHECK(copy.unsettled().empty());
}

}  // namespace
}  // namespace offpeak::scheduler::tests
