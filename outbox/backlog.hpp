// Announcements that have not arrived yet: which one may be sent next. In order within a thread (an
// appointment, a hall), side by side across threads. One thread owns it; it reads no clock.
//
// It mirrors what is pending in the state's trail, and so has the same bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scheduler/state/trail_records.hpp"
#include "scheduler/table/index.hpp"

namespace offpeak::outbox {

using Moment = std::chrono::steady_clock::time_point;

class Backlog {
 public:
  struct Entry {
    scheduler::Announcement announcement;
    Moment since;           // when it came here
    unsigned failures = 0;  // attempts that failed
    bool under_way = false;
    std::optional<std::uint64_t> next;  // the next one of its thread
  };

  /// Numbers come in ascending order. The one that made room for it, if one had to.
  std::optional<std::uint64_t> add(std::uint64_t number,
                                   const scheduler::Announcement& announcement, Moment now);

  /// The oldest one that may be sent now; from here on it is under way.
  std::optional<std::uint64_t> take(Moment now);
  bool contains(std::uint64_t number) const { return entries_.contains(number); }
  const Entry& entry(std::uint64_t number) const { return entries_.at(number); }

  /// It has arrived or is given up: the next one of its thread may go.
  void settle(std::uint64_t number);
  /// It is tried again from `at` on; until then the later ones of its thread wait.
  void put_back(std::uint64_t number, Moment at, bool has_failed);

  /// When the next postponed one may go; nothing when none is postponed.
  std::optional<Moment> next_due() const;
  std::size_t size() const { return entries_.size(); }
  /// When the oldest was announced, in milliseconds since 1970; 0: there is none.
  std::int64_t oldest_at_ms() const;

 private:
  struct Thread {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  using ThreadId = scheduler::Bits128<struct scheduler::SubjectTag>;

  std::optional<std::uint64_t> drop_oldest();

  std::map<std::uint64_t, Entry> entries_;
  boost::unordered_flat_map<ThreadId, Thread, scheduler::Bits128Hash> threads_;
  std::set<std::uint64_t> ready_;  // the first of each thread, if it may go now
  std::set<std::pair<Moment, std::uint64_t>>
      postponed_;  // the first of each thread that waits for its time
};

}  // namespace offpeak::outbox
