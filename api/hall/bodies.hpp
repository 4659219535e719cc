// Bodies of requests from a hall: kiosks and clerks. A body without required fields may be left
// out.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "api/citizen/bodies.hpp"
#include "api/problem.hpp"
#include "config/city.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::api {

/// Documents applied for or handed out in one visit.
inline constexpr std::uint8_t visit_documents_max = 99;

/// `{"code", "priority"?}` or `{"id_type"?, "id_number", "printed_check_digit"?, "priority"?}`
struct Arrival {
  /// The code as it was typed, without a mark; or whose document was read.
  std::variant<scheduler::KioskCode, scheduler::CitizenKey> who{};
  scheduler::PriorityGround ground{};
};
Checked<Arrival> read_arrival(const BodyContext& context, std::string_view body);

/// `{"service" or "services", "priority"?}`
struct WalkIn {
  scheduler::Services services{};
  scheduler::PriorityGround ground{};
};
Checked<WalkIn> read_walk_in(const config::City& city, std::string_view body);

/// `{"lanes"?}`; none: those that the configuration gives the counter.
Checked<scheduler::LaneSet> read_lanes(const config::City& city, std::string_view body);

/// `{"reason"?}`; none: nobody says why.
Checked<scheduler::PauseReason> read_pause_reason(std::string_view body);

/// `{"ticket"?}`; zero: whoever comes next.
Checked<scheduler::TicketId> read_parked_ticket(std::string_view body);

/// `{"services"?, "documents"?}`; no services: those that the ticket is for.
struct Outcome {
  scheduler::Services done{};
  std::uint8_t documents = 0;
};
Checked<Outcome> read_outcome(const config::City& city, std::string_view body);

/// So many characters has the place that calls for staff, at most; and so many digits, which are
/// fewer than any number of a person has.
inline constexpr std::size_t place_chars_max = 20;
inline constexpr std::size_t place_digits_max = 4;

/// `{"place"?}`; empty: nobody says where.
Checked<std::string> read_place(std::string_view body);

/// `{"lane"}`
Checked<scheduler::LaneCode> read_lane(const config::City& city, std::string_view body);

}  // namespace offpeak::api
