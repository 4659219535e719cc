// The way to one endpoint: what waits for it, its attempts, its rests, and whether it takes
// anything at all. A thread of its own, so that nothing of another endpoint delays it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "outbox/endpoint.hpp"
#include "outbox/message.hpp"
#include "outbox/tally.hpp"
#include "scheduler/engine/engine.hpp"

namespace offpeak::outbox {

/// Deliveries side by side, each on a connection of its own.
inline constexpr std::size_t deliveries_max = 8;

struct ChannelOptions {
  std::string name{default_name};
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
  /// Beside other endpoints, one that has more than this pending is disabled: what waits for it is
  /// remembered for the others too.
  std::size_t pending_max = 100'000;
  /// Where it is remembered that the endpoint is gone, and what it has that others have not; empty:
  /// nowhere.
  std::filesystem::path gone_mark{};
  std::filesystem::path notes{};
};

struct Status {
  std::string name;
  /// It has answered 410: nothing is sent, and what comes waits, until `enable`.
  bool is_gone = false;
  /// It had too much pending: nothing is sent, and nothing waits, until `enable` or a restart.
  bool is_behind = false;
  std::uint64_t pending = 0;
  std::int64_t oldest_at_ms = 0;  // since 1970; 0: none is pending
  std::uint64_t delivered = 0;    // since the start, like the next three
  std::uint64_t failed_attempts = 0;
  std::uint64_t dead = 0;
  std::uint64_t missed = 0;  // that waited for it when it was disabled for being behind
  std::string last_error;
  std::int64_t last_error_at_ms = 0;  // 0: there was none

  bool is_disabled() const { return is_gone || is_behind; }
};

struct Numbered {
  std::uint64_t number = 0;
  scheduler::Announcement announcement;
};

using ChannelLog = std::function<void(const std::string&)>;

class Channel {
 public:
  /// `index` is its place in the tally. Throws when the certificates cannot be read. Before the
  /// engine leads.
  Channel(engine::Engine& engine, const config::City& city, ChannelOptions options,
          std::size_t index, Tally& tally, ChannelLog log);
  /// After the engine has stopped.
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // In the order of a start, while the engine does nothing.

  /// What was noted before a restart, by this process or the one that led before.
  void remember();
  /// Pending in the state. Sent, unless it was noted that it needs to be no more.
  void take_over(const Numbered& pending);
  /// Has the engine keep announcements from now on.
  void switch_on();
  void start();

  /// The journal thread.
  void take(std::span<const Numbered> announcements);
  /// Gives up what is under way.
  void stop();

  // Any thread.
  void enable();
  Status status() const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace offpeak::outbox
