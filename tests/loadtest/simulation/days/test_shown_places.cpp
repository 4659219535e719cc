// Places that are shown to those who look for an appointment, in a simulated city.
#include <doctest/doctest.h>

#include "tests/loadtest/simulation/days/hangzhou_day.hpp"

namespace offpeak::loadtest {
namespace {

Scenario saturday(Guidance guidance, double compliance) {
  Scenario scenario = highest_saturday(guidance);
  scenario.following.compliance = compliance;
  // Looks cost most of a day here.
  scenario.following.look_minutes = 6 * 60;
  if (sets_reserves(guidance)) {
    for (auto& hall : scenario.city.halls) {
      hall.rules.walk_in_reserve = config::ReserveKind::forecast;
    }
  }
  return scenario;
}

DayResult played(const Scenario& scenario) { return simulate_day(scenario, {.seed = 7}); }

BookedPlaces bookings_of(const DayResult& day) {
  BookedPlaces sum;
  for (const HallResult& hall : day.halls) sum.add(hall.bookings);
  return sum;
}

Waits waits_of(const DayResult& day) {
  Waits sum;
  for (const HallResult& hall : day.halls) sum.add(hall.all());
  return sum;
}

TEST_CASE("where nobody follows, places that are shown change nothing, levelled or not") {
  const auto off = played(saturday(Guidance::off, 0));
  const auto shown = played(saturday(Guidance::recommend, 0));
  CHECK(off.commands == shown.commands);
  CHECK(waits_of(off).wait_ms == waits_of(shown).wait_ms);
  CHECK(bookings_of(off).shift_ms == bookings_of(shown).shift_ms);
  CHECK(bookings_of(shown).followed == 0);
  const auto levelled = played(saturday(Guidance::levelled, 0));
  const auto both = played(saturday(Guidance::all, 0));
  CHECK(levelled.commands == both.commands);
  CHECK(waits_of(levelled).wait_ms == waits_of(both).wait_ms);
}

TEST_CASE("those who follow book in other halls too, and everybody is in one balance") {
  Simulator simulator;
  simulator.check_replays();
  const auto off = played(saturday(Guidance::off, 0));
  const auto day = simulator.run(saturday(Guidance::all, 0.3), {.seed = 7});
  CHECK(off.balance().meant == day.balance().meant);
  CHECK(day.balance().meant == day.balance().sum());
  const BookedPlaces bookings = bookings_of(day);
  // Fewer than three in ten of those who book: whose own place is shown first does not follow, nor
  // who is shown nothing.
  CHECK(static_cast<double>(bookings.followed) / static_cast<double>(bookings.placed) > 0.02);
  CHECK(static_cast<double>(bookings.followed) / static_cast<double>(bookings.placed) < 0.25);
  CHECK(bookings.travel_m > 0);
  bool has_moved_people = false;
  for (std::size_t hall = 0; hall < off.halls.size(); ++hall) {
    const auto& before = off.halls[hall].balance.meant;
    has_moved_people = has_moved_people || before != day.halls[hall].balance.meant;
  }
  CHECK(has_moved_people);
}

TEST_CASE("who moves by nothing follows nothing, and groups are the same people whoever follows") {
  const auto off = played(saturday(Guidance::off, 0));
  const auto day = played(saturday(Guidance::recommend, 1));
  const BookedPlaces before = bookings_of(off);
  const BookedPlaces after = bookings_of(day);
  CHECK(after.followed < after.placed * 9 / 10);
  std::uint64_t called = 0;
  for (std::size_t group = 0; group < follow_groups; ++group) {
    const auto parties = static_cast<double>(before.booked_groups[group].parties);
    CHECK(static_cast<double>(after.booked_groups[group].parties) > 0.85 * parties);
    CHECK(static_cast<double>(after.booked_groups[group].parties) < 1.15 * parties);
    called += before.booked_groups[group].parties;
  }
  std::uint64_t booked = 0;
  for (const HallResult& hall : off.halls) booked += hall.booked.parties;
  CHECK(called == booked);
}

TEST_CASE("the same draws give the same day, whoever played before") {
  const auto scenario = saturday(Guidance::recommend, 0.3);
  Simulator used;
  used.run(saturday(Guidance::off, 0), {.seed = 8});
  const auto one = used.run(scenario, {.seed = 7});
  const auto other = Simulator{}.run(scenario, {.seed = 7});
  CHECK(one.commands == other.commands);
  CHECK(waits_of(one).wait_ms == waits_of(other).wait_ms);
  CHECK(bookings_of(one).travel_m == bookings_of(other).travel_m);
}

TEST_CASE("more who follow shorten the mean wait of the highest day") {
  double before = 1e9;
  for (const double compliance : {0.0, 0.3}) {
    double minutes = 0;
    for (std::uint32_t replication = 0; replication < 4; ++replication) {
      const Waits waits = waits_of(
          simulate_day(saturday(Guidance::recommend, compliance), {7, replication, false}));
      minutes += static_cast<double>(waits.wait_ms) / static_cast<double>(waits.parties) / 60'000;
    }
    CAPTURE(minutes / 4);
    CHECK(minutes < before);
    before = minutes;
  }
}

TEST_CASE("what is too young is not shown, and yardsticks find places of their own") {
  auto scenario = saturday(Guidance::recommend, 0.3);
  const auto planned = played(scenario);
  scenario.following.age_minutes = 60 * 24 * 60;  // longer than anybody books ahead
  CHECK(bookings_of(played(scenario)).followed == 0);
  scenario.following.age_minutes = 0;
  for (const PlaceRule rule : {PlaceRule::emptiest, PlaceRule::least_squares}) {
    scenario.following.rule = rule;
    const auto day = played(scenario);
    CHECK(bookings_of(day).followed > 0);
    CHECK(waits_of(day).wait_ms != waits_of(planned).wait_ms);
  }
}

}  // namespace
}  // namespace offpeak::loadtest
