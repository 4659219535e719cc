// Events as bytes: the payload of a journal record. Kinds and field orders are frozen; they are
// described in store/FORMAT.md. Little-endian, no padding.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "scheduler/messages/event.hpp"
#include "store/journal.hpp"

namespace offpeak::store {

/// Bytes of the largest event.
inline constexpr std::size_t event_bytes_max = 256;

/// Appends the event to `out`.
void encode_event(const scheduler::Event& event, std::vector<std::byte>& out);

/// Reads one event and takes its bytes off the front of `in`. Errors: an unknown kind, a value
/// outside its range, or bytes that end too early.
Result<scheduler::Event> decode_event(std::span<const std::byte>& in);

}  // namespace offpeak::store
