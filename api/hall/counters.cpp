#include "api/hall/counters.hpp"

#include <optional>

#include "api/exchange.hpp"
#include "api/hall/bodies.hpp"
#include "api/hall/tickets.hpp"
#include "api/hall_in_path.hpp"
#include "api/resources.hpp"
#include "base/number.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

/// 1 to 65535, written without leading zeros; whether the hall has it is the core's to say.
std::optional<s::CounterNumber> parse_counter(std::string_view text) {
  const auto number = base::parse_number<std::uint16_t>(text);
  if (!number || text.front() == '0') return std::nullopt;
  return s::CounterNumber{*number};
}

struct Desk {
  s::HallCode hall{};
  s::CounterNumber counter{};
};

Checked<Desk> desk_in_path(const Exchange& exchange, const Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return unknown_hall();
  const auto counter = parse_counter(exchange.parameters[1]);
  if (!counter) return problem_of(s::Rejection::unknown_counter);
  return Desk{hall->code, *counter};
}

/// `{"ticket": …}`, or nothing when nobody waits.
Checked<Rendered> show_call(const s::Reply& answer, const Resources& resources) {
  if (answer.receipt.kind == s::ReceiptKind::nothing) return Rendered{};
  return Rendered{render_call(resources.city, answer.ticket)};
}

/// Done to the visitor who is at the counter.
template <class Command>
void act_on_visitor(Exchange& exchange, const Resources& resources) {
  const auto at = desk_in_path(exchange, resources);
  if (!at) return exchange.reply(at.error());
  exchange.submit(Command{at->hall, at->counter}, 200, show_call);
}

}  // namespace

void call_next(Exchange& exchange, Resources& resources) {
  const auto at = desk_in_path(exchange, resources);
  if (!at) return exchange.reply(at.error());
  const auto parked = read_parked_ticket(exchange.request.body);
  if (!parked) return exchange.reply(parked.error());
  exchange.submit(s::CallNext{at->hall, at->counter, *parked}, 200, show_call);
}

void recall(Exchange& exchange, Resources& resources) {
  act_on_visitor<s::Recall>(exchange, resources);
}

void undo_call(Exchange& exchange, Resources& resources) {
  act_on_visitor<s::UndoCall>(exchange, resources);
}

void serve_visitor(Exchange& exchange, Resources& resources) {
  act_on_visitor<s::Serve>(exchange, resources);
}

void finish_visit(Exchange& exchange, Resources& resources) {
  const auto at = desk_in_path(exchange, resources);
  if (!at) return exchange.reply(at.error());
  const auto outcome = read_outcome(resources.city, exchange.request.body);
  if (!outcome) return exchange.reply(outcome.error());
  exchange.submit(s::Finish{at->hall, at->counter, outcome->done, outcome->documents}, 200,
                  show_call);
}

void miss_visitor(Exchange& exchange, Resources& resources) {
  act_on_visitor<s::Miss>(exchange, resources);
}

void park_visitor(Exchange& exchange, Resources& resources) {
  act_on_visitor<s::Park>(exchange, resources);
}

void transfer_visitor(Exchange& exchange, Resources& resources) {
  const auto at = desk_in_path(exchange, resources);
  if (!at) return exchange.reply(at.error());
  const auto lane = read_lane(resources.city, exchange.request.body);
  if (!lane) return exchange.reply(lane.error());
  exchange.submit(s::Transfer{at->hall, at->counter, *lane}, 200, show_call);
}

void open_counter(Exchange& exchange, Resources& resources) {
  const auto at = desk_in_path(exchange, resources);
  if (!at) return exchange.reply(at.error());
  const auto lanes = read_lanes(resources.city, exchange.request.body);
  if (!lanes) return exchange.reply(lanes.error());
  exchange.submit(s::OpenCounter{at->hall, at->counter, *lanes}, 204, no_body);
}

void pause_counter(Exchange& exchange, Resources& resources) {
  const auto at = desk_in_path(exchange, resources);
  if (!at) return exchange.reply(at.error());
  const auto reason = read_pause_reason(exchange.request.body);
  if (!reason) return exchange.reply(reason.error());
  exchange.submit(s::PauseCounter{at->hall, at->counter, *reason}, 204, no_body);
}

void close_counter(Exchange& exchange, Resources& resources) {
  const auto at = desk_in_path(exchange, resources);
  if (!at) return exchange.reply(at.error());
  exchange.submit(s::CloseCounter{at->hall, at->counter}, 204, no_body);
}

}  // namespace offpeak::api
