// The city in its checked, constant form: what halls there are, what they do, and by which rules.
//
// `load_city` (config/load.hpp) makes one from YAML and guarantees every relation stated here; code
// that holds a `City` never checks them again. Nothing here is changed after loading.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/civil_time.hpp"

namespace offpeak::config {

// Stable numeric names: they appear in the journal and are never reused for something else.
enum class HallCode : std::uint32_t {};    // 100000 to 999999
enum class LaneCode : std::uint8_t {};     // 1 to lanes_max
enum class ServiceCode : std::uint8_t {};  // 1 to services_max

inline constexpr std::uint8_t lanes_max = 16;
inline constexpr std::uint8_t services_max = 31;
inline constexpr int halls_max = 256;
inline constexpr int counters_max = 200;  // in one hall
inline constexpr int counter_number_max = 999;
inline constexpr int party_max = 4;   // hard bound; a hall's rule may be lower
inline constexpr int ledger_max = 8;  // remembered cancellations or no-shows per citizen
inline constexpr int horizon_days_max = 60;
inline constexpr int waitlist_entries_max = 1000;  // waiting for one slot
inline constexpr int slot_minutes_min = 5;         // grid of slot starts

/// A name for people, in both languages.
struct Name {
  std::string zh;
  std::string en;
};

/// A queue in a hall with its own slots.
struct Lane {
  LaneCode code{};
  std::string key;  // "documents"
  Name name;
  bool bookable = true;
  bool machines = false;  // visitors serve themselves: no clerk is needed, and none would help
};

/// What a visitor comes for.
struct Service {
  ServiceCode code{};
  std::string key;  // "passport_renewal"
  Name name;
  LaneCode lane{};
  int mean_minutes = 0;         // counter-minutes of one applicant, 1 or more
  double variation = 0.5;       // coefficient of variation of the counter-minutes
  std::optional<int> fee_yuan;  // none when it depends on the case
  /// Whoever comes for it is known by a resident identity card: no second document of the same
  /// person counts as somebody else.
  bool requires_resident_number = false;
};

/// A half-open span of the civil day.
struct Period {
  MinuteOfDay from{};
  MinuteOfDay to{};
};

/// Opening periods for a part of the year; a season may run over New Year's Eve.
struct Season {
  std::chrono::month_day first{};
  std::chrono::month_day last{};
  std::vector<Period> periods;  // in order, not overlapping
};

/// A staffed desk, with the share of its time that each lane gets (percent, adding up to 100).
struct Counter {
  int number = 0;
  std::map<LaneCode, int> share_percent;
  std::vector<Period> hours;  // when it is staffed, in order; empty: whenever the hall is open
};

/// Part of a slot's capacity that becomes bookable from a moment on.
struct ReleaseWave {
  std::optional<int> days_before;  // none: the hall's whole horizon
  MinuteOfDay at{};
  int share_percent = 0;  // all waves of a hall add up to 100
};

/// A longer or shorter horizon for a part of the year (by the visit's date, both ends included).
struct HorizonSeason {
  std::chrono::month_day first{};
  std::chrono::month_day last{};
  int days = 0;
};

enum class CallOrder : std::uint8_t {
  hall,                // priority and ratios, below
  arrival,             // by arrival alone
  appointments_first,  // priority, then appointments, then walk-ins, whatever the ratios
};

/// Which lane a counter that serves several calls, when the first of each have the same claim and
/// wait from the same moment: all who came before their slots began do.
enum class LaneTies : std::uint8_t {
  shortest_expected_service,
  longest_wait,  // by when they came
  turn_about,    // each lane in its turn, after the one that the counter called last
};

/// Whom a counter calls next (scheduler/queueing/call_rule.hpp).
struct CallRule {
  CallOrder order = CallOrder::hall;
  LaneTies ties = LaneTies::shortest_expected_service;
  int priority_run_max = 3;               // priority calls in a row, when others wait
  int booked_per_walk_in = 3;             // booked calls to one walk-in, when both wait
  minutes ageing{60};                     // whoever has waited longer goes first; 0: nobody
  int recalls_max = 3;                    // then missed
  std::chrono::seconds recall_pause{15};  // between a call, its recalls and a miss
  int returns_max = 1;                    // back into the queue after being missed
  int return_after_calls = 3;
};

/// From which predicted wait of somebody who arrives now a hall's level is what.
struct LevelRule {
  minutes yellow_from{15};
  minutes red_above{40};
  minutes settle{5};  // the level changes only after so long on the new side
};

/// What the walk-in reserve of a slot follows.
enum class ReserveKind : std::uint8_t {
  flat,      // `walk_in_reserve_percent`
  forecast,  // of the walk-ins of each half-hour, so that bookings fill the valleys
};

/// The rules of one hall (docs/domain.md, "The rules"); each is configurable per hall.
struct Rules {
  int slot_minutes = 30;
  int horizon_days = 14;
  std::vector<HorizonSeason> horizon_seasons;
  std::vector<ReleaseWave> release;
  int walk_in_reserve_percent = 30;
  /// Forecast: the reserve above is that of a slot until a forecast has set another one, and the
  /// mean of a day's slots.
  ReserveKind walk_in_reserve = ReserveKind::flat;

