// The day in the hall: check-ins and tickets, and what clerks do at their counters.
#include <charconv>

#include "api/app.hpp"
#include "api/hall_bodies.hpp"
#include "api/security/random.hpp"
#include "api/slot_id.hpp"
#include "base/hex.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

Problem unknown_hall() { return not_found("there is no such hall: see GET /v1/halls"); }
Problem unknown_ticket() { return not_found("there is no ticket by this name"); }

/// 1 to 65535, written without leading zeros; whether the hall has it is the core's to say.
std::optional<s::CounterNumber> parse_counter(std::string_view text) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '0') {
    return std::nullopt;
  }
  return s::CounterNumber{number};
}

}  // namespace

void App::get_ticket(const Context& context) {
  const auto id = base::from_hex<s::TicketId>(context.parameters[0]);
  if (!id) return reply(context, unknown_ticket());
  submit(context, s::GetTicket{*id}, 200, Show::ticket);
}

void App::leave_ticket(const Context& context) {
  const auto id = base::from_hex<s::TicketId>(context.parameters[0]);
  if (!id) return reply(context, unknown_ticket());
  submit(context, s::Leave{*id}, 204, Show::nothing);
}

void App::check_in(const Context& context) {
  const auto hall = find_hall(context);
  if (!hall) return reply(context, unknown_hall());
  const auto arrival = read_arrival(context.request.body);
  if (!arrival) return reply(context, arrival.error());
  submit(context,
         s::CheckIn{.hall = *hall,
                    .code = arrival->code,
                    .ticket = security::random_bits<s::TicketId>(),
                    .ground = arrival->ground},
         201, Show::issued_ticket);
}

void App::take_ticket(const Context& context) {
  const auto hall = find_hall(context);
  if (!hall) return reply(context, unknown_hall());
  const auto walk_in = read_walk_in(service_.city, context.request.body);
  if (!walk_in) return reply(context, walk_in.error());
  submit(context,
         s::TakeTicket{.ticket = security::random_bits<s::TicketId>(),
                       .hall = *hall,
                       .services = walk_in->services,
                       .ground = walk_in->ground},
         201, Show::issued_ticket);
}

void App::at_counter(const Context& context) {
  const auto hall = find_hall(context);
  if (!hall) return reply(context, unknown_hall());
  const auto counter = parse_counter(context.parameters[1]);
  if (!counter) return reply(context, problem_of(s::Rejection::unknown_counter));
  const auto command = counter_command(context, *hall, *counter);
  if (!command) return reply(context, command.error());
  const bool changes_counter = context.route.id == RouteId::open_counter ||
                               context.route.id == RouteId::pause_counter ||
                               context.route.id == RouteId::close_counter;
  if (changes_counter) return submit(context, *command, 204, Show::nothing);
  submit(context, *command, 200, Show::call);
}

Checked<s::CommandBody> App::counter_command(const Context& context, s::HallCode hall,
                                             s::CounterNumber counter) const {
  const auto& city = service_.city;
  const auto body = context.request.body;
  switch (context.route.id) {
    case RouteId::open_counter: {
      const auto lanes = read_lanes(city, body);
      if (!lanes) return lanes.error();
      return s::CommandBody{s::OpenCounter{hall, counter, *lanes}};
    }
    case RouteId::call_next: {
      const auto parked = read_parked_ticket(body);
      if (!parked) return parked.error();
      return s::CommandBody{s::CallNext{hall, counter, *parked}};
    }
    case RouteId::finish_visit: {
      const auto outcome = read_outcome(city, body);
      if (!outcome) return outcome.error();
      return s::CommandBody{s::Finish{hall, counter, outcome->done, outcome->documents}};
    }
    case RouteId::transfer_visitor: {
      const auto lane = read_lane(city, body);
      if (!lane) return lane.error();
      return s::CommandBody{s::Transfer{hall, counter, *lane}};
    }
    case RouteId::pause_counter:
      return s::CommandBody{s::PauseCounter{hall, counter}};
    case RouteId::close_counter:
      return s::CommandBody{s::CloseCounter{hall, counter}};
    case RouteId::recall:
      return s::CommandBody{s::Recall{hall, counter}};
    case RouteId::serve_visitor:
      return s::CommandBody{s::Serve{hall, counter}};
    case RouteId::miss_visitor:
      return s::CommandBody{s::Miss{hall, counter}};
    case RouteId::park_visitor:
      return s::CommandBody{s::Park{hall, counter}};
    default:
      OFFPEAK_ASSERT(!"a route of a counter");
      return unknown_hall();
  }
}

std::optional<s::HallCode> App::find_hall(const Context& context) const {
  const auto hall = parse_hall(context.parameters[0]);
  return hall && service_.city.find(*hall) != nullptr ? hall : std::nullopt;
}

}  // namespace offpeak::api
