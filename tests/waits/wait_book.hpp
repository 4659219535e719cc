// What visitors were told at check-in, and how long they waited: by hall, lane and line.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "scheduler/state/state.hpp"

namespace offpeak::waits {

/// One visitor who was told a wait. The two other estimates are what simpler rules would have told.
struct Told {
  scheduler::HallCode hall{};
  scheduler::LaneCode lane{};
  scheduler::Line line{};
  scheduler::Wait wait{};
  double queue_length_s = -1;  // (n + 1) / (s·μ) with the counters open now; -1: none is
  double last_ten_s = -1;      // mean of the last ten waits of the lane that day; -1: none yet
  bool was_called = false;
  std::uint32_t waited_s = 0;
};

/// A watcher of CityLife: writes down every ticket from `count` on, when asked to.
class WaitBook {
 public:
  explicit WaitBook(const config::City& city) : city_{city} {}

  void watch(const scheduler::State& state, const scheduler::Event& event);
  /// From now on tickets are written down; before, the estimates warm up.
  void begin() { counts_ = true; }
  const std::vector<Told>& told() const { return told_; }

 private:
  void issued(const scheduler::State& state, const scheduler::TicketIssued& fact);
  void called(const scheduler::State& state, const scheduler::Called& fact);
  double queue_length_s(const scheduler::State& state, const scheduler::TicketIssued& fact);

  struct Lane {
    std::deque<std::uint32_t> last_waits_s;
    scheduler::Date date{};
    double mean_s = 0;  // counter time of a ticket
    std::uint64_t tickets = 0;
  };
  Lane& lane_of(scheduler::HallCode hall, scheduler::LaneCode lane, scheduler::Date date);

  const config::City& city_;
  bool counts_ = false;
  std::vector<Told> told_;
  std::unordered_map<scheduler::TicketId, std::size_t, scheduler::Bits128Hash> open_;
  std::map<std::pair<scheduler::HallCode, scheduler::LaneCode>, Lane> lanes_;
};

/// How what was told came true, for visitors of one kind.
struct Coverage {
  std::size_t visitors = 0;        // told a wait that is known and not zero
  std::size_t at_once = 0;         // told zero: a counter was free
  std::size_t at_once_waited = 0;  // of them, those who waited all the same
  std::size_t unknown = 0;         // told that it is not known
  std::size_t not_called = 0;  // of `visitors`: the day ended before; counted as longer than told
  std::size_t within_p50 = 0;
  std::size_t within_p90 = 0;

  void add(const Told& told);
  double p50_percent() const;
  double p90_percent() const;
};

/// Mean squared errors, in square minutes, over visitors of whom every rule could say something.
struct Errors {
  std::size_t visitors = 0;
  double ours = 0;
  double queue_length = 0;
  double last_ten = 0;

  void add(const Told& told);
};

}  // namespace offpeak::waits
