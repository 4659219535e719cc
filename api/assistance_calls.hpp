// Who has called for staff in each hall. A call is of the moment: it is in no journal, but in the
// memory of the server that takes commands, and is forgotten after a quarter of an hour.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bits.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/ids.hpp"

namespace offpeak::api {

/// Unguessable: a kiosk asks by it whether its call was answered.
using AssistanceId = base::Bits128<struct AssistanceTag>;

struct AssistanceCall {
  AssistanceId id{};
  config::Instant at{};
  std::string place{};          // where in the hall; may be empty
  scheduler::ActorId caller{};  // whose token it was
  bool is_done = false;         // somebody is coming
};

/// Any thread. `now` is the time of the halls.
class AssistanceCalls {
 public:
  /// Of one hall, with those that are done and not forgotten yet.
  static constexpr std::size_t calls_max = 32;
  static constexpr std::chrono::minutes kept_for{15};

  /// The open call of this caller, who has one at most: an earlier one, or this one from now on.
  /// Nothing when as many are open in the hall as there may be.
  std::optional<AssistanceCall> add(config::HallCode hall, const AssistanceCall& call);
  /// Somebody is coming; also when that was said before. False when no call has this id.
  bool finish(config::HallCode hall, const AssistanceId& id, config::Instant now);
  std::optional<AssistanceCall> find(config::HallCode hall, const AssistanceId& id,
                                     config::Instant now);
  /// Those that nobody has answered, the oldest first.
  std::vector<AssistanceCall> open(config::HallCode hall, config::Instant now);

 private:
  using Calls = std::vector<AssistanceCall>;  // the oldest first

  /// The hall's, without those that are forgotten by now.
  Calls& calls_of(config::HallCode hall, config::Instant now);

  std::mutex mutex_;
  std::map<config::HallCode, Calls> halls_;  // none but of the city
};

}  // namespace offpeak::api
