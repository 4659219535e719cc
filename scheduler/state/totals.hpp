// Daily totals, kept up with each fact of the day, and what was expected of the day: what reports
// are made of. Part of the state; they outlive the tickets they count.
#pragma once

#include <set>
#include <tuple>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/floor.hpp"
#include "scheduler/state/totals_records.hpp"
#include "scheduler/table/table.hpp"

namespace offpeak::scheduler {

class State;

class Totals {
 public:
  /// `hash` is the sum of the state's record hashes; it must outlive this.
  Totals(HashSum& hash, std::size_t index_shards)
      : lanes_{hash, index_shards},
        services_{hash, index_shards},
        counters_{hash, index_shards},
        forecasts_{hash, index_shards} {}
  Totals(const Totals&) = delete;
  Totals& operator=(const Totals&) = delete;

  /// Counts what the fact, which is not applied yet, will change in `state`.
  void note(const Event& event, const State& state);
  /// Of a lane's day the first one stays.
  void keep(const ForecastNoted& fact, Instant at);

  /// Null: nothing happened.
  const LaneTotals* lane(HallCode hall, LaneCode lane, Date date) const {
    return lanes_.get(LaneDayKey{hall, lane, date});
  }
  const ServiceTotals* service(HallCode hall, ServiceCode service, Date date) const {
    return services_.get(ServiceDayKey{hall, service, date});
  }
  const CounterTotals* counter(HallCode hall, CounterNumber counter, Date date) const {
    return counters_.get(CounterDayKey{hall, counter, date});
  }
  /// Null: none was made.
  const KeptForecast* forecast(HallCode hall, LaneCode lane, Date date) const {
    return forecasts_.get(LaneDayKey{hall, lane, date});
  }

  /// Forgets the days before this one.
  void drop_before(Date day);
  /// Days of which there is anything.
  std::set<Date> days() const;

  const Table<LaneTotals>& lanes() const { return lanes_; }
  const Table<ServiceTotals>& services() const { return services_; }
  const Table<CounterTotals>& counters() const { return counters_; }
  const Table<KeptForecast>& forecasts() const { return forecasts_; }

 private:
  friend class State;  // whose tables these are too

  /// All that is in the hash, in copies and in images.
  template <class Self>
  static auto tables_of(Self& self) {
    return std::tie(self.lanes_, self.services_, self.counters_, self.forecasts_);
  }

  // Each counts one kind of fact.
  void count(const TicketIssued& fact, const State& state, Instant at);
  void count(const Called& fact, const State& state, Instant at);
  void count(const Finished& fact, const State& state, Instant at);
  void count(const Missed& fact, const State& state, Instant at);
  void count(const Parked& fact, const State& state, Instant at);
  void count(const CallUndone& fact, const State& state, Instant at);
  void count(const Transferred& fact, const State& state, Instant at);
  void count(const TicketLeft& fact, const State& state, Instant at);
  void count(const NoShowed& fact, const State& state, Instant at);
  void count(const CounterOpened& fact, const State& state, Instant at);
  void count(const CounterPaused& fact, const State& state, Instant at);
  void count(const CounterClosed& fact, const State& state, Instant at);
  void count(const CounterLeftOpen& fact, const State& state, Instant at);
  void count_services(const Ticket& ticket, const Finished& fact, Instant at);
  void count_visit(const Ticket& ticket, const State& state, Instant at);
  void count_status(HallCode hall, CounterNumber number, const State& state, Instant at);

  Edit<LaneTotals> edit_lane(LaneDayKey key);
  Edit<ServiceTotals> edit_service(HallCode hall, ServiceCode service, Date date);
  Edit<CounterTotals> edit_counter(HallCode hall, CounterNumber counter, Date date);

  Table<LaneTotals> lanes_;
  Table<ServiceTotals> services_;
  Table<CounterTotals> counters_;
  Table<KeptForecast> forecasts_;
};

}  // namespace offpeak::scheduler
