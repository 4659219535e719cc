// What a server decides before anything else when it begins to lead: what befell the city while
// nobody led, and what another configuration makes of the bookings. And whether it may lead at all:
// a store remembers the city and the keys that it was written with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/security/keys.hpp"
#include "main/refusal.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/event.hpp"
#include "scheduler/reports/configuration_changes.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak {

/// What a store remembers of who it belongs to; 0: nothing.
struct Owner {
  std::uint64_t city = 0;
  std::uint64_t citizen_key = 0;
  std::uint64_t code_key = 0;

  void take(const scheduler::MeaningNoted& fact);
};
Owner owner_of(const scheduler::State& state);

/// Whether the store may be led, or followed, with this city and these keys: else citizens would
/// not be known by what they booked. The citizen key may be the next one, while the one that the
/// store knows is kept as the old one.
Step check_owner(const Owner& owner, const config::City& city, const security::Keys& keys);

struct OfficeOptions {
  config::Instant now{};
  /// Until then somebody led, as far as is known; nothing: nobody can tell, or the clock is not the
  /// world's.
  std::optional<config::Instant> led_until{};
  /// The digest that the operator gave; nothing: none.
  std::optional<std::uint64_t> accepted_changes{};
};

/// Refused when the configuration would take places away and nobody has accepted that.
base::Result<std::vector<scheduler::CommandBody>, Refusal> first_decisions(
    const scheduler::State& state, const config::City& city, const security::Keys& keys,
    const OfficeOptions& options);

/// What a start with `city` at `now` would do to what is booked. When the store was last led with
/// it: nothing but what is carried.
scheduler::ConfigurationChanges changes_by(const scheduler::State& state, const config::City& city,
                                           config::Instant now);

/// A line for each change, for operators: "hall 330100, 2026-06-15: 3 bookings outside opening
/// hours: displaced".
std::vector<std::string> lines_of(const scheduler::ConfigurationChanges& changes,
                                  const config::City& city);

}  // namespace offpeak
