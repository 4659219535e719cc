#include "main/standby.hpp"

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "main/commands.hpp"
#include "main/leader.hpp"
#include "main/signals.hpp"

namespace offpeak {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A standby tries to take the lease this often.
constexpr milliseconds lease_tried_every{100};
/// An answer that took longer says nothing of now.
constexpr milliseconds answered_within{500};
/// It announces itself this often.
constexpr milliseconds announced_every{500};

Step follow(ServerParts& parts) {
  const bool is_reload = parts.reloads().is_another();
  if (const auto compared = parts.compare_clocks(); !compared && !is_reload)
    return compared.error();
  if (const auto checked = parts.check_history_to_follow(); !checked) return checked.error();
  const auto from = parts.engine().prepare_to_follow();
  if (!from) {
    return Refusal{exit_store, "the snapshots cannot be read: " + from.error().message};
  }
  if (const auto owned = parts.check_owner_to_follow(*from); !owned) return owned.error();
  if (const auto opened = parts.open_follower(*from); !opened) return opened.error();
  if (const auto accepted = accept_clock(parts); !accepted) return accepted.error();
  if (const auto listening = parts.listen(); !listening) return listening.error();
  parts.engine().follow(parts.follower(), *from);
  parts.announce_ready();
  spdlog::info("event=standing_by store={} sequence={}", base::quoted(parts.store().description()),
               from->next_sequence - 1);
  return {};
}

/// Whether the lease is this server's now; false when it is to end.
bool await_lease(ServerParts& parts, store::Lease& lease) {
  auto announced_at = steady_clock::time_point{};
  auto unknown_until = steady_clock::now();  // who has it
  for (;;) {
    const Wake wake = await_signal(lease_tried_every);
    const auto now = steady_clock::now();
    if (wake == Wake::stop || parts.engine().has_failed()) return false;
    if (wake == Wake::reread) parts.reread();
    if (wake == Wake::asked) parts.reloads().answer();
    parts.reloads().follow(parts.engine().noted_configuration());
    if (parts.reloads().is_due()) return false;
    parts.look_at_clock();
    // It would decide nothing, and another one may.
    if (parts.clock().has_jumped()) {
      unknown_until = now;
      continue;
    }
    if (now - announced_at >= announced_every) {
      announced_at = now;
      // A store that does not answer shows in the lag, and in a lease that is never acquired.
      (void)lease.announce_standby(
          parts.engine().metrics().sequence.load(std::memory_order_relaxed));
    }
    const auto acquired = lease.try_acquire();
    if (acquired && *acquired) return true;
    // Another one has it. That one lives if it renews it: a request of this server's own, of which
    // the store was too late to tell, may have taken it too, and then it lapses.
    // An answer that comes late may be of long ago.
    const auto told = steady_clock::now();
    if (!acquired || told - now > answered_within) unknown_until = told;
    // Behind an interruption the lease is left to its holder for a while, be there one or not.
    if (now - unknown_until > 2 * lease.time_to_live()) parts.note_alive();
  }
}

Step catch_up(ServerParts& parts) {
  const auto recovery = parts.engine().catch_up(parts.journal());
  if (!recovery) return Refusal{exit_store, recovery.error().message};
  parts.report(*recovery);
  return {};
}

/// The lease says that the leader is gone; opening the journal makes sure of it.
Step take_over(ServerParts& parts) {
  if (const auto opened = parts.open_journal(); !opened) return opened.error();
  if (const auto held = check_lease(parts.store()); !held) return held.error();
  if (const auto caught_up = catch_up(parts); !caught_up) return caught_up.error();
  if (const auto checked = check_clock(parts); !checked) return checked.error();
  return parts.take_office();
}

}  // namespace

Step stand_by(ServerParts& parts) {
  auto* const lease = parts.store().lease();
  if (lease == nullptr) {
    return Refusal{exit_usage,
                   "--standby needs a store that two servers can reach: --store redis://…"};
  }
  if (const auto following = follow(parts); !following) return following.error();
  if (!await_lease(parts, *lease)) return {};

  const auto began = steady_clock::now();
  if (const auto taken = take_over(parts); !taken) {
    return Refusal{taken.error().code, "cannot take over: " + taken.error().message};
  }
  parts.start_leading();
  const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - began);
  spdlog::info("event=took_over epoch={} milliseconds={}", parts.journal().epoch(), took.count());
  serve_until_stopped(parts);
  return {};
}

}  // namespace offpeak
