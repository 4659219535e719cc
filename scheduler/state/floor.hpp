// The halls of today: tickets, lanes, counters, and what was learned from them. Part of the state;
// like all of it, changed by facts alone.
//
// One thread owns it. Whatever follows from the records (who waits in which line, which counters a
// hall has) is kept beside them but not in images.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/lane_view.hpp"
#include "scheduler/state/queue_records.hpp"
#include "scheduler/table/table.hpp"

namespace offpeak::scheduler {

/// Milliseconds of `date` at `at`, within the day.
DayMs day_ms(Instant at, Date date);

class Floor {
 public:
  /// `hash` is the sum of the state's record hashes; it must outlive this.
  Floor(HashSum& hash, std::size_t index_shards);
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  // ---- reading ----
  Place find(TicketId id) const { return tickets_.find(id); }
  const Ticket& ticket(Place place) const { return tickets_[place]; }
  bool has_ticket(Place place) const { return tickets_.contains(place); }
  std::uint32_t ticket_count() const { return tickets_.live(); }
  /// Places in memory taken by tickets, including forgotten ones that could not be freed yet.
  bool has_tickets(std::uint32_t places) const { return tickets_.size() >= places; }
  /// Those that are there, in the order in which they were given out.
  auto tickets() const { return tickets_.places(); }

  Place find(LaneDayKey key) const { return lane_days_.find(key); }
  Place find_lane(HallCode hall, LaneCode lane, Date date) const {
    return find(LaneDayKey{hall, lane, date});
  }
  const LaneDay& lane_day(Place place) const { return lane_days_[place]; }
  std::uint32_t lane_day_count() const { return lane_days_.live(); }
  auto lane_days() const { return lane_days_.places(); }
  LaneView lane(Place place) const { return {lane_days_[place], lines_[place]}; }
  const RankedLine& line(Place lane_day, Line line) const {
    return lines_[lane_day][static_cast<std::size_t>(line)];
  }
  /// Tickets with numbers of this lane and day, in order of their numbers.
  std::span<const Place> issued(Place lane_day) const { return issued_[lane_day]; }

  Place find_counter(HallCode hall, CounterNumber number) const {
    return counters_.find({hall, number});
  }
  /// The ticket that the check-in of an appointment for this hall and day gave out, or `nowhere`.
  /// Looks through the tickets of the slot's lane from the newest on, then through those of others.
  Place ticket_of(Place booking, const SlotKey& slot) const;

  const CounterDesk& counter(Place place) const { return counters_[place]; }
  std::uint32_t counter_count() const { return counters_.size(); }
  /// Counters of the hall that have ever been opened, in the order of their first opening.
  std::span<const Place> counters_of(HallCode hall) const;

  /// Nothing until something was learned.
  const ServiceTime* service_time(HallCode hall, ServiceCode service) const {
    return service_times_.get({hall, service});
  }
  const WaitFit* wait_fit(HallCode hall, LaneCode lane) const {
    return wait_fits_.get({hall, lane});
  }
  /// Nothing until it was assessed.
  const KeptLevel* level(HallCode hall, LaneCode lane = whole_hall) const {
    return levels_.get({hall, lane});
  }

  const Table<KeptLevel>& levels() const { return levels_; }

  // ---- facts ----
  void apply(const TicketIssued& fact, Instant at, Place appointment);
  void apply(const Called& fact, Instant at);
  void apply(const Recalled& fact);
  void apply(const CalledAgain& fact, Instant at);
  void apply(const Served& fact, Instant at);
  void apply(const Finished& fact, Instant at);
  void apply(const Missed& fact, Instant at);
  void apply(const Parked& fact);
  void apply(const CallUndone& fact);
  void apply(const Transferred& fact);
  void apply(const TicketLeft& fact, Instant at);
  void apply(const CounterOpened& fact, Instant at);
  void apply(const CounterPaused& fact, Instant at);
  void apply(const CounterClosed& fact, Instant at);
  void apply(const CounterLeftOpen& fact, Instant at);
  void apply(const LevelAssessed& fact, Instant at);
  void apply(const LaneLevelAssessed& fact, Instant at);
  /// Forgets tickets and lanes of a day that is over.
  void apply(const DayDropped& fact);

 private:
  friend class State;        // whose tables these are too
  friend struct FloorImage;  // makes what is derived when an image is loaded (image/floor.cpp)

  /// All that is in the hash, in copies and in images.
  template <class Self>
  static auto tables_of(Self& self) {
    return std::tie(self.tickets_, self.lane_days_, self.counters_, self.service_times_,
                    self.wait_fits_, self.levels_);
  }

  // What is derived from the tables.
  void clear_links();
  void copy_links(const Floor& other);
  std::size_t link_bytes() const;

  Place lane_at(HallCode hall, LaneCode lane, Date date);
  Place counter_at(HallCode hall, CounterNumber number);
  Place existing(TicketId id) const;
  Place lane_of(const Ticket& ticket) const;

  void stand_in_line(Place ticket);
  void leave_line(Place ticket);
  void leave_counter(Place ticket);
  void end(Place ticket, TicketStatus status, Instant at);
  void learn_wait(const Ticket& ticket);
  void learn_service(const Ticket& ticket, const Finished& fact);
  void learn_service(HallCode hall, ServiceCode service, std::uint32_t prior_ms,
                     std::uint32_t sample_ms);
  /// `Fact` is of a level.
  template <class Fact>
  void set_level(LaneCode lane, const Fact& fact, Instant at);
  void set_counter(HallCode hall, CounterNumber number, CounterStatus status, LaneSet lanes,
                   Instant at);

  Table<Ticket> tickets_;
  Table<LaneDay> lane_days_;
  Table<CounterDesk> counters_;
  Table<ServiceTime> service_times_;
  Table<WaitFit> wait_fits_;
  Table<KeptLevel> levels_;

  // Derived.
  std::vector<std::array<RankedLine, lines_count>> lines_;  // by lane day
  std::vector<std::vector<Place>> issued_;                  // by lane day
  boost::unordered_flat_map<HallCode, std::vector<Place>, KeyHash> hall_counters_;
};

}  // namespace offpeak::scheduler
