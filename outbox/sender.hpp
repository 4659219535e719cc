// Takes announcements that are durable to every endpoint: in order within a thread, at least once,
// each endpoint for itself. After a restart it takes whatever was not settled again, to those that
// have not had it.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "outbox/channel.hpp"
#include "outbox/tally.hpp"
#include "scheduler/engine/engine.hpp"

namespace offpeak::outbox {

/// Since the oldest pending one was announced, by the clock of the events; zero when none is.
inline std::chrono::milliseconds oldest_age(const Status& status, config::Instant now) {
  if (status.pending == 0) return std::chrono::milliseconds{0};
  const config::Instant announced{config::milliseconds{status.oldest_at_ms}};
  return std::max(std::chrono::milliseconds{0}, now - announced);
}

/// Of the endpoint with that name.
using SenderLog = std::function<void(std::string_view endpoint, const std::string& what)>;

class Sender {
 public:
  /// One to `endpoints_max` of them, with names of their own. `log` is told of each failure and
  /// each dead letter, on the threads of the endpoints. Throws when certificates cannot be read.
  /// Before the engine leads.
  Sender(engine::Engine& engine, const config::City& city, std::vector<ChannelOptions> endpoints,
         SenderLog log);
  /// After the engine has stopped.
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// Takes over the announcements pending in `state`, and has new ones kept from now on. To be
  /// called after the recovery and before the engine leads.
  void start(const scheduler::State& state);
  /// Durable announcements with ascending numbers from `first` on. The journal thread.
  void take(std::uint64_t first, std::span<const scheduler::Announcement> announcements);
  /// Gives up what is under way. To be called before the engine stops, so that arrivals are still
  /// journaled.
  void stop();

  // Any thread.
  /// A disabled endpoint takes webhooks again; empty: every one. False when there is none of that
  /// name.
  bool enable(std::string_view name);
  /// In the order in which they were given.
  std::vector<Status> statuses() const;
  /// The endpoints that gave this one up; none when that is not known.
  std::vector<std::string> given_up_by(const scheduler::Announcement& dead_letter) const;

 private:
  std::vector<std::string> names_;
  Tally tally_;
  std::vector<std::unique_ptr<Channel>> channels_;
};

/// Without a sender, announcements are not kept. After the recovery, before the engine leads;
/// `port` is used by nobody else.
void switch_off(engine::Engine& engine, engine::Port& port, const scheduler::State& state);

}  // namespace offpeak::outbox
