// Daily totals, kept up with each fact of the day: what reports are made of. Part of the state;
// they outlive the tickets they count.
#pragma once

#include <set>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/floor.hpp"
#include "scheduler/state/totals_records.hpp"
#include "scheduler/table/edit.hpp"
#include "scheduler/table/index.hpp"

namespace offpeak::scheduler {

class State;

class Totals {
 public:
  /// `hash` is the sum of the state's record hashes; it must outlive this.
  Totals(HashSum& hash, std::size_t index_shards)
      : hash_{hash},
        lane_index_{lanes_, index_shards},
        service_index_{services_, index_shards},
        counter_index_{counters_, index_shards} {}
  Totals(const Totals&) = delete;
  Totals& operator=(const Totals&) = delete;

  /// Counts what the fact, not applied yet, makes of `state`.
  void note(const Event& event, const State& state);

  /// Null: nothing happened.
  const LaneTotals* lane(HallCode hall, LaneCode lane, Date date) const;
  const ServiceTotals* service(HallCode hall, ServiceCode service, Date date) const;
  const CounterTotals* counter(HallCode hall, CounterNumber counter, Date date) const;

  /// Nothing is counted yet; memory is kept.
  void clear();
  /// Forgets the days before this one.
  void drop_before(Date day);
  /// Days of which there is anything.
  std::set<Date> days() const;
  /// In records and indexes.
  std::size_t bytes() const;

  const Slab<LaneTotals>& lanes() const { return lanes_; }
  const Slab<ServiceTotals>& services() const { return services_; }
  const Slab<CounterTotals>& counters() const { return counters_; }

 private:
  template <class Record>
  struct KeyOf {
    std::uint64_t operator()(const Record& record) const { return record.key; }
  };
  friend struct TotalsImage;  // puts the records into images and back

  // Each counts one kind of fact.
  void count(const TicketIssued& fact, const State& state, Instant at);
  void count(const Called& fact, const State& state, Instant at);
  void count(const Finished& fact, const State& state, Instant at);
  void count(const Missed& fact, const State& state, Instant at);
  void count(const Parked& fact, const State& state, Instant at);
  void count(const Transferred& fact, const State& state, Instant at);
  void count(const TicketLeft& fact, const State& state, Instant at);
  void count(const NoShowed& fact, const State& state, Instant at);
  void count(const CounterOpened& fact, const State& state, Instant at);
  void count(const CounterPaused& fact, const State& state, Instant at);
  void count(const CounterClosed& fact, const State& state, Instant at);
  void count_services(const Ticket& ticket, const Finished& fact, Instant at);
  void count_visit(const Ticket& ticket, const State& state, Instant at);
  void count_status(HallCode hall, CounterNumber number, const State& state, Instant at);

  Edit<LaneTotals> edit_lane(std::uint64_t key);
  Edit<ServiceTotals> edit_service(HallCode hall, ServiceCode service, Date date);
  Edit<CounterTotals> edit_counter(HallCode hall, CounterNumber counter, Date date);

  HashSum& hash_;
  Slab<LaneTotals> lanes_;
  Slab<ServiceTotals> services_;
  Slab<CounterTotals> counters_;
  Index<LaneTotals, std::uint64_t, KeyOf<LaneTotals>, PackedHash> lane_index_;
  Index<ServiceTotals, std::uint64_t, KeyOf<ServiceTotals>, PackedHash> service_index_;
  Index<CounterTotals, std::uint64_t, KeyOf<CounterTotals>, PackedHash> counter_index_;
};

}  // namespace offpeak::scheduler
