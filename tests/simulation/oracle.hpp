// Knows what is durable, and checks what every process and every client sees against it. The
// invariants are those of docs/architecture.md; I1 and I3 are worked out here again, from the facts
// alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/city.hpp"
#include "scheduler/answer.hpp"
#include "scheduler/state/state.hpp"
#include "store/record.hpp"
#include "tests/simulation/coverage.hpp"
#include "tests/simulation/redis_data.hpp"

namespace offpeak::simulation {

/// Every field of a reply: equal texts are equal replies (I6).
std::string text_of(const scheduler::Reply& reply);

/// The rules about slots and people, from the facts (I1, I3): a place offered instead of a booking
/// takes its minutes, is one at a time and for who watches, and becomes the booking as one fact.
class Accounts {
 public:
  /// What the fact breaks; empty: nothing.
  std::string read(const scheduler::Event& event);

 private:
  struct Booking {
    scheduler::Claim claim;
    scheduler::Members members;
    bool takes_capacity = true;
    bool is_active = true;
    scheduler::AppointmentId instead_of{};  // held, and that stays until this is taken
    scheduler::AppointmentId offered{};     // instead of this one
  };

  std::string begin(scheduler::AppointmentId id, const scheduler::Claim& claim,
                    const scheduler::Members& members);
  std::string take(scheduler::AppointmentId id, const Booking& booking);
  std::string become_active(const scheduler::Members& members);
  std::string offer(const scheduler::PlaceOffered& fact);
  std::string move(const scheduler::PlaceTaken& fact);
  std::string give_up(scheduler::AppointmentId id);
  void give_back(scheduler::AppointmentId id);
  void end(scheduler::AppointmentId id);

  std::map<scheduler::AppointmentId, Booking> bookings_;
  std::map<scheduler::WaitlistId, std::pair<scheduler::AppointmentId, scheduler::Members>> waiting_;
  std::map<scheduler::SlotKey, std::uint32_t> taken_;
  std::set<std::pair<scheduler::CitizenKey, scheduler::ServiceCode>> active_;
  std::set<scheduler::AppointmentId> watched_;
};

class Oracle {
 public:
  /// `coverage` must outlive the oracle.
  Oracle(std::vector<std::string> secrets, Coverage& coverage)
      : secrets_{std::move(secrets)}, coverage_{coverage} {}

  /// The first thing found wrong; empty: nothing.
  const std::string& violation() const { return violation_; }
  void fail(const std::string& what);
  void expect(bool holds, const std::string& what) {
    if (!holds) fail(what);
  }

  // What is told of the store.
  /// An entry that no crash takes any more: I1, I3, I7 and the chain.
  void durable(const StoredEntry& entry);
  std::uint64_t sequence() const { return state_.sequence(); }

  // What is told of the processes.
  /// A process says that its state up to `sequence` has this hash (I5).
  void check_state(std::string_view who, std::uint64_t sequence, std::uint64_t hash);
  /// Bytes that leave a process other than to a client (I8).
  void check_secrets(std::string_view where, std::string_view bytes);

  // What is told of the clients.
  /// A reply to a command with an idempotency key (I2, I6).
  void acknowledged(const scheduler::Command& command, const scheduler::Reply& reply);
  /// An answer from a state at `sequence`, asked when the store was at `asked_at`.
  void answered(std::uint64_t asked_at, std::uint64_t sequence);

  /// Replays everything once more (I2, I5), when all is over.
  void finish();
  std::uint64_t acknowledgements() const { return replies_.size(); }
  std::uint64_t records() const { return records_.size(); }
  std::uint64_t epochs() const { return last_id_.epoch; }

 private:
  void apply(const store::Record& record);
  void check_acknowledged(const scheduler::State& state);
  void count(const scheduler::Event& event);

  std::vector<std::string> secrets_;
  Coverage& coverage_;
  std::string violation_;
  scheduler::State state_;
  Accounts accounts_;
  StreamId last_id_;
  store::ChainPosition position_;
  std::vector<std::string> records_;
  std::map<std::uint64_t, std::uint64_t> hashes_;  // after each record, by sequence
  std::map<scheduler::IdempotencyKey, int> remembered_;
  std::map<scheduler::IdempotencyKey, std::pair<std::string, scheduler::Receipt>> replies_;
};

}  // namespace offpeak::simulation
