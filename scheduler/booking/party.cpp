#include "scheduler/booking/party.hpp"

#include "base/assert.hpp"

namespace offpeak::scheduler {

int party_minutes(const config::City& city, const config::Rules& rules, const Party& party) {
  int minutes = 0;
  for (const auto& applicant : party) {
    const auto* service = city.find(applicant.service);
    OFFPEAK_ASSERT(service != nullptr);
    minutes += service->mean_minutes + (applicant.minor ? rules.minor_minutes : 0);
  }
  return minutes;
}

int largest_party_minutes(const config::City& city, const config::Rules& rules, LaneCode lane) {
  return rules.party_max * (longest_mean_minutes(city, lane) + rules.minor_minutes);
}

Rejection check_party(const config::City& city, const SlotPlan& plan, const Party& party) {
  if (party.size > plan.rules().party_max) return Rejection::party_too_large;
  for (const auto& applicant : party) {
    const auto* service = city.find(applicant.service);
    if (service == nullptr || service->lane != plan.key.lane()) return Rejection::wrong_lane;
  }
  for (const auto* one = party.begin(); one != party.end(); ++one) {
    for (const auto* other = party.begin(); other != one; ++other) {
      if (one->citizen == other->citizen && one->service == other->service) {
        return Rejection::duplicate_applicant;
      }
    }
  }
  return Rejection::none;
}

}  // namespace offpeak::scheduler
