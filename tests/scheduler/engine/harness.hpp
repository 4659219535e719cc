// An engine on a journal in memory, and callers that wait for their replies.
#pragma once

#include <doctest/doctest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "scheduler/engine/engine.hpp"
#include "store/memory/journal.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::engine::tests {

using namespace scheduler::tests;
namespace s = scheduler;

/// 2026-06-08 10:00, and no timer falls due while a test runs.
inline Clock slow_clock() { return Clock{instant("2026-06-08 10:00"), 1}; }

/// The tests' city with so many counters everywhere that nothing is ever full.
const config::City& large_city();

/// A name that no other call of this function returns.
template <class Id>
Id fresh() {
  static std::atomic<std::uint64_t> count{0};
  const std::uint64_t n = ++count;
  return Id{{n * 0x9E3779B97F4A7C15ULL, n}};
}

/// Looks until it is true. What never becomes true ends with the test's time-out.
template <class Condition>
void await(const Condition& condition) {
  while (!condition()) std::this_thread::yield();
}

s::BookSlot booking(std::string_view slot_name, const Group& group);
s::HoldSlot hold(std::string_view slot_name, const Group& group);
/// The n-th of many bookings that all succeed in the large city.
s::BookSlot nth_booking(std::uint64_t n);

/// One thread's port.
class Caller {
 public:
  explicit Caller(Engine& engine);
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  /// Cookies count from 0.
  Push send(const s::CommandBody& body, const s::Idempotency& idempotency = {});
  Push send_as(const s::Caller& caller, const s::CommandBody& body,
               const s::Idempotency& idempotency);
  /// Sends, which must succeed, and waits for the reply. Takes the other replies too.
  const Completion& ask(const s::CommandBody& body);
  /// Takes what has arrived, without waiting; returns how many completions there are by now.
  std::size_t look();
  /// Waits until every command sent has its completion.
  void wait_for_all();
  const Completion& wait_for(std::uint64_t cookie);

  std::uint64_t sent() const { return sent_; }
  const std::map<std::uint64_t, Completion>& completions() const { return completions_; }
  const Completion& completion(std::uint64_t cookie) const { return completions_.at(cookie); }
  s::Rejection rejection(std::uint64_t cookie) const {
    return completion(cookie).reply.receipt.rejection;
  }
  /// No cookie came twice, none that was not sent.
  bool is_exact() const { return exact_; }

 private:
  /// Outlives the caller: the engine may still be ringing it when the last reply has been read.
  struct Bell {
    std::mutex mutex;
    std::condition_variable changed;
    bool rung = false;

    void ring();
    void wait();
  };

  Engine& engine_;
  std::shared_ptr<Bell> bell_;
  Port* port_;
  std::uint64_t sent_ = 0;
  bool exact_ = true;
  std::map<std::uint64_t, Completion> completions_;
};

/// Something of every kind: bookings, parties, holds, cancellations, a reschedule, a waitlist,
/// keys.
void live_a_little(Caller& caller);

/// The writer sleeps through few commands while a commit is under way. So many questions that it
/// wakes up and decides everything sent before them.
void send_crowd(Caller& caller);

/// Sends questions until the engine takes no more: it is stopping, or so many wait for a commit
/// that is held that there is no room.
void await_refusal(Caller& caller);

/// Everything an engine needs, with no commands taken yet.
struct House {
  explicit House(const config::City& rules = city(), const Clock& time = slow_clock(),
                 const EngineOptions& options = {.reserved_records = 1024})
      : clock{time}, engine{rules, clock, options, {[this](const std::string& reason) {
                              failures.push_back(reason);
                            }}} {}

  void start() { engine.lead(journal); }
  /// With a standing clock, once started: returns when all that is due by then is done.
  void move_clock(s::Instant to) {
    clock.move_to(to);
    engine.await_rest();
  }

  std::vector<std::string> failures;  // read once the engine has stopped
  store::MemoryJournal journal;
  Clock clock;
  Engine engine;
};

/// What lies in a journal, decoded.
struct Journaled {
  std::vector<s::Events> batches;
  std::size_t events() const;
};
Journaled read_journal(store::Journal& journal);

}  // namespace offpeak::engine::tests
