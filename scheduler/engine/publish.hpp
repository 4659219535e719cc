// Publishes from the state what everybody may read. The thread that changes the state calls these.
#pragma once

#include "scheduler/engine/arrivals.hpp"
#include "scheduler/engine/availability.hpp"
#include "scheduler/engine/bulletin.hpp"
#include "scheduler/engine/revocation_list.hpp"
#include "scheduler/messages/event.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::engine {

/// What is published, for readers on any thread.
struct Published {
  explicit Published(const config::City& city) : availability{city, &bulletin}, arrivals{city} {}

  Bulletin bulletin;
  bool news_changed = false;      // the thread that changes the state: `publish_news` is due,
  bool closures_changed = false;  // and slots are open or closed that were not
  Availability availability;
  Arrivals arrivals;
  RevocationList revocations;
  std::atomic<std::uint64_t> configuration{0};  // the digest that was last noted; 0: none was
};

/// Publishes what a fact, just applied, has changed: the slot, who came, or the revocation. News
/// are only marked: `publish_news` is to follow before anybody is told of the fact.
void publish_change(Published& published, const scheduler::State& state,
                    const scheduler::Fact& fact);

/// Publishes what is closed and told, if any fact since the last time has changed it: once for all
/// that a command displaces.
void publish_news(Published& published, const scheduler::State& state);

/// Publishes every slot from `today` on, who came on the days before, and all revocations.
void publish_all(Published& published, const scheduler::State& state, config::Date today);

}  // namespace offpeak::engine
