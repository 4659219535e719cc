// What all I/O threads share. Everything here is constant, atomic, or says otherwise.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/metrics.hpp"
#include "api/security/keys.hpp"
#include "api/security/rate_limit.hpp"
#include "api/static_files.hpp"
#include "config/city.hpp"
#include "jobs/job_manager.hpp"
#include "outbox/sender.hpp"
#include "scheduler/engine/engine.hpp"

namespace offpeak::api {

enum class Auth { demo, jwt };

enum class Phase : int { starting, ready, stopping };

/// What is known of the other process, when the store allows one.
struct Replication {
  /// Sequence up to which the standby has everything; negative: none is there.
  std::atomic<std::int64_t> standby_sequence{-1};
  /// Makes the process hand over to it. Any thread.
  std::function<void()> step_down;
};

struct Service {
  const config::City& city;
  engine::Engine& engine;
  const engine::Clock& clock;
  const security::Keys& keys;
  const StaticFiles& files;
  std::string store;       // Store::description()
  std::string may_lose{};  // Store::what_may_be_lost()
  Auth auth = Auth::jwt;

  security::RateLimiter addresses;
  security::RateLimiter citizens;
  std::vector<std::unique_ptr<ThreadMetrics>>
      metrics;  // one per I/O thread, made before they start
  std::atomic<Phase> phase{Phase::starting};
  Replication replication{};
  const outbox::Sender* outbox = nullptr;  // null: nobody takes announcements
  /// Null: this server keeps none. Stopped before the servers whose threads it calls are destroyed.
  loadtest::JobManager* simulations = nullptr;
  std::string assets{};  // the folder with what the pages of simulations are made of
};

}  // namespace offpeak::api
