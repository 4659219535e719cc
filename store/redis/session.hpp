// A link to Redis that repeats what fails and may pass, over a new connection and for a bounded
// time.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "store/journal.hpp"
#include "store/redis/link.hpp"

namespace offpeak::store {

/// A store may be away for this long before its user gives up.
inline constexpr std::chrono::milliseconds interruption_ms_max{30'000};
/// Between attempts: the first pause, doubled each time up to the longest.
inline constexpr std::chrono::milliseconds first_pause_ms{50};
inline constexpr std::chrono::milliseconds pause_ms_max{1000};

/// Nodes of a cluster that one step is sent on to before it has to pause as after any trouble.
inline constexpr int redirections_max = 5;

/// Why a step failed, and whether asking again may help.
struct Trouble {
  // Not an aggregate, which a result of text would confuse with its value.
  Trouble() = default;
  Trouble(std::string what, bool final, Cause why = Cause::other)
      : message{std::move(what)}, is_final{final}, cause{why} {}

  std::string message;
  bool is_final = false;
  Cause cause = Cause::other;
  bool is_moved = false;  // another node of the cluster has the keys: ask there, at once
};

template <class T>
using Attempt = base::Result<T, Trouble>;

/// One thread at a time, unless said.
class RedisSession {
 public:
  explicit RedisSession(std::unique_ptr<RedisLink> link,
                        std::chrono::milliseconds interruption_max = interruption_ms_max);

  /// A check of every new connection before anything else is asked; it may use `call` only.
  void on_connect(std::function<Attempt<void>()> check) { check_ = std::move(check); }

  /// Told of each reason for which `persist` tries again, once, and of none (empty) when it need
  /// not.
  void on_interruption(std::function<void(const std::string&)> told) { told_ = std::move(told); }

  /// One command over a sound connection, made when there is none. Error replies are troubles,
  /// save `expected_error`, by its first words.
  Attempt<RedisReply> ask(std::initializer_list<std::string_view> words,
                          std::string_view expected_error = {});
  /// The same over the connection as it is.
  Attempt<RedisReply> call(std::initializer_list<std::string_view> words,
                           std::string_view expected_error = {});

  /// As of the link, connected when it is not.
  Attempt<bool> is_cluster();

  /// Connects now, once. Trouble of the connection is final here.
  Result<void> connect();

  /// Repeats `step` (it returns an Attempt) until it succeeds, fails for good, or the store was
  /// away for too long. A step must be safe to repeat although it may have been carried out
  /// already.
  template <class Step>
  auto persist(const Step& step) {
    using T = typename std::invoke_result_t<const Step&>::value_type;
    Patience patience{*this};
    int redirections = 0;
    for (;;) {
      auto done = step();
      if (done) {
        if constexpr (std::is_void_v<T>) {
          return Result<T>{};
        } else {
          return Result<T>{boost::system::in_place_value, std::move(*done)};
        }
      }
      if (done.error().is_moved && redirections++ < redirections_max) continue;
      if (done.error().is_final || !patience.wait(done.error())) {
        return Result<T>{boost::system::in_place_error, patience.error(done.error())};
      }
    }
  }

  /// Whether `persist` is trying again. Any thread.
  bool is_interrupted() const { return is_interrupted_.load(std::memory_order_relaxed); }

  const RedisLink& link() const { return *link_; }
  std::string description() const { return link_->description(); }

 private:
  /// The bookkeeping of one `persist`.
  class Patience {
   public:
    explicit Patience(RedisSession& session) : session_{session} {}
    Patience(const Patience&) = delete;
    Patience& operator=(const Patience&) = delete;
    ~Patience();

    /// Pauses; false once there is no time left.
    bool wait(const Trouble& trouble);
    Error error(const Trouble& trouble) const;

   private:
    RedisSession& session_;
    std::chrono::steady_clock::time_point since_{};
    std::chrono::milliseconds pause_{0};
    bool is_over_ = false;
    std::string told_;  // the last reason
  };

  Attempt<void> make_sound();

  std::unique_ptr<RedisLink> link_;
  std::chrono::milliseconds interruption_max_;
  std::function<Attempt<void>()> check_;
  std::function<void(const std::string&)> told_;
  bool is_connected_ = false;
  bool is_checked_ = false;
  std::atomic<bool> is_interrupted_{false};
};

}  // namespace offpeak::store
