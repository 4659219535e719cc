// Random commands against the core and the model, with the invariants I1, I3, I5 and I6 of
// docs/architecture.md after every step. rapidcheck prints the seed first, and after a failure the
// smallest scenario found. RC_PARAMS is honoured: RC_PARAMS="seed=1 max_success=10000".
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <stdlib.h>

#include <string>

#include "tests/model/duel.hpp"
#include "tests/model/generate.hpp"

#ifndef OFFPEAK_PROPERTY_CASES
#define OFFPEAK_PROPERTY_CASES 2800
#endif

namespace offpeak::model {
namespace {

constexpr int cases = OFFPEAK_PROPERTY_CASES;
constexpr std::uint64_t meaningful_steps = 250'000;

/// Our number of cases unless RC_PARAMS says another.
void set_cases() {
  const char* given = getenv("RC_PARAMS");
  const std::string params = given == nullptr ? "" : given;
  if (params.find("max_success") != std::string::npos) return;
  const std::string with_cases = "max_success=" + std::to_string(cases) + " " + params;
  setenv("RC_PARAMS", with_cases.c_str(), 1);
}

/// Each of the enumerators from `first` to `last` came up.
template <class Enum>
void check_all_seen(const std::map<Enum, std::uint64_t>& seen, Enum first, Enum last) {
  for (auto number = static_cast<int>(first); number <= static_cast<int>(last); ++number) {
    CAPTURE(number);
    CHECK(seen.contains(static_cast<Enum>(number)));
  }
}

TEST_CASE("the core does what the model of the rules does, whatever is asked of it") {
  set_cases();
  Coverage coverage;
  const bool holds =
      rc::check("core and model agree after every step", [&](const Scenario& scenario) {
        Duel duel{scenario.city, coverage};
        for (const auto& step : scenario.steps) duel.run(step);
        duel.finish();
      });
  CHECK(holds);

  MESSAGE(coverage.steps << " steps, " << coverage.remembered << " remembered replies, "
                         << coverage.restarts << " restarts, " << coverage.suspensions
                         << " citizens suspended, "
                         << coverage.places_taken[scheduler::PlaceOfferKind::earlier] << " of "
                         << coverage.place_offers[scheduler::PlaceOfferKind::earlier]
                         << " earlier places and "
                         << coverage.places_taken[scheduler::PlaceOfferKind::swap] << " of "
                         << coverage.place_offers[scheduler::PlaceOfferKind::swap]
                         << " swaps taken, " << coverage.closures << " closures, "
                         << coverage.reopened << " of them reopened, " << coverage.displaced
                         << " bookings displaced by them, "
                         << coverage.places_taken[scheduler::PlaceOfferKind::displaced] << " of "
                         << coverage.place_offers[scheduler::PlaceOfferKind::displaced]
                         << " places taken instead");
  if (!holds || coverage.steps < meaningful_steps) return;
  // Every outcome came up, or the comparison says less than it seems to. Only `storage_full`, the
  // last rejection, is beyond any scenario of this length.
  check_all_seen(coverage.rejections, Rejection::none, Rejection::waitlist_limit);
  // What is still held or booked at the end has become something else once its timers ran.
  check_all_seen(coverage.appointments, AppointmentStatus::expired, AppointmentStatus::left);
  check_all_seen(coverage.appointments, AppointmentStatus::excused, AppointmentStatus::excused);
  check_all_seen(coverage.waits, WaitlistStatus::accepted, WaitlistStatus::closed);
  CHECK(coverage.remembered > 0);
  CHECK(coverage.suspensions > 0);
  CHECK(coverage.over_several_slots > 0);
  check_all_seen(coverage.rejections, Rejection::overlapping_visit, Rejection::overlapping_visit);
  check_all_seen(coverage.rejections, Rejection::already_watching, Rejection::nothing_earlier);
  check_all_seen(coverage.rejections, Rejection::slot_closed, Rejection::appointment_displaced);
  check_all_seen(coverage.appointments, AppointmentStatus::displaced, AppointmentStatus::displaced);
  CHECK(coverage.closures > 0);
  CHECK(coverage.reopened > 0);
  CHECK(coverage.displaced > 0);
  check_all_seen(coverage.watches, scheduler::WatchEnd::withdrawn, scheduler::WatchEnd::changed);
  for (const auto kind : {scheduler::PlaceOfferKind::earlier, scheduler::PlaceOfferKind::swap,
                          scheduler::PlaceOfferKind::displaced}) {
    CHECK(coverage.place_offers.contains(kind));
    CHECK(coverage.places_taken.contains(kind));
  }
}

}  // namespace
}  // namespace offpeak::model
