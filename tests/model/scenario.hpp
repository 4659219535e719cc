// What a property runs: a small city and a sequence of steps. All of it is small numbers of which 0
// is the plainest, and steps name earlier things by index modulo, so that any part can be removed
// or set to 0 and the rest still means something.
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <vector>

#include "config/city.hpp"

namespace offpeak::model {

/// The choices that make a hall.
struct HallPlan {
  std::uint8_t counters = 0;
  std::uint8_t slots = 0;    // length of slots and opening periods
  std::uint8_t release = 0;  // which set of waves
  std::uint8_t horizon = 0;
  std::uint8_t hold = 0;
  std::uint8_t party = 0;
  std::uint8_t waitlist = 0;
  std::uint8_t limits = 0;  // holds and cancellations
  std::uint8_t no_shows = 0;
  std::uint8_t delay = 0;    // of returned capacity
  std::uint8_t window = 0;   // for checking in
  std::uint8_t days = 0;     // weekdays, extra openings and closures
  std::uint8_t reserve = 0;  // flat, or by a forecast
};

struct CityPlan {
  std::vector<HallPlan> halls{1};
  std::uint8_t calendar = 0;  // which off and make-up days
};

enum class Action : std::uint8_t {
  get_appointment,  // the plainest: changes nothing
  hold,
  book,
  confirm,
  release,
  cancel,
  reschedule,
  join_waitlist,
  leave_waitlist,
  confirm_companion,
  check_in,
  get_waitlist,
  list_appointments,
  set_reserves,
  watch,
  end_watch,
  take_offer,  // instead of a booking
  set_level,   // of a lane: what happens in a hall is another model's
  excuse,      // a no-show
  lift_suspension,
  note_outage,
  close_halls,
  reopen_halls,
  preview_closure,
  displace,  // as another configuration would
  restart,   // replay the journal into a fresh state and go on from it
};

/// How far the clock goes before the step's command.
enum class Wait : std::uint8_t { none, ms, seconds, minutes, hours, days, moment };

/// What the timers do while the clock goes.
enum class TimersRun : std::uint8_t {
  when_due,  // each at its own time, as in a live server
  at_once,   // all at the new time, as after a stop
  not_yet,   // the command comes before them
};

enum class KeyUse : std::uint8_t {
  none,
  fresh,
  again,  // re-sends an earlier command with its key
  other,  // sends this step's command with the key of an earlier one
};

enum class As : std::uint8_t {
  member,
  hotline,
  staff,
  admin,
  stranger,
  kiosk,
  anyone,
  display,
  planner
};

/// Ways in which a slot's name can be wrong.
enum class SlotName : std::uint8_t { right, off_grid, wrong_hall, wrong_lane };

struct Step {
  Action action{};
  Wait wait{};
  std::uint8_t amount = 0;   // of the wait's unit, or which moment
  std::int8_t nudge_ms = 0;  // −1 to 1, beside a moment
  TimersRun timers{};
  As as{};
  KeyUse key{};
  std::uint8_t earlier_key = 0;
  std::uint8_t target = 0;  // which earlier hold, appointment or place in line, newest first
  std::uint8_t hall = 0;
  std::uint8_t lane = 0;
  std::uint8_t day = 0;  // after today
  std::uint8_t start = 0;
  SlotName name{};
  std::uint8_t party = 0;  // one less than its size
  std::array<std::uint8_t, config::party_max> citizens{};
  std::array<std::uint8_t, config::party_max> services{};
  std::array<std::uint8_t, config::party_max> minors{};
  std::uint8_t random = 0;

  friend bool operator==(const Step&, const Step&) = default;
};

struct Scenario {
  CityPlan city;
  std::vector<Step> steps;
};

/// Index that names nothing that exists.
inline constexpr std::uint8_t unknown_target = 255;
inline constexpr int citizens_max = 6;

config::City make_city(const CityPlan& plan);
/// The day on which every scenario begins: New Year's Eve is near, with holidays around it.
inline constexpr config::Date first_day = config::make_date(2026, 12, 28);

std::ostream& operator<<(std::ostream& out, const Step& step);
std::ostream& operator<<(std::ostream& out, const Scenario& scenario);

}  // namespace offpeak::model
