// Must the citizen come at all? Where to apply, what for, what to bring, and until when.
//
// A pure function of the table (config/online_rules.hpp), the city and the answers so far. A
// missing answer is asked for only when it can change what is advised.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/city.hpp"
#include "config/online_rules.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler {

/// What is known of an application; everything but the day may be missing.
struct AdviceAnswers {
  const config::OnlineDocument* document = nullptr;
  std::optional<config::ApplyReason> reason{};
  std::optional<int> age{};  // full years
  const config::Province* province = nullptr;
  std::string city{};  // as the citizen names it; empty: not known
  std::optional<bool> holds_same_document{};
  std::optional<Date> document_expires_on{};  // its last valid day
  std::optional<bool> state_personnel{};
  std::optional<bool> active_military{};
  std::optional<Date> travel_on{};
  Date on{};  // when the citizen applies
};

enum class AdviceChannel { online, machine, hall };

/// An application online under the conditions: its days, for one sent on the day asked about.
struct OnlineClock {
  const config::PilotCity* authority = nullptr;  // where to apply
  Date ready_by{};
  Date correct_by{};  // if it is returned on `ready_by`, the last day of processing
  Date pay_by{};      // if it is approved on `ready_by`
  bool provisional = false;
};

struct HallAdvice {
  const config::Service* service = nullptr;
  std::optional<int> processing_days;  // none: depends on an answer that is missing
  std::optional<Date> ready_by;        // as `processing_days`
  bool provisional = false;
  std::optional<int> fee_yuan;  // none: depends on the case
  std::vector<const config::Name*> bring;
};

/// The last day on which to apply, so that the document is there the day before the journey. It may
/// have passed.
struct LatestSafe {
  std::optional<Date> online;
  std::optional<Date> hall;  // or at a machine
};

/// Valid as long as the rules, the city and the answers.
struct Advice {
  std::optional<AdviceChannel> channel;  // none: first `ask`
  std::vector<const config::Name*> reasons;
  const std::vector<config::OnlineWay>* ways = nullptr;  // of the channel online
  std::optional<OnlineClock> online;                     // under the conditions
  std::optional<HallAdvice> hall;                        // once the channel is known
  LatestSafe latest_safe;
  std::optional<bool> peak_before;  // the weeks before the journey
  /// The field that is asked for next, and the question to the citizen.
  std::string_view ask;
  const config::Name* question = nullptr;
};

Advice advise(const config::OnlineRules& rules, const config::City& city,
              const AdviceAnswers& answers);

}  // namespace offpeak::scheduler
