#include "api/citizen/slot_room.hpp"

#include <algorithm>

namespace offpeak::api {

namespace s = scheduler;

bool is_closed(const engine::Availability& availability, const Visit& visit,
               const s::SlotPlan& slot) {
  const auto end = visit.services.begin() + visit.party;
  return std::any_of(visit.services.begin(), end, [&](const config::Service* service) {
    return availability.is_closed(slot, service->code);
  });
}

std::optional<SlotRoom> room_for(const config::City& city, const engine::Availability& availability,
                                 const Visit& visit, const s::SlotPlan& slot, config::Instant now) {
  if (visit.party > slot.rules().party_max) return std::nullopt;
  if (is_closed(availability, visit, slot)) return std::nullopt;
  const auto room_at = [&](const s::SlotPlan& plan) { return availability.room_of(plan, now); };
  const auto span =
      s::plan_span(city, slot, room_at(slot).released_minutes, visit.minutes(slot.rules()));
  if (!span) return std::nullopt;
  const int parties = s::parties_that_fit(city, *span, slot, room_at);
  return parties > 0 ? std::optional{SlotRoom{*span, parties}} : std::nullopt;
}

}  // namespace offpeak::api
