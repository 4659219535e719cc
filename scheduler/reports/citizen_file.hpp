// All that is known of a person beside the bookings: for whoever asks what is held about them.
#pragma once

#include <memory>
#include <vector>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

struct CitizenFile {
  std::vector<Date> cancellations;  // newest first
  std::vector<Date> no_shows;
  Date suspended_until{};               // the epoch: not suspended
  std::uint32_t further_documents = 0;  // whose keys were joined to this one
  std::vector<WaitlistId> waitlist;
};

class State;

/// Of a citizen there is.
std::unique_ptr<CitizenFile> describe_citizen(const State& state, CitizenKey key);

}  // namespace offpeak::scheduler
