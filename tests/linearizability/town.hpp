// The one hall that histories happen in: few slots with little room, and for each slot a few
// citizens of its own, so that operations collide and yet each slot can be checked by itself.
#pragma once

#include <cstdint>
#include <string>

#include "scheduler/answer.hpp"
#include "scheduler/messages/command.hpp"
#include "tests/linearizability/slot_model.hpp"

namespace offpeak::linearizability {

inline constexpr int slots_max = 3;
inline constexpr int citizens_per_slot = 5;
inline constexpr int visits_per_slot = 48;
/// Booked later on the day; each has a citizen of its own, numbered behind the others, and begins
/// so many watches, one after the other.
inline constexpr int movers_per_slot = 3;
inline constexpr int watches_per_mover = 6;
inline constexpr int people_per_slot = citizens_per_slot + movers_per_slot;
inline constexpr int capacity_minutes = 24;
inline constexpr int holds_max = 1;
inline constexpr int cancellations_max = 3;

struct TownOptions {
  bool capacity_returns_at_once = false;  // else never, for time stands still
  int capacity_minutes = linearizability::capacity_minutes;
};
config::City make_town(const TownOptions& options);

/// What is told of the rules to the model. Visits differ from seed to seed.
SlotModel make_model(std::uint64_t seed, int slot);

scheduler::SlotKey slot_key(int slot);
/// Where those are booked who may watch for it.
scheduler::SlotKey later_slot_key(int slot);
scheduler::CitizenKey citizen_key(int slot, int citizen);
/// Who asks for it: the first of the party cancels, for everything else an administrator.
scheduler::Caller caller_for(std::uint64_t seed, int slot, const SlotOperation& operation);
/// What is asked of the engine for an operation other than `taken`, and what happens by itself.
scheduler::CommandBody command_for(std::uint64_t seed, int slot, const SlotOperation& operation);
/// What came of it, in the model's words.
std::string result_of(const scheduler::Reply& reply);

}  // namespace offpeak::linearizability
