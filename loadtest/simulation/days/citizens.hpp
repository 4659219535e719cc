// What citizens do before they come: look for a slot, book it, and sometimes give it up.
#pragma once

#include "loadtest/simulation/days/agenda.hpp"
#include "loadtest/simulation/days/hall_day.hpp"
#include "loadtest/simulation/days/measures.hpp"
#include "loadtest/simulation/days/world.hpp"
#include "loadtest/simulation/random/philox.hpp"

namespace offpeak::loadtest {

/// The Visitor::lead_moment of a booking made at `at`, within that day. People book in waking hours
/// and, on the day of the visit, before they would set out.
double lead_time_at(const Visitor& visitor, DayTime at);

/// The number of the guest whose appointment it is.
std::uint32_t guest_of(scheduler::AppointmentId id);

class ShownPlaces;
class WalkInHalls;

/// Each visitor is a citizen of its own, and so are those who come with it.
class Citizens {
 public:
  Citizens(World& world, Agenda& agenda, HallDay& day, Measures& measures)
      : world_{world}, agenda_{agenda}, day_{day}, measures_{measures} {}

  /// Adds to the agenda when each of the day's guests books, or comes without an appointment.
  /// `places`: where those who follow go; null where nobody is shown any. `halls`: where walk-ins
  /// go who look first; null where nobody does.
  void begin(const Draws& draws, ShownPlaces* places, const WalkInHalls* halls);

  void book(std::uint32_t number, DayTime at);
  void set_out(std::uint32_t number, DayTime at);
  /// Takes what is offered instead of the appointment; false when the core refuses.
  bool move(std::uint32_t number, scheduler::SlotKey slot, DayTime at);
  void cancel(std::uint32_t number, DayTime at);
  /// Somebody whose hall is another one books a place that was suggested, and is a guest here from
  /// now on; false when the place is none for this party.
  bool book_from_elsewhere(const Visitor& visitor, scheduler::SlotKey slot, DayTime at);
  /// Somebody whose hall is another one arrives at `at` without an appointment, and is a guest
  /// here.
  void come_from_elsewhere(const Visitor& visitor, DayTime at);
  /// Whether the party of the visitor, as this hall lets it come, may book the slot.
  bool has_room(scheduler::SlotKey slot, const Visitor& visitor, DayTime at) const;
  void give_back(std::uint32_t number, DayTime at);

 private:
  DayTime booking_time(const Visitor& visitor) const;
  bool has_room(const scheduler::SlotPlan& slot, int minutes, scheduler::Instant now) const;
  const scheduler::SlotPlan* nearest_free(const Guest& guest, int minutes, DayTime at) const;
  int minutes_of(const Visitor& visitor) const;
  bool follow(std::uint32_t number, DayTime at);
  std::uint8_t follow_group(const Visitor& visitor) const;
  bool take(std::uint32_t number, scheduler::SlotKey slot, DayTime at);
  void keep(std::uint32_t number, DayTime at);
  void come(std::uint32_t number, DayTime at);
  void come_to_slot(std::uint32_t number, DayTime booked_at);
  void plan_cancelling(std::uint32_t number, DayTime at);

  World& world_;
  Agenda& agenda_;
  HallDay& day_;
  Measures& measures_;
  Draws draws_;
  ShownPlaces* places_ = nullptr;
  const WalkInHalls* halls_ = nullptr;
};

}  // namespace offpeak::loadtest
