// The bodies of what an operator closes and tells.
#pragma once

#include <memory>
#include <string_view>

#include "api/problem.hpp"
#include "config/city.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::api {

/// `{"hall"?, "service"?, "from"?, "to"?, "reason", "text"?: {"zh", "en"}, "dry_run"?}`: without a
/// hall all of them, without `from` from now on, without `to` until it is opened again.
struct ClosureRequest {
  scheduler::ClosedTimes closed{};
  scheduler::ClosureReason reason{};
  std::shared_ptr<const scheduler::Wording> words{};  // null: none
  bool is_dry_run = false;
};
Checked<ClosureRequest> read_closure(const config::City& city, std::string_view body,
                                     config::Instant now);

/// `{"hall"?, "from"?, "to", "audience"?: ["waiting", "booked"], "text": {"zh", "en"}, "dry_run"?}`
struct NoticeRequest {
  config::HallCode hall{};
  config::Instant from{};
  config::Instant to{};
  scheduler::Audience audience = scheduler::to_everybody;
  std::shared_ptr<const scheduler::Wording> words{};
  bool is_dry_run = false;
};
Checked<NoticeRequest> read_notice(const config::City& city, std::string_view body,
                                   config::Instant now);

/// `{"dry_run"?}`, or no body: whether nothing is to be done.
Checked<void> read_reopening(std::string_view body, bool& is_dry_run);

}  // namespace offpeak::api
