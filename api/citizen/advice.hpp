// Must the citizen come at all? Answered from the configuration alone; nothing reaches the core.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/citizen/hall_choices.hpp"
#include "api/citizen/whereabouts.hpp"
#include "api/problem.hpp"
#include "api/route.hpp"
#include "config/online_rules.hpp"
#include "scheduler/guidance/advice.hpp"

namespace offpeak::api {

void give_advice(Exchange& exchange, Resources& resources);

inline constexpr std::array advice_routes{
    Route{http::Method::post, "/v1/advice", Access::anyone, Audience::everyone, Limits::reading,
          give_advice},
};

struct AdviceRequest {
  scheduler::AdviceAnswers answers;
  Whereabouts near{};
};

/// A body of the fields of POST /v1/advice, each of which may be left out; `today` stands for `on`.
Checked<AdviceRequest> read_advice_request(const config::OnlineRules& rules,
                                           const config::City& city, config::Date today,
                                           std::string_view body);

/// The reply's body. `halls`: where to go, when the advice is to go to a hall.
std::string render_advice(const config::OnlineRules& rules, const config::City& city,
                          const AdviceRequest& asked, const scheduler::Advice& advice,
                          std::span<const HallChoice> halls);

}  // namespace offpeak::api