  minutes hold{10};
  minutes offer{30};
  int party_max = 4;
  int waitlist_max = 50;  // entries per slot
  int waitlists_max = 3;  // places a citizen may wait in at one time

  int holds_max = 2;           // open at one time, per citizen
  int holds_per_day_max = 20;  // that are open or came to nothing within 24 hours, per citizen
  minutes hold_pause{1};       // before another one after some of those; then twice as long each
  int cancellations_max = 5;   // per citizen in the window below
  int cancellation_window_days = 30;
  int no_shows_max = 3;  // this many in the window suspend booking
  int no_show_window_days = 180;
  int suspension_days = 30;

  int free_cancel_days_before = 1;
  MinuteOfDay free_cancel_until{17 * 60};
  minutes return_delay_min{5};  // of cancelled capacity
  minutes return_delay_max{60};

  minutes check_in_early{30};  // before the slot's start
  minutes check_in_late{15};   // after it: still in the slot's place
  minutes check_in_tail{30};   // after it: joins the walk-in tail; later is a no-show

  /// Walk-ins get no numbers so long before the day's last closing, nor once they would not be
  /// called before it. 0: until closing, come what may.
  minutes last_tickets{30};

  int minor_age = 16;     // younger: with a guardian
  int minor_minutes = 3;  // added to the service's mean

  int walk_seconds = 26;  // on average, from a call until the visitor stands at the counter

  CallRule call;
  LevelRule level;
};

enum class HallMode : std::uint8_t { both, walk_in_first };

struct Hall {
  HallCode code{};
  Name name;
  std::string district;
  std::string address;  // may be empty
  double lat = 0;
  double lon = 0;
  HallMode mode = HallMode::both;
  int share_permille = 0;               // of the city's visitors; all halls add up to 1000
  std::vector<Season> seasons;          // together cover every day of the year once
  std::vector<Counter> counters;        // numbers unique
  std::array<bool, 7> open_weekdays{};  // by std::chrono::weekday::c_encoding(): 0 is Sunday
  std::set<Date> opened;                // off days on which this hall opens all the same
  std::set<Date> closed;                // further closures
  Rules rules;
  /// Whose level is the hall's, and whose counters plans and scenarios change. One of the hall's
  /// lanes, and not one of machines.
  LaneCode level_lane{};

  // Derived by the loader.
  std::array<int, lanes_max + 1> lane_percent{};  // counters of a lane × 100, by lane code
};

/// One year of the State Council's notice.
struct CalendarYear {
  std::set<Date> off;
  std::set<Date> make_up;
  bool provisional = false;  // its notice is not published
};

struct Calendar {
  std::map<int, CalendarYear> years;
  /// Statutory holidays that fall on the same date each year. A notice repeats them; they are off
  /// also while there is none.
  std::set<std::chrono::month_day> fixed;
};

/// Limits on requests. Rates are per second, sustained; bursts are how much may come at once. What
/// goes through the ring is counted in requests; what anyone may read, in units of cost
/// (api/public_page). Those of halls are for each token of a kiosk or clerk: so many at once, then
/// one in an interval.
struct RequestLimits {
  int address_rate = 100;
  int address_burst = 2000;
  int read_rate = 500;
  int read_burst = 5000;
  int citizen_rate = 5;
  int citizen_burst = 30;
  int streams = 256;             // of one address at a time
  int kiosk_numbers_burst = 20;  // of walk-ins; at least a party
  int kiosk_number_interval_seconds = 3;
  int wrong_codes_burst = 10;  // check-ins that find nobody
  int wrong_code_interval_seconds = 10;
};

/// How long visits and their totals are kept.
struct Retention {
  int visit_days = 30;    // after the visit
  int report_days = 400;  // daily totals
};

inline constexpr std::size_t reminders_max = 4;

struct City {
  std::string key;  // "hangzhou"
  Name name;
  bool synthetic = true;          // some values are assumptions, not sourced
  std::vector<Lane> lanes;        // ordered by code
  std::vector<Service> services;  // ordered by code
  std::vector<Hall> halls;        // ordered by code
  Calendar calendar;
  RequestLimits limits;
  Retention retention;
  std::vector<minutes> reminders{minutes{24 * 60}, minutes{2 * 60}};  // before the slot's start

  /// Each returns nullptr when there is none.
  const Hall* find(HallCode code) const;
  const Lane* find(LaneCode code) const;
  const Service* find(ServiceCode code) const;
  const Lane* find_lane(std::string_view key) const;
  const Service* find_service(std::string_view key) const;
};

}  // namespace offpeak::config
