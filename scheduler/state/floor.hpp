// The halls of today: tickets, lanes, counters, and what was learned from them. Part of the state;
// like all of it, changed by facts alone.
//
// One thread owns it. Whatever can be worked out from the records (who waits in which line, which
// counters a hall has) is kept beside them and not in images.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/lane_view.hpp"
#include "scheduler/state/queue_records.hpp"
#include "scheduler/table/edit.hpp"
#include "scheduler/table/index.hpp"

namespace offpeak::scheduler {

/// Hash of keys that are numbers.
struct PackedHash {
  std::size_t operator()(std::uint64_t packed) const {
    packed ^= packed >> 32;
    packed *= 0x9E3779B97F4A7C15ULL;
    packed ^= packed >> 29;
    return packed * 0xD1B54A32D192ED03ULL;
  }
};

/// Milliseconds of `date` at `at`, within the day.
DayMs day_ms(Instant at, Date date);

class Floor {
 public:
  /// `hash` is the sum of the state's record hashes; it must outlive this.
  Floor(HashSum& hash, std::size_t index_shards);
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  // ---- reading ----
  Place find(TicketId id) const { return ticket_index_.find(id); }
  const Ticket& ticket(Place place) const { return tickets_[place]; }
  /// Those before it have been forgotten, and some behind it may have been.
  Place first_ticket() const { return tickets_.first(); }
  bool has_ticket(Place place) const { return tickets_.contains(place); }
  std::uint32_t ticket_count() const { return tickets_.live(); }
  /// This many places in memory are taken by tickets, forgotten ones that could not be freed
  /// included.
  bool has_tickets(std::uint32_t places) const { return tickets_.size() >= places; }
  /// Those that are there, in the order in which they were given out.
  auto tickets() const { return tickets_.places(); }

  Place find_lane(HallCode hall, LaneCode lane, Date date) const;
  const LaneDay& lane_day(Place place) const { return lane_days_[place]; }
  std::uint32_t lane_day_count() const { return lane_days_.live(); }
  auto lane_days() const { return lane_days_.places(); }
  LaneView lane(Place place) const { return {lane_days_[place], lines_[place]}; }
  const RankedLine& line(Place lane_day, Line line) const {
    return lines_[lane_day][static_cast<std::size_t>(line)];
  }
  /// Tickets with numbers of this lane and day, in order of their numbers.
  std::span<const Place> issued(Place lane_day) const { return issued_[lane_day]; }

  Place find_counter(HallCode hall, CounterNumber number) const;
  const CounterDesk& counter(Place place) const { return counters_[place]; }
  std::uint32_t counter_count() const { return counters_.size(); }
  /// Counters of the hall that have ever been opened, in the order of their first opening.
  std::span<const Place> counters_of(HallCode hall) const;

  /// Nothing as long as nothing was learned.
  const ServiceTime* service_time(HallCode hall, ServiceCode service) const;
  const WaitFit* wait_fit(HallCode hall, LaneCode lane) const;
  const HallLevel* level(HallCode hall) const;

  // ---- facts ----
  void apply(const TicketIssued& fact, Instant at, Place appointment);
  void apply(const Called& fact, Instant at);
  void apply(const Recalled& fact);
  void apply(const Served& fact, Instant at);
  void apply(const Finished& fact, Instant at);
  void apply(const Missed& fact, Instant at);
  void apply(const Parked& fact);
  void apply(const Transferred& fact);
  void apply(const TicketLeft& fact, Instant at);
  void apply(const CounterOpened& fact, Instant at);
  void apply(const CounterPaused& fact, Instant at);
  void apply(const CounterClosed& fact, Instant at);
  void apply(const LevelAssessed& fact, Instant at);
  /// Forgets tickets and lanes of a day that is over.
  void apply(const DayDropped& fact);

  /// Nothing has happened yet; memory is kept.
  void clear();

  /// In records and indexes.
  std::size_t bytes() const;

 private:
  struct TicketKeyOf {
    TicketId operator()(const Ticket& record) const { return record.id; }
  };
  struct LaneDayKeyOf {
    std::uint64_t operator()(const LaneDay& record) const { return record.key; }
  };
  struct CounterKeyOf {
    std::uint64_t operator()(const CounterDesk& record) const {
      return counter_key(record.hall, record.number);
    }
  };
  struct ServiceTimeKeyOf {
    std::uint64_t operator()(const ServiceTime& record) const {
      return small_key(record.hall, record.service);
    }
  };
  struct WaitFitKeyOf {
    std::uint64_t operator()(const WaitFit& record) const {
      return small_key(record.hall, record.lane);
    }
  };
  struct HallLevelKeyOf {
    std::uint64_t operator()(const HallLevel& record) const { return record.hall; }
  };
  static std::uint64_t counter_key(std::uint32_t hall, std::uint16_t number) {
    return std::uint64_t{hall} << 16 | number;
  }
  static std::uint64_t small_key(std::uint32_t hall, std::uint8_t code) {
    return std::uint64_t{hall} << 8 | code;
  }

  friend struct FloorImage;  // puts the records into images and back (image_floor.cpp)

  Edit<Ticket> edit_ticket(Place place);
  Edit<LaneDay> edit_lane_day(Place place);
  Edit<CounterDesk> edit_counter(Place place);
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
  void set_counter(HallCode hall, CounterNumber number, CounterStatus status, LaneSet lanes,
                   Instant at);

  HashSum& hash_;
  Slab<Ticket> tickets_;
  Slab<LaneDay> lane_days_;
  Slab<CounterDesk> counters_;
  Slab<ServiceTime> service_times_;
  Slab<WaitFit> wait_fits_;
  Slab<HallLevel> levels_;
  Index<Ticket, TicketId, TicketKeyOf, Bits128Hash> ticket_index_;
  Index<LaneDay, std::uint64_t, LaneDayKeyOf, PackedHash> lane_day_index_;
  Index<CounterDesk, std::uint64_t, CounterKeyOf, PackedHash> counter_index_;
  Index<ServiceTime, std::uint64_t, ServiceTimeKeyOf, PackedHash> service_time_index_;
  Index<WaitFit, std::uint64_t, WaitFitKeyOf, PackedHash> wait_fit_index_;
  Index<HallLevel, std::uint64_t, HallLevelKeyOf, PackedHash> level_index_;

  // Derived.
  std::vector<std::array<RankedLine, lines_count>> lines_;  // by lane day
  std::vector<std::vector<Place>> issued_;                  // by lane day
  boost::unordered_flat_map<std::uint32_t, std::vector<Place>> hall_counters_;
};

}  // namespace offpeak::scheduler
