// Who is alive, said in Redis: a key that lapses unless its holder renews it. It says when a
// standby may take over. It is the journal that keeps two writers from doing harm.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/redis/session.hpp"
#include "store/store.hpp"

namespace offpeak::store {

/// A silent holder keeps the lease for this long.
inline constexpr std::chrono::milliseconds lease_ms{2000};
inline constexpr std::chrono::milliseconds lease_renewal_ms{500};
/// A standby's announcement is valid for this long.
inline constexpr std::chrono::milliseconds standby_ms{3000};
/// A renewal that takes longer is given up: it would come too late.
inline constexpr std::chrono::milliseconds lease_silence_ms_max{1000};

/// Replicas that have not got a renewal by then are too late.
inline constexpr std::chrono::milliseconds lease_replicas_ms_max{500};
/// Behind an interruption of Redis its holder has the first turn at a lease that lapsed meanwhile,
/// for this long: as long as a silent one keeps it.
inline constexpr std::chrono::milliseconds lease_return_ms = lease_ms;

struct RedisLeaseOptions {
  /// Replicas that must have a renewal before it counts.
  std::uint32_t replicas = 0;
  /// Whether a leader of an older program counts too (old_names.hpp).
  bool heeds_old_names = false;
};

/// The steps of holding a lease, each one command, without a thread. One thread at a time, save
/// `term`.
class RedisLeaseSteps {
 public:
  /// `holder`: a name that nobody else has.
  RedisLeaseSteps(std::unique_ptr<RedisLink> link, const std::string& city, std::string holder,
                  RedisLeaseOptions options = {});

  /// True: it is held from now on. False: somebody else holds it.
  Result<bool> acquire();
  /// Keeps it for another `lease_ms`. False: it had lapsed; it is not taken again. After an error
  /// it is held until it would have lapsed anyway.
  Result<bool> renew();
  /// Ends the lease at once for `term`, even when Redis cannot be told, and for others as soon as
  /// it is.
  Result<void> release();

  Result<void> announce_standby(std::uint64_t sequence);
  Result<std::optional<std::uint64_t>> standby();
  Result<std::chrono::microseconds> time();

  /// The number of the term that lasts at this moment, from 1 on; 0: the lease is not held. No
  /// other process held the lease during a term: Redis keeps the key for longer than we count. Any
  /// thread.
  std::uint64_t term() const;

 private:
  using Instant = std::chrono::steady_clock::time_point;

  Result<RedisReply> ask(std::initializer_list<std::string_view> words);
  Result<bool> prolong(Instant sent);
  /// Whether somebody else has it or, behind an interruption, may still come back for it.
  Result<bool> is_anothers();

  RedisSession session_;
  std::string lease_key_;
  std::string standby_key_;
  std::string holder_;
  std::string old_lease_key_;  // empty: not heeded
  std::string old_lease_marker_;
  RedisLeaseOptions options_;
  bool is_followed_ = false;     // somebody else held it when we last heard of it
  bool was_cut_ = false;         // we have not heard of it since
  std::optional<Instant> back_;  // when we first heard again, of no holder
  std::uint64_t terms_ = 0;
  std::atomic<std::uint64_t> term_{0};
  std::atomic<std::chrono::steady_clock::rep> valid_until_{0};
};

/// The lease kept by a thread of its own.
class RedisLease final : public Lease {
 public:
  RedisLease(std::unique_ptr<RedisLink> link, const std::string& city, std::string holder,
             RedisLeaseOptions options = {});
  /// Releases what is held.
  ~RedisLease() override;

  Result<bool> try_acquire() override;
  void release() override;
  std::chrono::milliseconds time_to_live() const override { return lease_ms; }
  Result<void> announce_standby(std::uint64_t sequence) override;
  Result<std::optional<std::uint64_t>> standby() override;
  Result<std::chrono::microseconds> time() override;

  /// As RedisLeaseSteps::term.
  std::uint64_t term() const { return steps_.term(); }

 private:
  void keep_renewed();
  void renew();

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  RedisLeaseSteps steps_;
  bool is_held_ = false;  // to be renewed
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace offpeak::store
