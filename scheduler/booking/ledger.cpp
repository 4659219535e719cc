#include "scheduler/booking/ledger.hpp"

#include <algorithm>

#include "base/mutant.hpp"

namespace offpeak::scheduler {

int count_in_window(const LedgerDays& days, Date today, int window_days) {
  const Date oldest = today - std::chrono::days{window_days - 1};
  return static_cast<int>(std::ranges::count_if(days, [&](ShortDate day) {
    return day != 0 && long_date(day) >= oldest && long_date(day) <= today;
  }));
}

bool is_suspended(const Citizen& citizen, Date today) {
  return short_date(today) < citizen.suspended_until;
}

bool gave_up_too_often(const config::Rules& rules, const Citizen& citizen, Date today) {
  return count_in_window(citizen.cancellations, today, rules.cancellation_window_days) >=
         rules.cancellations_max;
}

Rejection check_citizen(const config::Rules& rules, const Citizen& citizen, ServiceCode service,
                        Date today) {
  if (is_suspended(citizen, today)) return Rejection::suspended;
  if ((citizen.active_services >> static_cast<unsigned>(service) & 1) != 0 &&
      !base::mutated(base::Mutant::service_twice)) {
    return Rejection::already_booked;
  }
  return gave_up_too_often(rules, citizen, today) ? Rejection::cancellation_limit : Rejection::none;
}

config::minutes pause_after_holds(const config::Rules& rules, int ended) {
  constexpr int doublings_max = 11;  // of a minute: more than a day
  if (ended < holds_without_pause) return config::minutes{0};
  const int doublings = std::min(ended - holds_without_pause, doublings_max);
  return std::min<config::minutes>(rules.hold_pause * (1 << doublings), std::chrono::days{1});
}

bool may_hold(const config::Rules& rules, const Citizen& citizen) {
  return citizen.open_holds < rules.holds_max;
}

bool may_wait(const config::Rules& rules, const Citizen& citizen) {
  return citizen.waiting < rules.waitlists_max;
}

Date suspension_after(const config::Rules& rules, const Citizen& citizen, int more, Date visit) {
  const int no_shows = count_in_window(citizen.no_shows, visit, rules.no_show_window_days) + more;
  if (base::mutated(base::Mutant::forgive_no_show)) return {};
  return no_shows >= rules.no_shows_max ? visit + std::chrono::days{rules.suspension_days} : Date{};
}

}  // namespace offpeak::scheduler
