#include "api/words.hpp"

#include <algorithm>
#include <array>

#include "base/enumerators.hpp"

namespace offpeak::api {
namespace {

using scheduler::AuditAction;
using scheduler::ClosureReason;
using scheduler::PauseReason;
using scheduler::PriorityGround;
using scheduler::RevocationKind;
using scheduler::RevocationReason;
using scheduler::TicketStatus;

struct GroundName {
  PriorityGround ground;
  std::string_view name;
};
constexpr std::array ground_names{
    GroundName{PriorityGround::senior, "senior"},
    GroundName{PriorityGround::pregnant, "pregnant"},
    GroundName{PriorityGround::disabled, "disabled"},
    GroundName{PriorityGround::infant, "infant"},
    GroundName{PriorityGround::urgent, "urgent"},
};

struct ReasonName {
  RevocationReason reason;
  std::string_view name;
};
constexpr std::array reason_names{
    ReasonName{RevocationReason::other, "other"},     ReasonName{RevocationReason::lost, "lost"},
    ReasonName{RevocationReason::stolen, "stolen"},   ReasonName{RevocationReason::left, "left"},
    ReasonName{RevocationReason::misused, "misused"},
};
static_assert(reason_names.size() == static_cast<std::size_t>(base::last_of<RevocationReason>) + 1);

struct PauseReasonName {
  PauseReason reason;
  std::string_view name;
};
constexpr std::array pause_reason_names{
    PauseReasonName{PauseReason::rest, "rest"},
    PauseReasonName{PauseReason::meal, "meal"},
    PauseReasonName{PauseReason::handover, "handover"},
    PauseReasonName{PauseReason::device, "device"},
    PauseReasonName{PauseReason::other, "other"},
};
static_assert(pause_reason_names.size() == static_cast<std::size_t>(base::last_of<PauseReason>));

struct ClosureReasonName {
  ClosureReason reason;
  std::string_view name;
  BothLanguages sentence;
};
constexpr std::array closure_reason_names{
    ClosureReasonName{
        ClosureReason::other, "other", {"大厅临时停办。", "The hall is closed for now."}},
    ClosureReasonName{ClosureReason::weather,
                      "weather",
                      {"因恶劣天气，大厅临时停办。", "The hall is closed because of the weather."}},
    ClosureReasonName{ClosureReason::power,
                      "power",
                      {"因停电或网络故障，大厅临时停办。",
                       "The hall is closed because it has no power or no network."}},
    ClosureReasonName{ClosureReason::safety,
                      "safety",
                      {"为了安全，大厅临时停办。", "The hall is closed for everybody's safety."}},
    ClosureReasonName{ClosureReason::staff,
                      "staff",
                      {"因人员不足，大厅临时停办。", "The hall is closed for want of staff."}},
    ClosureReasonName{
        ClosureReason::holiday,
        "holiday",
        {"因放假安排调整，大厅停办。", "The hall is closed because a holiday was moved."}},
    ClosureReasonName{ClosureReason::service_ended,
                      "service_ended",
                      {"这项业务已经停办。", "This service is not offered any more."}},
};
static_assert(closure_reason_names.size() ==
              static_cast<std::size_t>(base::last_of<ClosureReason>) + 1);

constexpr std::size_t number_digits_min = 3;

}  // namespace

std::string_view status_name(TicketStatus status) {
  switch (status) {
    case TicketStatus::waiting:
      return "waiting";
    case TicketStatus::called:
      return "called";
    case TicketStatus::serving:
      return "serving";
    case TicketStatus::done:
      return "done";
    case TicketStatus::parked:
      return "parked";
    case TicketStatus::left:
      return "left";
    case TicketStatus::no_show:
      return "no_show";
  }
  return {};
}

std::string_view ground_name(PriorityGround ground) {
  const auto* found = std::ranges::find(ground_names, ground, &GroundName::ground);
  return found == ground_names.end() ? std::string_view{} : found->name;
}

std::optional<PriorityGround> parse_ground(std::string_view name) {
  const auto* found = std::ranges::find(ground_names, name, &GroundName::name);
  if (found == ground_names.end()) return std::nullopt;
  return found->ground;
}

std::string_view kind_name(RevocationKind kind) {
  switch (kind) {
    case RevocationKind::one_token:
      return "token";
    case RevocationKind::issued_so_far:
      return "issued_so_far";
    case RevocationKind::blocked:
      return "blocked";
  }
  return {};
}

std::string_view reason_name(RevocationReason reason) {
  const auto* found = std::ranges::find(reason_names, reason, &ReasonName::reason);
  return found == reason_names.end() ? std::string_view{} : found->name;
}

std::optional<RevocationReason> parse_revocation_reason(std::string_view name) {
  const auto* found = std::ranges::find(reason_names, name, &ReasonName::name);
  if (found == reason_names.end()) return std::nullopt;
  return found->reason;
}

std::string_view reason_name(PauseReason reason) {
  const auto* found = std::ranges::find(pause_reason_names, reason, &PauseReasonName::reason);
  return found == pause_reason_names.end() ? std::string_view{} : found->name;
}

std::string_view reason_name(ClosureReason reason) {
  const auto* found = std::ranges::find(closure_reason_names, reason, &ClosureReasonName::reason);
  return found == closure_reason_names.end() ? std::string_view{} : found->name;
}

BothLanguages sentence_of(ClosureReason reason) {
  const auto* found = std::ranges::find(closure_reason_names, reason, &ClosureReasonName::reason);
  return found == closure_reason_names.end() ? closure_reason_names[0].sentence : found->sentence;
}

std::optional<ClosureReason> parse_closure_reason(std::string_view name) {
  const auto* found = std::ranges::find(closure_reason_names, name, &ClosureReasonName::name);
  if (found == closure_reason_names.end()) return std::nullopt;
  return found->reason;
}

std::optional<PauseReason> parse_pause_reason(std::string_view name) {
  const auto* found = std::ranges::find(pause_reason_names, name, &PauseReasonName::name);
  if (found == pause_reason_names.end()) return std::nullopt;
  return found->reason;
}

std::string_view level_name(scheduler::Level level) {
  switch (level) {
    case scheduler::Level::grey:
      return "grey";
    case scheduler::Level::green:
      return "green";
    case scheduler::Level::yellow:
      return "yellow";
    case scheduler::Level::red:
      return "red";
  }
  return {};
}

std::string_view action_name(AuditAction action) {
  switch (action) {
    case AuditAction::other:
      return "other";
    case AuditAction::hold:
      return "hold";
    case AuditAction::release_hold:
      return "release_hold";
    case AuditAction::book:
      return "book";
    case AuditAction::cancel:
      return "cancel";
    case AuditAction::reschedule:
      return "reschedule";
    case AuditAction::join_waitlist:
      return "join_waitlist";
    case AuditAction::leave_waitlist:
      return "leave_waitlist";
    case AuditAction::check_in:
      return "check_in";
    case AuditAction::take_ticket:
      return "take_ticket";
    case AuditAction::open_counter:
      return "open_counter";
    case AuditAction::pause_counter:
      return "pause_counter";
    case AuditAction::close_counter:
      return "close_counter";
    case AuditAction::call_next:
      return "call_next";
    case AuditAction::recall:
      return "recall";
    case AuditAction::serve:
      return "serve";
    case AuditAction::finish:
      return "finish";
    case AuditAction::miss:
      return "miss";
    case AuditAction::park:
      return "park";
    case AuditAction::undo_call:
      return "undo_call";
    case AuditAction::close_halls:
      return "close_halls";
    case AuditAction::reopen_halls:
      return "reopen_halls";
    case AuditAction::post_notice:
      return "post_notice";
    case AuditAction::withdraw_notice:
      return "withdraw_notice";
    case AuditAction::excuse_no_show:
      return "excuse_no_show";
    case AuditAction::lift_suspension:
      return "lift_suspension";
    case AuditAction::forget_citizen:
      return "forget_citizen";
    case AuditAction::transfer:
      return "transfer";
    case AuditAction::confirm_companion:
      return "confirm_companion";
    case AuditAction::join_keys:
      return "join_keys";
    case AuditAction::separate_key:
      return "separate_key";
    case AuditAction::reprint_ticket:
      return "reprint_ticket";
    case AuditAction::watch_places:
      return "watch_places";
    case AuditAction::end_watch:
      return "end_watch";
    case AuditAction::announce_again:
      return "announce_again";
    case AuditAction::revoke_tokens:
      return "revoke_tokens";
    case AuditAction::lift_revocation:
      return "lift_revocation";
    case AuditAction::refused_check_in:
      return "refused_check_in";
    case AuditAction::leave:
      return "leave";
  }
  return {};
}

std::string ticket_number(scheduler::LaneCode lane, std::uint16_t number) {
  const std::string digits = std::to_string(number);
  std::string text{static_cast<char>('A' + static_cast<int>(lane) - 1)};
  if (digits.size() < number_digits_min) text.append(number_digits_min - digits.size(), '0');
  return text + digits;
}

std::string lane_name(const config::City& city, config::LaneCode code) {
  const auto* lane = city.find(code);
  return lane == nullptr ? "lane" + std::to_string(static_cast<int>(code)) : lane->key;
}

std::string service_name(const config::City& city, config::ServiceCode code) {
  const auto* service = city.find(code);
  return service == nullptr ? "service" + std::to_string(static_cast<int>(code)) : service->key;
}

}  // namespace offpeak::api
