#include "scheduler/decide.hpp"

#include <span>

#include "base/mutant.hpp"
#include "base/one_of.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/persons.hpp"
#include "scheduler/keeping/acted.hpp"
#include "scheduler/queueing/queue_decider.hpp"

namespace offpeak::scheduler {
namespace {

/// The reply kept for this key, a mismatch when the key came with another request, or nothing.
std::optional<Receipt> remembered(const State& state, const Idempotency& idempotency, Instant now) {
  const Memory* memory = state.find(idempotency.key);
  if (memory == nullptr) return std::nullopt;
  const Instant at{config::milliseconds{memory->at_ms}};
  if (now >= at + idempotency_kept) return std::nullopt;
  if (memory->request != idempotency.request && !base::mutated(base::Mutant::ignore_other_body))
    return rejected(Rejection::idempotency_mismatch);
  return Receipt{.rejection = memory->rejection,
                 .kind = memory->kind,
                 .status = memory->status,
                 .position = memory->position,
                 .subject = memory->subject,
                 .expires_at = config::instant_of(memory->expires_at_ms),
                 .counter = CounterNumber{memory->counter},
                 .recalls = memory->recalls,
                 .lane = LaneCode{memory->lane},
                 .called_at = config::instant_of(memory->called_at_ms)};
}

/// One caller must not use up what is there for all. Whoever is at the limit may do everything
/// without an idempotency key.
Rejection check_memory(const State& state, const Command& command, Instant now) {
  const bool is_citizen = command.caller.role == Role::citizen;
  const std::size_t all_max = is_citizen ? memories_of_citizens_max : memories_max;
  if (state.memory_count(now) >= all_max) return Rejection::storage_full;
  const std::uint32_t own_max = is_citizen ? memories_per_citizen_max : memories_per_device_max;
  const bool is_at_limit = state.memory_count(command.idempotency.owner, now) >= own_max;
  if (is_at_limit && !base::mutated(base::Mutant::one_pool_for_all)) {
    return Rejection::idempotency_limit;
  }
  return Rejection::none;
}

bool is_to_be_remembered(Rejection rejection) {
  return rejection != Rejection::storage_full && !depends_on_request_alone(rejection) &&
         !base::mutated(base::Mutant::forget_idempotency);
}

/// A command is decided by the rules of the hall if they know it, otherwise by those of booking.
template <class Body>
concept OfTheHall = std::is_invocable_v<QueueDecider, const Body&>;

Receipt decide_named(const State& state, const config::City& city, const Command& command,
                     Instant now, Events& events) {
  return std::visit(
      [&]<class Body>(const Body& body) {
        if constexpr (OfTheHall<Body>) {
          return QueueDecider{state, city, command.caller, now, events}(body);
        } else {
          return Decider{state, city, command.caller, now, events}(body);
        }
      },
      command.body);
}

Receipt decide_body(const State& state, const config::City& city, const Command& command,
                    Instant now, Events& events) {
  if (state.alias_count() != 0) {
    Command of_persons = command;
    name_persons(state, of_persons);
    return decide_named(state, city, of_persons, now, events);
  }
  return decide_named(state, city, command, now, events);
}

void apply_from(std::size_t first, State& state, const Events& events) {
  for (std::size_t i = first; i < events.size(); ++i) state.apply(events[i]);
}

/// Applies the facts from `first` on. Then the places that they free, or for which somebody begins
/// to watch, are offered on the state that they leave.
void apply_and_offer(std::size_t first, State& state, const config::City& city, Instant now,
                     Events& events) {
  const auto freed = freed_by(state, std::span{events}.subspan(first));
  apply_from(first, state, events);
  const std::size_t offers = events.size();
  const Caller nobody;
  Decider decider{state, city, nobody, now, events};
  if (!freed.empty()) decider.pass_on(freed);
  for (std::size_t i = first; i < offers; ++i) {
    const auto* set = std::get_if<WatchSet>(&events[i].fact);
    if (set != nullptr) decider.offer_at_once(state.watch(state.find_watch(set->id)));
  }
  apply_from(offers, state, events);
}

}  // namespace

bool is_question(const CommandBody& body) {
  return std::visit([]<class Body>(const Body&) { return base::is_alternative<Body, Question>; },
                    body);
}

Receipt decide(const State& state, const config::City& city, const Command& command, Instant now,
               Events& events) {
  OFFPEAK_ASSERT(now >= state.last_at());
  const bool keyed = !command.idempotency.key.is_zero() && !is_question(command.body);
  if (keyed) {
    if (const auto receipt = remembered(state, command.idempotency, now)) return *receipt;
    const auto no = check_memory(state, command, now);
    if (no != Rejection::none) return rejected(no);
  }
  const std::size_t first = events.size();
  const Receipt receipt = decide_body(state, city, command, now, events);
  const bool is_done = events.size() > first;
  if (is_audited(command.caller.role) && (is_done || is_noted(command, receipt))) {
    const Event acted{now, acted_by(command, receipt)};
    events.insert(events.begin() + static_cast<std::ptrdiff_t>(first), acted);
  }
  if (keyed && is_to_be_remembered(receipt.rejection)) {
    events.push_back({now, Remembered{.key = command.idempotency.key,
                                      .request = command.idempotency.request,
                                      .receipt = receipt,
                                      .owner = command.idempotency.owner}});
  }
  return receipt;
}

Receipt execute(State& state, const config::City& city, const Command& command, Instant now,
                Events& events) {
  const std::size_t first = events.size();
  const Receipt receipt = decide(state, city, command, now, events);
  apply_and_offer(first, state, city, now, events);
  return receipt;
}

}  // namespace offpeak::scheduler
