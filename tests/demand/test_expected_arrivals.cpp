// Expected arrivals by themselves; beside the simulator's in tests/loadtest/simulation/forecast/.
#include <doctest/doctest.h>

#include <numeric>

#include "demand/day_demand.hpp"
#include "demand/expected_arrivals.hpp"
#include "scheduler/booking/opening.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::demand {
namespace {

using doctest::Approx;

double sum(const scheduler::HalfHours& each) {
  return std::accumulate(each.begin(), each.end(), 0.0);
}

double booked(const LaneArrivals& lane) {
  double parties = 0;
  for (const auto& slot : lane.booked) parties += slot.parties;
  return parties;
}

TEST_CASE("everybody who means to come is in one hall and lane, with the model's people") {
  double people = 0;
  for (const auto& hall : meant_parties(hangzhou_demand(), hangzhou(), saturday_in_june, 9000)) {
    for (const auto& lane : hall.lanes) people += (lane.walk_ins + lane.bookers) * lane.people;
  }
  CHECK(people == Approx(9000));
}

TEST_CASE("who looks for an appointment gets one, comes anyway or stays away") {
  const auto& model = hangzhou_demand();
  for (const auto& hall : expected_arrivals(model, hangzhou(), saturday_in_june, 9500, nullptr)) {
    for (const auto& lane : hall.lanes) {
      const double got_one = booked(lane) / (1 - model.cancellation_share);
      const double came = sum(lane.walk_ins) - lane.meant.walk_ins;
      CHECK(got_one + came + lane.stay_away == Approx(lane.meant.bookers));
      CHECK(came + lane.stay_away >= -1e-9);
      CHECK(sum(lane.bookers) == Approx(lane.meant.bookers));
    }
  }
}

TEST_CASE("no slot is expected to hold more than its capacity") {
  for (const double meant : {5000.0, 9500.0, 20'000.0}) {
    for (const auto& hall :
         expected_arrivals(hangzhou_demand(), hangzhou(), saturday_in_june, meant, nullptr)) {
      for (const auto& lane : hall.lanes) {
        const auto capacity = scheduler::booking_capacity_minutes(*hall.hall, lane.meant.lane);
        for (const auto& slot : lane.booked) {
          CHECK(slot.parties * lane.meant.counter_minutes <= capacity + 1e-6);
        }
      }
    }
  }
}

TEST_CASE("what stands on the eve is kept, and only the last bookings are still expected") {
  const auto& model = hangzhou_demand();
  const BookedSoFar empty{.now = config::instant_at(saturday_in_june, config::MinuteOfDay{7 * 60}),
                          .taken_minutes = [](scheduler::SlotKey) { return 0U; }};
  const BookedSoFar full{.now = empty.now, .taken_minutes = [](scheduler::SlotKey slot) {
                           return static_cast<std::uint32_t>(scheduler::booking_capacity_minutes(
                               *hangzhou().find(slot.hall()), slot.lane()));
                         }};
  const auto with = [&](const BookedSoFar* so_far) {
    const auto halls = expected_arrivals(model, hangzhou(), saturday_in_june, 9000, so_far);
    return booked(halls.front().lanes.front());
  };
  const auto all = expected_arrivals(model, hangzhou(), saturday_in_june, 9000, nullptr);
  const auto& lane = all.front().lanes.front();
  CHECK(with(&empty) ==
        Approx(lane.meant.bookers * model.lead_day_shares[0] * (1 - model.cancellation_share)));
  CHECK(with(&full) > with(nullptr));
}

TEST_CASE("the more are to be received, the larger is the share of those who mean to come") {
  const auto per_received = [](double people) {
    return meant_for(hangzhou_demand(), hangzhou(), saturday_in_june, people) / people;
  };
  CHECK(per_received(3000) > 1.1);
  CHECK(per_received(8000) > per_received(3000));
  CHECK(per_received(60'000) <= 2);
}

}  // namespace
}  // namespace offpeak::demand
