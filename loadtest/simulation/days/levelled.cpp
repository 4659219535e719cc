#include "loadtest/simulation/days/levelled.hpp"

#include "base/assert.hpp"
#include "guide/release_plan.hpp"
#include "scheduler/booking/release.hpp"

namespace offpeak::loadtest {
namespace {

using scheduler::SlotKey;

/// From one bound to the other.
constexpr int steps_max = 100 / scheduler::reserve_step_percent_max;

}  // namespace

void Levelled::begin(const demand::DemandModel& model, const demand::MeantHall& meant) {
  model_ = &model;
  meant_ = &meant;
  const int horizon = scheduler::horizon_days(day_.hall().rules, world_.date());
  for (int days = horizon; days > 0; --days) agenda_.put(-days * day_end, Rank::level, 0);
}

void Levelled::level(DayTime at) {
  for (int step = 0; step < steps_max && take_a_step(at); ++step) {
  }
}

bool Levelled::take_a_step(DayTime at) {
  const scheduler::State& state = world_.state();
  const guide::Known known{.city = world_.city(),
                           .model = *model_,
                           .now = world_.instant(at),
                           .taken_minutes = [&](SlotKey slot) { return state.taken_minutes(slot); },
                           .reserve_percent =
                               [&](SlotKey slot) {
                                 return state.reserve_percent(
                                     slot, day_.hall().rules.walk_in_reserve_percent);
                               }};
  const auto so_far = guide::booked_so_far(known);
  const auto arrivals =
      demand::hall_arrivals(*model_, world_.city(), *meant_, world_.date(), &*so_far);
  bool has_moved = false;
  for (const auto& lane : guide::expected_lanes(known, nullptr, arrivals, world_.date())) {
    for (const auto& command : guide::release_plan(known, lane, world_.date())) {
      const auto receipt = world_.run(command, at);
      OFFPEAK_ASSERT(receipt.rejection == scheduler::Rejection::none);
      has_moved = true;
    }
  }
  return has_moved;
}

}  // namespace offpeak::loadtest
