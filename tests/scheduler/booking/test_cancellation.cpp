#include "scheduler/booking/cancellation.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";

TEST_CASE("cancellation is free until 17:00 on the day before") {
  struct Row {
    int free_days_before;
    const char* free_until;
    std::string at;
    bool late;
  };
  const std::array rows{
      Row{1, "17:00", "2026-06-01 09:00", false}, Row{1, "17:00", "2026-06-11 16:59:59.999", false},
      Row{1, "17:00", "2026-06-11 17:00", true},  Row{1, "17:00", "2026-06-12 08:00", true},
      Row{1, "17:00", "2026-06-12 17:00", true},  Row{0, "07:00", "2026-06-12 06:59:59.999", false},
      Row{0, "07:00", "2026-06-12 07:00", true},  Row{2, "24:00", "2026-06-10 23:59:59.999", false},
      Row{2, "24:00", "2026-06-11 00:00", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    config::Rules rules;
    rules.free_cancel_days_before = row.free_days_before;
    rules.free_cancel_until = minute(row.free_until);
    CHECK(is_late_cancellation(rules, day("2026-06-12"), instant(row.at)) == row.late);
  }
}

TEST_CASE("capacity returns within the hall's range of delays, both ends included") {
  const Instant now = instant("2026-06-08 10:00");
  struct Row {
    std::uint64_t random;
    int min_minutes, max_minutes;
    const char* returns_at;
  };
  const std::array rows{
      Row{0, 5, 60, "2026-06-08 10:05"},
      Row{1, 5, 60, "2026-06-08 10:05:00.001"},
      Row{3'300'000, 5, 60, "2026-06-08 11:00"},
      Row{3'300'001, 5, 60, "2026-06-08 10:05"},
      Row{0, 0, 0, "2026-06-08 10:00"},
      Row{~std::uint64_t{0}, 0, 0, "2026-06-08 10:00"},
      Row{~std::uint64_t{0}, 7, 7, "2026-06-08 10:07"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.random);
    config::Rules rules;
    rules.return_delay_min = config::minutes{row.min_minutes};
    rules.return_delay_max = config::minutes{row.max_minutes};
    CHECK(capacity_return(rules, {{row.random, 0}}, now) == instant(row.returns_at));
  }
}

TEST_CASE("the delay is uniform: no minute of the range is likelier than another") {
  constexpr int bins = 55;
  constexpr int draws_a_bin = 4000;
  constexpr std::uint64_t seed = 20260613;
  CAPTURE(seed);
  std::mt19937_64 random{seed};
  std::array<int, bins> count{};
  const config::Rules rules;
  const Instant now = instant("2026-06-08 10:00");
  for (int i = 0; i < bins * draws_a_bin; ++i) {
    const auto delay = capacity_return(rules, {{random(), random()}}, now) - now;
    REQUIRE(delay >= config::minutes{5});
    REQUIRE(delay <= config::minutes{60});
    const auto bin = std::chrono::floor<config::minutes>(delay).count() - 5;
    ++count[static_cast<std::size_t>(std::min<std::int64_t>(bin, bins - 1))];
  }
  double chi_squared = 0;
  for (const int found : count) {
    const double difference = found - draws_a_bin;
    chi_squared += difference * difference / draws_a_bin;
  }
  // 54 degrees of freedom: mean 54, standard deviation 10.4; five of them above and below.
  CHECK(chi_squared < 106);
  CHECK(chi_squared > 2);
}

TEST_CASE("cancelled capacity stays taken until its moment, and not a millisecond longer") {
  Driver driver;
  const auto full = driver.book(friday_nine, {alice, bob, carol, {dave, endorsement}});
  REQUIRE(full == Rejection::none);
  REQUIRE(driver.taken(friday_nine) == 22);
  REQUIRE(driver.cancel(full, 60'000) == Rejection::none);  // five minutes and 60 s
  CHECK(driver.status(full) == AppointmentStatus::cancelled);
  CHECK(driver.last<Cancelled>().capacity_returns_at == instant("2026-06-08 10:06"));

  driver.to("2026-06-08 10:05:59.999");
  CHECK(driver.taken(friday_nine) == 22);
  CHECK(driver.book(friday_nine, {erin, frank}) == Rejection::slot_full);
  driver.to("2026-06-08 10:06");
  CHECK(driver.taken(friday_nine) == 0);
  CHECK(driver.book(friday_nine, {alice, bob, carol, dave}) == Rejection::none);
  CHECK(driver.count<CapacityReturned>() == 1);
}

TEST_CASE("what has been cancelled late is called so, and its capacity comes back as well") {
  struct Row {
    std::string at;
    AppointmentStatus status;
  };
  const std::array rows{
      Row{"2026-06-11 16:59:59.999", AppointmentStatus::cancelled},
      Row{"2026-06-11 17:00", AppointmentStatus::late_cancelled},
      Row{"2026-06-12 08:59:59.999", AppointmentStatus::late_cancelled},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    driver.to(row.at);
    const auto cancelled = driver.cancel(booking);
    CHECK(cancelled == Rejection::none);
    CHECK(cancelled.receipt.status == static_cast<std::uint8_t>(row.status));
    CHECK(driver.status(booking) == row.status);
    driver.pass(config::minutes{5});
    CHECK(driver.taken(friday_nine) == 0);
  }
}

TEST_CASE("only what is booked and has not begun can be cancelled") {
  struct Row {
    std::string why;
    Outcome (*prepare)(Driver&);
    Rejection expected;
  };
  const std::array rows{
      Row{"booked", [](Driver& driver) { return driver.book(friday_nine, {alice}); },
          Rejection::none},
      Row{"a moment before it begins",
          [](Driver& driver) {
            const auto booking = driver.book(friday_nine, {alice});
            driver.to("2026-06-12 08:59:59.999");
            return booking;
          },
          Rejection::none},
      Row{"begun",
          [](Driver& driver) {
            const auto booking = driver.book(friday_nine, {alice});
            driver.to("2026-06-12 09:00");
            return booking;
          },
          Rejection::wrong_state},
      Row{"checked in",
          [](Driver& driver) {
            const auto booking = driver.book(friday_nine, {alice});
            driver.to("2026-06-12 08:30");
            driver.check_in(hill_hall, booking);
            return booking;
          },
          Rejection::wrong_state},
      Row{"a no-show",
          [](Driver& driver) {
            const auto booking = driver.book(friday_nine, {alice});
            driver.to("2026-06-12 12:00");
            return booking;
          },
          Rejection::wrong_state},
      Row{"cancelled before",
          [](Driver& driver) {
            const auto booking = driver.book(friday_nine, {alice});
            driver.cancel(booking);
            return booking;
          },
          Rejection::wrong_state},
      Row{"rescheduled away",
          [](Driver& driver) {
            const auto booking = driver.book(friday_nine, {alice});
            driver.reschedule(booking, "330127.documents.2026-06-12.0930");
            return booking;
          },
          Rejection::wrong_state},
      Row{"only held", [](Driver& driver) { return driver.hold(friday_nine, {alice}); },
          Rejection::wrong_state},
      Row{"unknown",
          [](Driver&) {
            return Outcome{.id = {{9, 9}}};
          },
          Rejection::not_found},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = row.prepare(driver);
    const int before = driver.count<Cancelled>();
    CHECK(driver.cancel(booking) == row.expected);
    CHECK(driver.count<Cancelled>() - before == (row.expected == Rejection::none ? 1 : 0));
  }
}

TEST_CASE("after 5 cancellations in 30 days booking is refused, but not cancelling") {
  const std::array slots{
      "330127.documents.2026-06-10.0900", "330127.documents.2026-06-10.0930",
      "330127.documents.2026-06-10.1000", "330127.documents.2026-06-10.1030",
      "330127.documents.2026-06-10.1100",
  };
  Driver driver;
  const auto other =
      driver.book("330127.business.2026-06-12.0900", {{alice, business_registration}});
  driver.as(citizen_caller(alice));
  for (const char* name : slots) {
    const auto booking = driver.book(name, {alice});
    REQUIRE(booking == Rejection::none);
    REQUIRE(driver.cancel(booking) == Rejection::none);
  }
  driver.as(hotline);
  CHECK(driver.book(friday_nine, {alice}) == Rejection::cancellation_limit);
  CHECK(driver.hold(friday_nine, {alice}) == Rejection::cancellation_limit);
  CHECK(driver.book(friday_nine, {bob, alice}) == Rejection::cancellation_limit);
  CHECK(driver.book(friday_nine, {bob}) == Rejection::none);
  CHECK(driver.cancel(other) == Rejection::none);

  struct Row {
    std::string at;
    Rejection expected;
  };
  // The window is the day of asking and the 29 before it.
  const std::array rows{Row{"2026-07-07 23:59:59.999", Rejection::cancellation_limit},
                        Row{"2026-07-08 00:00", Rejection::none}};
  for (const auto& row : rows) {
    CAPTURE(row.at);
    driver.to(row.at);
    CHECK(driver.book("330127.documents.2026-07-10.0900", {alice}) == row.expected);
  }
}

TEST_CASE("a party's cancellation counts once, whatever they came for") {
  Driver driver;
  driver.as(citizen_caller(alice));
  for (int i = 0; i < 5; ++i) {
    const auto booking = driver.book(friday_nine, {alice, {alice, endorsement}, bob});
    CHECK(booking == Rejection::none);
    driver.cancel(booking);
    driver.pass(config::minutes{5});
  }
  CHECK(driver.book(friday_nine, {alice}) == Rejection::cancellation_limit);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
