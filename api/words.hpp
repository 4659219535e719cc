// The API's words for the enumerators of the day in the hall.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "config/city.hpp"
#include "scheduler/messages/audit.hpp"
#include "scheduler/messages/closure.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/notice.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/messages/revocation.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::api {

std::string_view status_name(scheduler::TicketStatus status);

/// "senior", "pregnant", "disabled", "infant" or "urgent"; empty for none.
std::string_view ground_name(scheduler::PriorityGround ground);
/// Nothing for another word.
std::optional<scheduler::PriorityGround> parse_ground(std::string_view name);

/// "rest", "meal", "handover", "device" or "other"; empty for none.
std::string_view reason_name(scheduler::PauseReason reason);
/// Nothing for another word.
std::optional<scheduler::PauseReason> parse_pause_reason(std::string_view name);
/// "weather".
std::string_view reason_name(scheduler::ClosureReason reason);
std::optional<scheduler::ClosureReason> parse_closure_reason(std::string_view name);
/// What is told where staff have written nothing.
struct BothLanguages {
  std::string_view zh;
  std::string_view en;
};
BothLanguages sentence_of(scheduler::ClosureReason reason);

/// Whom a notice is for.
struct AudienceName {
  scheduler::Audience bit;
  std::string_view name;
};
inline constexpr std::array audience_names{AudienceName{scheduler::to_waiting, "waiting"},
                                           AudienceName{scheduler::to_booked, "booked"}};

/// "grey", "green", "yellow" or "red".
std::string_view level_name(scheduler::Level level);

std::string_view action_name(scheduler::AuditAction action);

/// "token", "issued_so_far" or "blocked".
std::string_view kind_name(scheduler::RevocationKind kind);
std::string_view reason_name(scheduler::RevocationReason reason);
/// Nothing for another word.
std::optional<scheduler::RevocationReason> parse_revocation_reason(std::string_view name);

/// A ticket's number as it is printed and called: a letter for the lane (1 is A), and at least
/// three digits.
std::string ticket_number(scheduler::LaneCode lane, std::uint16_t number);

/// The key of a lane or a service. One that left the configuration is called by its number.
std::string lane_name(const config::City& city, config::LaneCode code);
std::string service_name(const config::City& city, config::ServiceCode code);

}  // namespace offpeak::api
