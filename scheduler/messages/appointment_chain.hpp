// Ids of appointments. Those along a chain of moves begin alike and count the steps, so that a
// calendar knows one event in all of them, also after the older ones are forgotten:
//
//   64 bits of the chain, drawn for its first · 8 bits, which step this is · 56 bits drawn for each
//
// Whoever knows an id is told the next one anyway. Ids of older journals are drawn as a whole:
// their chains have an event for each, and their steps begin at any number.
#pragma once

#include <cstdint>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

inline constexpr std::uint8_t appointment_step_max = 255;
inline constexpr int appointment_step_shift = 56;

/// The same for all appointments of a chain, and for no others.
constexpr std::uint64_t chain_of(AppointmentId id) { return id.words[0]; }
/// 0 for the first of a chain.
constexpr std::uint8_t step_of(AppointmentId id) {
  return static_cast<std::uint8_t>(id.words[1] >> appointment_step_shift);
}

/// Of 64 bits, those above that of the step are not used.
constexpr AppointmentId id_in_chain(std::uint64_t chain, std::uint8_t step, std::uint64_t drawn) {
  constexpr std::uint64_t drawn_mask = (std::uint64_t{1} << appointment_step_shift) - 1;
  return {{chain, (drawn & drawn_mask) | std::uint64_t{step} << appointment_step_shift}};
}

/// The one that replaces `old`. The step stays at `appointment_step_max` once it is there.
constexpr AppointmentId id_after(AppointmentId old, std::uint64_t drawn) {
  const std::uint8_t step = step_of(old);
  const bool is_last = step == appointment_step_max;
  return id_in_chain(chain_of(old), is_last ? step : static_cast<std::uint8_t>(step + 1), drawn);
}

/// The n-th of several, up to 256, of which one at most becomes the next appointment: `first` is
/// that of number 0.
constexpr AppointmentId alternative_id(AppointmentId first, std::uint8_t n) {
  return {{first.words[0], first.words[1] ^ std::uint64_t{n} << (appointment_step_shift - 8)}};
}

}  // namespace offpeak::scheduler
