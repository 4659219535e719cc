#include "main/leader.hpp"

#include <spdlog/spdlog.h>

#include "main/commands.hpp"
#include "main/signals.hpp"

namespace offpeak {
namespace {

using std::chrono::milliseconds;

/// A start waits this long between two tries to get the lease.
constexpr milliseconds lease_tried_every{100};
/// A server that led a moment ago has as much patience with its store as while it led.
constexpr milliseconds interruption_max{30'000};
/// The standby is looked for this often.
constexpr milliseconds standby_looked_for_every{500};
/// The system's clock may be this much behind the store's last event.
constexpr std::chrono::minutes clock_behind_max{5};

/// The lease of a server that died a moment ago has not lapsed yet, so its successor waits. A
/// living server renews it.
Step await_lease(ServerParts& parts) {
  auto* const lease = parts.store().lease();
  if (lease == nullptr) return {};
  const bool was_leading = parts.reloads().go_on();
  const auto patience = was_leading ? interruption_max : 2 * lease->time_to_live();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto acquired = lease->try_acquire();
    if (acquired && *acquired) return {};
    if (std::chrono::steady_clock::now() > deadline) {
      return Refusal{exit_store, acquired ? "another server leads on this store: stop it first, or "
                                            "stand by with --standby"
                                          : acquired.error().message};
    }
    if (await_signal(lease_tried_every) == Wake::stop) {
      parts.reloads().give_up();
      return Refusal{exit_store, "stopped while it waited for the lease of this store"};
    }
  }
}

Step recover(ServerParts& parts) {
  const auto recovery = parts.engine().recover(parts.journal());
  if (!recovery) {
    return Refusal{exit_store, "the store cannot be replayed: " + recovery.error().message};
  }
  parts.report(*recovery);
  return {};
}

void look_for_standby(ServerParts& parts) {
  auto* const lease = parts.store().lease();
  if (lease == nullptr) return;
  const auto standby = lease->standby();
  const bool is_there = standby && *standby;
  parts.service().replication.standby_sequence.store(
      is_there ? static_cast<std::int64_t>(**standby) : -1, std::memory_order_relaxed);
}

bool may_step_down(ServerParts& parts) {
  look_for_standby(parts);
  if (parts.service().replication.standby_sequence.load() >= 0) return true;
  spdlog::error("event=step_down_refused reason=\"no standby is there to take over\"");
  return false;
}

}  // namespace

Step lead(ServerParts& parts) {
  const bool is_reload = parts.reloads().is_another();
  if (const auto compared = parts.compare_clocks(); !compared && !is_reload)
    return compared.error();
  if (const auto waited = await_lease(parts); !waited) return waited.error();
  if (const auto opened = parts.open_journal(); !opened) return opened.error();
  if (const auto held = check_lease(parts.store()); !held) return held.error();
  if (const auto recovered = recover(parts); !recovered) return recovered.error();
  if (const auto accepted = accept_clock(parts); !accepted) return accepted.error();
  if (const auto taken = parts.take_office(); !taken) return taken.error();
  if (const auto listening = parts.listen(); !listening) return listening.error();
  parts.start_leading();
  parts.announce_ready();
  serve_until_stopped(parts);
  return {};
}

Step check_lease(store::Store& store) {
  auto* const lease = store.lease();
  if (lease == nullptr) return {};
  const auto held = lease->try_acquire();
  if (held && *held) return {};
  return Refusal{exit_store, "the lease was lost while the journal was opened: start again"};
}

Step check_clock(ServerParts& parts) {
  const auto last = parts.engine().state().last_at();
  const auto& clock = parts.clock();
  if (clock.is_demonstration() || last <= clock.now() + clock_behind_max) return {};
  return Refusal{exit_usage, "the store's last event is at " + config::format_instant(last) +
                                 ", which this clock has not reached: set the clock, or use "
                                 "another --store"};
}

Step accept_clock(ServerParts& parts) {
  if (const auto checked = check_clock(parts); !checked) return checked.error();
  const auto last = parts.engine().state().last_at();
  auto& clock = parts.clock();
  if (clock.is_demonstration() && last > clock.now()) {
    spdlog::warn("event=clock_moved reason=\"the store has events up to then\" now={}",
                 config::format_instant(last));
    clock.not_before(last);
  }
  return {};
}

void serve_until_stopped(ServerParts& parts) {
  for (;;) {
    const Wake wake = await_signal(standby_looked_for_every);
    if (wake == Wake::stop) return;
    if (wake == Wake::reread) parts.reread();
    if (wake == Wake::asked) parts.reloads().answer();
    if (parts.reloads().is_due()) return;
    if (wake == Wake::step_down && may_step_down(parts)) {
      spdlog::info("event=stepping_down");
      return;
    }
    look_for_standby(parts);
    parts.note_alive();
    parts.look_at_clock();
  }
}

}  // namespace offpeak
