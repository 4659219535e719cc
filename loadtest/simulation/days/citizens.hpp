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

/// Each visitor is a citizen of its own, and so are those who come with it.
class Citizens {
 public:
  Citizens(World& world, Agenda& agenda, HallDay& day, Measures& measures)
      : world_{world}, agenda_{agenda}, day_{day}, measures_{measures} {}

  /// Adds to the agenda when each of the day's guests books, or comes without an appointment.
  void begin(const Draws& draws);

  void book(std::uint32_t number, DayTime at);
  void cancel(std::uint32_t number, DayTime at);
  void give_back(std::uint32_t number, DayTime at);

 private:
  DayTime booking_time(const Visitor& visitor) const;
  bool has_room(const scheduler::SlotPlan& slot, int minutes, scheduler::Instant now) const;
  const scheduler::SlotPlan* nearest_free(const Guest& guest, int minutes, DayTime at) const;
  void come(std::uint32_t number, DayTime at);
  void come_to_slot(std::uint32_t number, DayTime booked_at);
  void plan_cancelling(std::uint32_t number, DayTime at);

  World& world_;
  Agenda& agenda_;
  HallDay& day_;
  Measures& measures_;
  Draws draws_;
};

}  // namespace offpeak::loadtest
