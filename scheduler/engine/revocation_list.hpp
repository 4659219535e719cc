// Which tokens are revoked, for readers on any thread.
//
// Progress: while nothing changes, a reader who remembers the generation pays one atomic load for a
// token. After a change it looks once for each token, under a lock that is held for a moment.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scheduler/messages/revocation.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::engine {

class RevocationList {
 public:
  /// Grows with each change: while it is the same, what `refuses` said of a token still holds. Read
  /// it before asking. 0: nothing was ever revoked. Any thread.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
  /// Any thread.
  bool refuses(const scheduler::TokenNames& token) const;

  /// The thread that changes the state: as it now stands there.
  void publish(const scheduler::State& state, scheduler::RevocationKey key);
  void publish_all(const scheduler::State& state);

 private:
  struct Entry {
    scheduler::RevocationKind kind{};
    scheduler::Instant issued_until{};
  };
  static Entry entry_of(const scheduler::Revocation& record);
  bool refuses_by(scheduler::RevocationKey name, scheduler::Instant issued_at) const;

  mutable std::mutex mutex_;
  boost::unordered_flat_map<scheduler::RevocationKey, Entry, scheduler::Bits128Hash> entries_;
  std::atomic<std::uint64_t> generation_{0};
};

}  // namespace offpeak::engine
