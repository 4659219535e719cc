// Days in the halls, played against the core in simulated time: people book, come, wait and are
// served; clerks open, call and close. Every step is a command as the servers send it.
#pragma once

#include <functional>
#include <memory>
#include <queue>
#include <unordered_map>
#include <vector>

#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"
#include "tests/waits/demand.hpp"

namespace offpeak::waits {

using scheduler::HallCode;

struct Habits {
  DemandModel demand;
  double walk_seconds_min = 12;  // from the call to the counter
  double walk_seconds_max = 40;
  double opening_seconds_max = 90;  // clerks open so late at most
  double misses_share = 0.015;      // of calls that nobody follows
  double recall_seconds = 20;
  double hall_pace_spread = 0.10;  // by how much services differ from the configured means
};

class CityLife {
 public:
  /// Sees every event after the state has applied it.
  using Watcher = std::function<void(const scheduler::State&, const scheduler::Event&)>;

  /// Life in `halls` of `city`, which must outlive this.
  CityLife(const config::City& city, std::vector<HallCode> halls, const Habits& habits,
           std::uint64_t seed, Watcher watcher);

  /// The evening before `date`, on which appointments are made, and the day to its end. Days go on.
  void play(Date date);

  const scheduler::State& state() const { return *state_; }

 private:
  enum class Kind : std::uint8_t { open, end_of_period, arrive, check_in, serve, recall, finish };
  struct Plan {
    Instant at;
    std::uint64_t order = 0;
    Kind kind{};
    HallCode hall{};
    scheduler::CounterNumber counter{};
    std::size_t visit = 0;
    bool last = false;  // of the day's periods

    bool operator>(const Plan& other) const {
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  struct Clerk {
    scheduler::CounterNumber counter{};
    bool works = false;  // calls when free
    bool busy = false;
    bool closes = false;  // at the end of the day rather than for lunch
  };
  struct Coming {
    Visit visit;
    scheduler::KioskCode code{};
  };

  scheduler::Receipt run(const scheduler::CommandBody& body, Instant at);
  void run_timers(Instant until);
  scheduler::Receipt step(const scheduler::Command& command, Instant at);
  void plan(Plan plan);
  void plan_clerks(const config::Hall& hall, Date date, std::span<const config::Period> periods);
  void make_appointments(const config::Hall& hall, Date date);
  bool book(const config::Hall& hall, Date date, Coming& coming, Instant now);
  void act(const Plan& plan);
  void arrive(const Plan& plan);
  void check_in(const Plan& plan);
  void call_for(const Plan& plan, Clerk& clerk);
  void wake_clerks(const Plan& plan);
  void end_period(const Plan& plan, Clerk& clerk);
  void rest(const Plan& plan, Clerk& clerk);
  void recall(const Plan& plan, Clerk& clerk);
  void serve(const Plan& plan);
  void finish(const Plan& plan, Clerk& clerk);
  Clerk& clerk_at(const Plan& plan);
  double service_seconds(HallCode hall, const scheduler::Ticket& ticket);
  double pace_of(HallCode hall, scheduler::ServiceCode service);
  template <class Id>
  Id fresh();

  const config::City& city_;
  std::vector<HallCode> halls_;
  Habits habits_;
  Random random_;
  std::uint64_t seed_;
  Watcher watcher_;
  std::unique_ptr<scheduler::State> state_;
  scheduler::Timers timers_;
  scheduler::Events events_;
  std::priority_queue<Plan, std::vector<Plan>, std::greater<>> plans_;
  std::unordered_map<std::uint32_t, std::vector<Clerk>> clerks_;
  std::vector<Coming> comings_;
  std::uint64_t plans_made_ = 0;
  std::uint64_t names_ = 0;
};

}  // namespace offpeak::waits
