// What a server's process finds around it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "config/city.hpp"
#include "scheduler/answer.hpp"
#include "scheduler/messages/command.hpp"
#include "tests/simulation/coverage.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/world.hpp"

namespace offpeak::simulation {

/// Ways in which a server may be wrong, for a test of the simulation.
enum class NodeDefect : std::uint8_t {
  none,
  replies_before_commit,  // an acknowledgement does not wait for the journal
  vouches_for_nothing,    // answers are given without asking whether it still leads
  forgets_keys,           // a command that comes again is carried out again
};

/// What a caller is told, and out of which state.
struct Answer {
  std::shared_ptr<const scheduler::Reply> reply;
  std::uint64_t sequence = 0;
  bool from_leader = true;
};
/// Nothing: not done, or not known; ask again.
using Respond = std::function<void(std::optional<Answer>)>;

struct Host {
  Place place;
  Oracle& oracle;
  Coverage& coverage;
  const config::City* city;  // as configured at this start
  NodeDefect defect;
  int node;
  Time clock_skew;
  std::uint64_t snapshot_events;               // a snapshot after so many
  std::chrono::milliseconds interruption_max;  // how long a server bears a store that is away

  World& world() const { return place.world; }
};

/// The domain's time at the start. It runs fast, so that holds end and capacity returns.
inline constexpr int clock_speed = 60;
scheduler::Instant clock_start();
/// What a process of this host takes for the time.
scheduler::Instant now_at(const Host& host);

}  // namespace offpeak::simulation
