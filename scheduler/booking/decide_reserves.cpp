#include <algorithm>

#include "base/mutant.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/reserve_bounds.hpp"

namespace offpeak::scheduler {
namespace {

/// The reserve a step nearer to what is wanted. What is booked is not taken back: a reserve does
/// not grow into it.
int next_reserve(const SlotPlan& slot, int present, int wanted, int taken_minutes) {
  const auto [least, most] = reserve_bounds(slot.rules());
  const int step =
      base::mutated(base::Mutant::reserve_in_one_leap) ? 100 : reserve_step_percent_max;
  int next = std::clamp(std::clamp(wanted, least, most), present - step, present + step);
  const auto capacity = [&slot](int percent) {
    return booking_capacity_minutes(*slot.hall, slot.key.lane(), percent);
  };
  const int kept_minutes = base::mutated(base::Mutant::reserve_what_is_booked) ? 0 : taken_minutes;
  while (next > present && capacity(next) < kept_minutes) --next;
  return next;
}

}  // namespace

Receipt Decider::operator()(const SetReserves& command) {
  const auto& rules = rules_of(command.hall);
  if (rules.walk_in_reserve != config::ReserveKind::forecast || state_.is_full()) return {};
  const int configured = rules.walk_in_reserve_percent;
  const auto [least, most] = reserve_bounds(rules);
  for (std::uint8_t i = 0; i < command.size; ++i) {
    const WantedReserve& wanted = command.slots[i];
    const SlotKey key{command.hall, command.lane, command.date, MinuteOfDay{wanted.start_minute}};
    const auto slot = plan_slot(city_, key);
    if (!slot || !in_horizon(*slot, now_)) continue;
    const auto set = state_.reserve_percent(key, configured);
    const int present = std::clamp(set.value_or(configured), least, most);
    const int next =
        next_reserve(*slot, present, wanted.percent, static_cast<int>(state_.taken_minutes(key)));
    if (next == present) continue;
    emit(ReserveSet{.slot = key,
                    .percent = static_cast<std::uint8_t>(next),
                    .configured_percent = static_cast<std::uint8_t>(configured)});
  }
  return {};
}

Receipt Decider::operator()(const NoteCompliance& command) {
  const bool is_known = city_.find(command.hall) != nullptr;
  if (is_known && (command.followed > 0 || command.ignored > 0)) {
    emit(ComplianceNoted{
        .hall = command.hall, .followed = command.followed, .ignored = command.ignored});
  }
  return {};
}

}  // namespace offpeak::scheduler
