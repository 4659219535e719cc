// One hall on one day: when it is open, its slots, and who means to come.
#pragma once

#include <array>
#include <set>
#include <span>
#include <vector>

#include "loadtest/simulation/days/agenda.hpp"
#include "loadtest/simulation/visitors/visitors.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {

/// What became of a party.
enum class Outcome : std::uint8_t {
  coming,     // or still booking
  online,     // does without the visit
  cancelled,  // its appointment
  no_show,    // had an appointment and did not come, or came when the doors were closed
  unplaced,   // found no appointment and stays away
  balked,     // saw the level and turned round
  shut_out,   // came in vain: found the doors closed, or got no number
  waiting,
  called,
  abandoned,  // lost patience
  unserved,   // still in the hall when the day ended
  elsewhere,  // has an appointment in another hall, and is that one's guest
};

/// The kind of visitor that a party's wait is counted with.
enum class Kind : std::uint8_t { booked, walk_in, priority };

/// A party on its way through the day.
struct Guest {
  const Visitor* visitor = nullptr;
  scheduler::AppointmentId appointment{};
  scheduler::AppointmentId given_up{};  // whose capacity is to return
  scheduler::AppointmentId offer{};     // of a greener place
  scheduler::KioskCode code{};
  bool has_appointment = false;
  bool has_checked_in = false;
  Outcome outcome = Outcome::coming;
  Kind kind = Kind::walk_in;
  scheduler::LaneCode lane{};
  std::uint8_t lane_place = 0;     // among the city's lanes
  std::uint8_t service_place = 0;  // among the city's services
  bool at_machine = false;
  bool follows = false;              // came to a place that was suggested
  std::uint8_t follow_group = 0xFF;  // of who looks for an appointment (`follow_shares`)
  std::uint8_t people = 1;           // whom this hall lets come together
  DayTime slot_at = 0;
  DayTime comes_at = 0;    // to the hall, as things stand
  DayTime came_at = 0;     // into the hall
  DayTime arrived_at = 0;  // got its ticket
  DayTime since = 0;       // its wait counts from here
  DayTime called_at = 0;   // to a counter
};

/// A span of time in which a counter is staffed.
struct Span {
  std::uint32_t clerk = 0;
  DayTime from = 0;
  DayTime to = 0;
  bool last_of_clerk = false;
};

class HallDay {
 public:
  /// `hall` must be one of the city's; the city and the visitors, all of this hall, must outlive
  /// the day. `machines`: the lanes of self-service machines. `absent`: numbers of counters that
  /// stay closed.
  void begin(const config::City& city, const config::Hall& hall, config::Date date,
             std::span<const Visitor> visitors, scheduler::LaneSet machines,
             const std::set<int>& absent);

  const config::Hall& hall() const { return *hall_; }
  bool is_open() const { return !periods_.empty(); }
  std::span<const config::Period> periods() const { return periods_; }
  DayTime opens_at() const { return opens_at_; }
  DayTime closes_at() const { return closes_at_; }
  const std::vector<scheduler::SlotPlan>& slots(scheduler::LaneCode lane) const {
    return slots_[static_cast<std::size_t>(lane)];
  }
  /// Whether its lanes are all those of machines.
  bool is_machine(const config::Counter& counter) const;
  const config::City& city() const { return *city_; }
  /// All lanes' slots, as they are numbered in the agenda.
  const std::vector<scheduler::SlotKey>& all_slots() const { return all_slots_; }
  const std::vector<Span>& spans() const { return spans_; }

  std::vector<Guest>& guests() { return guests_; }
  const std::vector<Guest>& guests() const { return guests_; }
  Guest& guest(std::uint32_t number) { return guests_[number]; }
  /// One who comes from another hall; the number. The visitor must outlive the day.
  std::uint32_t take_in(const Visitor& visitor);
  /// The last one, who does not come after all.
  void leave_out() { guests_.pop_back(); }

 private:
  void plan_spans(const std::set<int>& absent);
  Guest guest_of(const Visitor& visitor) const;

  const config::City* city_ = nullptr;
  const config::Hall* hall_ = nullptr;
  scheduler::LaneSet machines_ = 0;
  std::span<const config::Period> periods_;
  DayTime opens_at_ = 0;
  DayTime closes_at_ = 0;
  std::array<std::vector<scheduler::SlotPlan>, config::lanes_max + 1> slots_;
  std::vector<scheduler::SlotKey> all_slots_;
  std::vector<Span> spans_;
  std::vector<Guest> guests_;
};

}  // namespace offpeak::loadtest
