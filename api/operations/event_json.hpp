// An event as one line of JSON, for operators: what happened to which slot. Ids are shown only so
// far that two events about the same appointment can be matched.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "scheduler/messages/event.hpp"
#include "store/journal.hpp"

namespace offpeak::api {

/// {"sequence":…,"at":"…","event":"booked", …}. Ids are shown as fingerprints of eight digits: an
/// appointment's id opens it to whoever has it. Citizens are counted, not named.
std::string event_line(std::uint64_t sequence, const scheduler::Event& event);

/// The lines of a record's events, in order. An error when its bytes are no events.
store::Result<void> for_each_event_line(const store::Batch& batch,
                                        const std::function<void(const std::string& line)>& take);

}  // namespace offpeak::api
