// Takes announcements that are durable to the endpoint: in order within a thread, at least once,
// from a thread of its own. After a restart it takes whatever was not settled again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/civil_time.hpp"
#include "outbox/endpoint.hpp"
#include "outbox/message.hpp"
#include "scheduler/engine/engine.hpp"

namespace offpeak::outbox {

/// Deliveries side by side, each on a connection of its own.
inline constexpr std::size_t deliveries_max = 8;

struct SenderOptions {
  Endpoint endpoint;
  /// One, or two while the receiver changes from one to the other.
  std::vector<SigningKey> keys{};
  /// A PEM file of certificates to trust instead of the system's; empty: the system's.
  std::string trusted_certificates{};
  std::chrono::milliseconds answer_max{15'000};
  // The pause between two attempts doubles each time and is shortened by up to a half, at random.
  std::chrono::milliseconds back_off_first{1'000};
  std::chrono::milliseconds back_off_max{600'000};
  /// An endpoint that asks for a longer rest (Retry-After) is tried after this one.
  std::chrono::milliseconds retry_after_max{60 * 60 * 1000};
  /// An announcement that fails for this long becomes a dead letter.
  std::chrono::milliseconds given_up_after{24 * 60 * 60 * 1000};
  /// Where it is remembered that the endpoint is gone; empty: nowhere.
  std::filesystem::path gone_mark{};
};

struct Status {
  /// It has answered 410: nothing is sent, and what comes waits, until `enable`.
  bool is_gone = false;
  std::uint64_t pending = 0;
  std::int64_t oldest_at_ms = 0;  // since 1970; 0: none is pending
  std::uint64_t delivered = 0;    // since the start, like the next two
  std::uint64_t failed_attempts = 0;
  std::uint64_t dead = 0;
  std::string last_error;
  std::int64_t last_error_at_ms = 0;  // 0: there was none
};

/// Since the oldest pending one was announced, by the clock of the events; zero when none is.
inline std::chrono::milliseconds oldest_age(const Status& status, config::Instant now) {
  if (status.pending == 0) return std::chrono::milliseconds{0};
  const config::Instant announced{config::milliseconds{status.oldest_at_ms}};
  return std::max(std::chrono::milliseconds{0}, now - announced);
}

class Sender {
 public:
  /// `log` is told of each failure and each dead letter, on the sender's thread. Throws when the
  /// certificates cannot be read. Before the engine leads.
  Sender(engine::Engine& engine, const config::City& city, SenderOptions options,
         std::function<void(const std::string&)> log);
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
  /// An endpoint that was gone is there again.
  void enable();
  Status status() const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

/// Without a sender, announcements are not kept. After the recovery, before the engine leads;
/// `port` is used by nobody else.
void switch_off(engine::Engine& engine, engine::Port& port, const scheduler::State& state);

}  // namespace offpeak::outbox
