#include "scheduler/guidance/conditions.hpp"

#include <algorithm>

namespace offpeak::scheduler {
namespace {

using config::ApplyReason;
using config::OnlineAnswer;

Holds as_holds(bool is_so) { return is_so ? Holds::yes : Holds::no; }

Holds is_not(std::optional<bool> answer) { return answer ? as_holds(!*answer) : Holds::unknown; }

/// The day so many months later; the last of the month when that has no such day.
Date add_months(Date date, int months) {
  const auto day = std::chrono::year_month_day{date} + std::chrono::months{months};
  return Date{day.ok() ? day : day.year() / day.month() / std::chrono::last};
}

bool is_expiring(const config::OnlineRules& rules, const AdviceAnswers& answers, Date last_day) {
  return last_day >= answers.on && last_day < add_months(answers.on, rules.expiring_months);
}

bool is_accepted(const config::OnlineRules& rules, ApplyReason reason) {
  return rules.accepted_reasons[static_cast<std::size_t>(reason)];
}

/// Little validity left is a reason by itself, whatever reason is given or missing.
Holds has_reason(const config::OnlineRules& rules, const AdviceAnswers& answers) {
  const auto last_day = answers.document_expires_on;
  if (last_day && is_accepted(rules, ApplyReason::expiring) &&
      is_expiring(rules, answers, *last_day)) {
    return Holds::yes;
  }
  if (!answers.reason) return Holds::unknown;
  if (!is_accepted(rules, *answers.reason)) return Holds::no;
  if (answers.reason != ApplyReason::expiring) return Holds::yes;
  return last_day ? Holds::no : Holds::unknown;
}

/// Every reason but a first document and an unknown one speaks of a document that is there.
Holds has_held(const AdviceAnswers& answers) {
  if (answers.holds_same_document) return as_holds(*answers.holds_same_document);
  if (answers.reason == ApplyReason::first) return Holds::no;
  if (answers.document_expires_on) return Holds::yes;
  const bool says_nothing = !answers.reason || answers.reason == ApplyReason::other;
  return says_nothing ? Holds::unknown : Holds::yes;
}

Holds is_valid(const AdviceAnswers& answers) {
  if (answers.reason == ApplyReason::expired) return Holds::no;
  if (!answers.document_expires_on) return Holds::unknown;
  return as_holds(*answers.document_expires_on >= answers.on);
}

Holds is_registered(const config::OnlineRules& rules, const AdviceAnswers& answers) {
  if (answers.province == nullptr) return Holds::unknown;
  if (pilot_city_of(rules, answers) != nullptr) return Holds::yes;
  const bool has_pilot_city =
      std::ranges::find(rules.pilot_cities, answers.province->key, &config::PilotCity::province) !=
      rules.pilot_cities.end();
  return has_pilot_city && answers.city.empty() ? Holds::unknown : Holds::no;
}

}  // namespace

OnlineAnswer deciding(OnlineAnswer condition, const AdviceAnswers& answers) {
  const bool is_told = condition == OnlineAnswer::reason && answers.reason.has_value();
  return is_told ? OnlineAnswer::document_expires_on : condition;
}

const config::PilotCity* pilot_city_of(const config::OnlineRules& rules,
                                       const AdviceAnswers& answers) {
  if (answers.province == nullptr) return nullptr;
  const auto& province = answers.province->key;
  const auto* whole = rules.find_pilot_city(province, province);
  return whole != nullptr ? whole : rules.find_pilot_city(province, answers.city);
}

Holds holds(OnlineAnswer condition, const config::OnlineRules& rules,
            const AdviceAnswers& answers) {
  switch (condition) {
    case OnlineAnswer::reason:
      return has_reason(rules, answers);
    case OnlineAnswer::holds_same_document:
      return has_held(answers);
    case OnlineAnswer::document_expires_on:
      return is_valid(answers);
    case OnlineAnswer::registered_in:
      return is_registered(rules, answers);
    case OnlineAnswer::age:
      return answers.age ? as_holds(*answers.age >= rules.age_years_min) : Holds::unknown;
    case OnlineAnswer::state_personnel:
      return is_not(answers.state_personnel);
    case OnlineAnswer::active_military:
      return is_not(answers.active_military);
  }
  return Holds::unknown;
}

}  // namespace offpeak::scheduler
