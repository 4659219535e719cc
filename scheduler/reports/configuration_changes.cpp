#include "scheduler/reports/configuration_changes.hpp"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>
#include <tuple>

#include "scheduler/booking/standing_slot.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::uint32_t of_city = 0;

/// Never 0, which says that nothing is noted.
std::uint64_t text_digest(std::string_view text) {
  const std::uint64_t digest = XXH3_64bits(text.data(), text.size());
  return digest == 0 ? 1 : digest;
}

/// Numbers, one behind the other, as one digest.
class Digest {
 public:
  Digest() { XXH3_64bits_reset(&state_); }

  void add(std::uint64_t number) { XXH3_64bits_update(&state_, &number, sizeof number); }
  template <class Value>
  void add_value(Value value) {
    add(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  }
  void add_day(Date date) { add_value(date.time_since_epoch().count()); }
  void add_day_of_year(std::chrono::month_day day) {
    add(static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day()));
  }
  void add_periods(const std::vector<config::Period>& periods) {
    add(periods.size());
    for (const auto& period : periods) {
      add_value(period.from.count());
      add_value(period.to.count());
    }
  }
  template <class Days>
  void add_days(const Days& days) {
    add(days.size());
    for (const Date day : days) add_day(day);
  }
  std::uint64_t value() const {
    const std::uint64_t digest = XXH3_64bits_digest(&state_);
    return digest == 0 ? 1 : digest;
  }

 private:
  XXH3_state_t state_;
};

void add_calendar(Digest& digest, const config::Calendar& calendar) {
  for (const auto& [number, year] : calendar.years) {
    digest.add_value(number);
    digest.add_days(year.off);
    digest.add_days(year.make_up);
  }
  for (const auto day : calendar.fixed) digest.add_day_of_year(day);
}

void add_hall(Digest& digest, const config::Hall& hall) {
  digest.add_value(static_cast<std::uint32_t>(hall.code));
  digest.add(text_digest(hall.name.zh));
  for (const auto& season : hall.seasons) {
    digest.add_day_of_year(season.first);
    digest.add_day_of_year(season.last);
    digest.add_periods(season.periods);
  }
  for (const bool is_open : hall.open_weekdays) digest.add(is_open ? 1 : 0);
  digest.add_days(hall.opened);
  digest.add_days(hall.closed);
  for (const int percent : hall.lane_percent) digest.add_value(percent);
  digest.add_value(hall.rules.slot_minutes);
  digest.add_value(hall.rules.walk_in_reserve_percent);
  digest.add_value(hall.rules.walk_in_reserve);
}

/// What a booking is in the way of, if anything.
std::optional<ConfigurationChange> lost_place(const config::City& city,
                                              const Appointment& booking) {
  const SlotSpan span = span_of(booking);
  ConfigurationChange change{.hall = booking.slot.hall(), .date = booking.slot.date(), .count = 1};
  const auto is = [&](ChangeKind kind, std::uint8_t code = 0) {
    change.kind = kind;
    change.code = code;
    return std::optional{change};
  };
  const auto* hall = city.find(booking.slot.hall());
  if (hall == nullptr) return is(ChangeKind::hall_gone);
  const auto lane = static_cast<std::uint8_t>(booking.slot.lane());
  const auto* configured = city.find(booking.slot.lane());
  if (configured == nullptr || !configured->bookable || hall->lane_percent[lane] == 0) {
    return is(ChangeKind::lane_gone, lane);
  }
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    const auto* service = city.find(booking.services[i].code());
    if (service == nullptr || service->lane != booking.slot.lane()) {
      return is(ChangeKind::service_gone, static_cast<std::uint8_t>(booking.services[i].code()));
    }
  }
  const auto periods = periods_on(city, *hall, booking.slot.date());
  if (periods.empty()) return is(ChangeKind::closed_day);
  const MinuteOfDay from = booking.slot.start_minute();
  const MinuteOfDay to = from + MinuteOfDay{span.slots * span.slot_minutes};
  const bool is_inside = std::ranges::any_of(periods, [&](const config::Period& period) {
    return period.from <= from && to <= period.to;
  });
  return is_inside ? std::nullopt : is(ChangeKind::outside_hours);
}

class Finder {
 public:
  Finder(const State& state, const config::City& city, Instant now)
      : state_{state}, city_{city}, now_{now} {}

  ConfigurationChanges find() {
    look_at_codes();
    for (const Place place : state_.appointments()) look_at(place);
    look_at_carried();
    look_at_days();
    sort();
    return std::move(found_);
  }

 private:
  using Name = std::tuple<ChangeKind, HallCode, Date, std::uint8_t>;

  void note(const ConfigurationChange& change) {
    counts_[{change.kind, change.hall, change.date, change.code}] += change.count;
  }

  bool means_another(MeaningOf of, std::uint32_t code, std::string_view text) const {
    const std::uint64_t known = state_.meaning(of, code);
    return known != 0 && known != text_digest(text);
  }

  void look_at_codes() {
    if (means_another(MeaningOf::city, of_city, city_.key)) {
      note({.kind = ChangeKind::other_city, .count = 1});
    }
    for (const auto& hall : city_.halls) {
      const auto code = static_cast<std::uint32_t>(hall.code);
      if (means_another(MeaningOf::hall, code, hall.name.zh)) {
        note({.kind = ChangeKind::hall_renamed, .hall = hall.code, .count = 1});
      }
    }
    for (const auto& lane : city_.lanes) {
      const auto code = static_cast<std::uint8_t>(lane.code);
      if (means_another(MeaningOf::lane, code, lane.key)) {
        note({.kind = ChangeKind::code_reused, .code = code, .count = 1});
      }
    }
    for (const auto& service : city_.services) {
      const auto code = static_cast<std::uint8_t>(service.code);
      if (means_another(MeaningOf::service, code, service.key)) {
        note({.kind = ChangeKind::code_reused, .code = code, .count = 1});
      }
    }
  }

  /// Of a booking that is still to come; what is held is given back or booked within minutes.
  void look_at(Place place) {
    const Appointment& record = state_.appointment(place);
    if (span_of(record).end() <= now_) return;
    if (record.capacity_held == 0) return;
    const auto lost = lost_place(city_, record);
    if (lost) {
      if (record.status != AppointmentStatus::booked) return;
      note(*lost);
      displaced_.push_back(place);
      return;
    }
    if (is_on_grid(record)) {
      days_.try_emplace(day_of(record.slot));
      return;
    }
    if (record.status == AppointmentStatus::booked) {
      note({.kind = ChangeKind::other_grid,
            .hall = record.slot.hall(),
            .date = record.slot.date(),
            .count = 1});
    }
    days_[day_of(record.slot)].push_back(place);
  }

  /// Whoever it was carried over for may have cancelled since, or come on another grid: then
  /// nothing else leads to the slot. A slot that is none of the configuration has nothing carried.
  void look_at_carried() {
    for (const Place place : state_.slots()) {
      const Slot& slot = state_.slot(place);
      if (slot.carried_minutes == 0 || slot.key.date() < config::date_of(now_)) continue;
      if (plan_slot(city_, slot.key)) {
        days_.try_emplace(day_of(slot.key));
      } else {
        found_.carried.push_back({slot.key, 0});
      }
    }
  }

  static LaneDayKey day_of(SlotKey slot) { return {slot.hall(), slot.lane(), slot.date()}; }

  bool is_on_grid(const Appointment& record) const {
    const auto plan = plan_slot(city_, record.slot);
    return plan && plan->slot_minutes == record.slot_minutes;
  }

  /// Whatever of each day is counted anew, and where more is taken than there is room.
  void look_at_days() {
    for (const auto& [day, off_grid] : days_) {
      const auto* hall = city_.find(day.hall());
      std::uint32_t full = 0;
      for (const auto& plan : plan_day(city_, *hall, day.lane(), day.date())) {
        const std::uint32_t carried = carried_into(plan, off_grid);
        const Place place = state_.find(plan.key);
        const bool is_known = place != nowhere;
        const std::uint32_t before = is_known ? state_.slot(place).carried_minutes : 0;
        if (carried != before) {
          found_.carried.push_back({plan.key, static_cast<std::uint16_t>(carried)});
        }
        const std::uint32_t taken = is_known ? state_.slot(place).taken_minutes : 0;
        const auto room = as_it_stands(plan, state_).capacity_minutes;
        if (taken + carried > static_cast<std::uint32_t>(room) && taken + carried > 0) ++full;
      }
      if (full == 0) continue;
      note({.kind = ChangeKind::over_capacity,
            .hall = day.hall(),
            .code = static_cast<std::uint8_t>(day.lane()),
            .date = day.date(),
            .count = full});
    }
  }

  /// What bookings of other slots take of this one: their minutes by the part of their time that
  /// lies in it, rounded up. A booking that has the slot's own name counts there already.
  static constexpr std::uint32_t minutes_max = 0xFFFF;
  std::uint32_t carried_into(const SlotPlan& plan, const std::vector<Place>& off_grid) const {
    std::map<std::uint8_t, std::uint32_t> parts;  // by the length of slots: of so many each minute
    for (const Place place : off_grid) {
      const SlotSpan span = span_of(state_.appointment(place));
      for (int i = 0; i < span.slots; ++i) {
        if (span.key(i) == plan.key) continue;
        const Instant from = std::max(span.key(i).start(), plan.start);
        const Instant to =
            std::min(span.key(i).start() + std::chrono::minutes{span.slot_minutes}, plan.end());
        if (to <= from) continue;
        const auto shared = std::chrono::duration_cast<std::chrono::minutes>(to - from).count();
        parts[span.slot_minutes] += span.share(i) * static_cast<std::uint32_t>(shared);
      }
    }
    std::uint32_t minutes = 0;
    for (const auto& [length, sum] : parts) minutes += (sum + length - 1U) / length;
    return std::min(minutes, minutes_max);
  }

  void sort() {
    std::ranges::sort(displaced_, {}, [&](Place place) {
      return std::tuple{state_.appointment(place).slot, place};
    });
    Digest digest;
    for (const Place place : displaced_) {
      const AppointmentId id = state_.appointment(place).id;
      found_.displaced.push_back(id);
      digest.add(id.words[0]);
      digest.add(id.words[1]);
    }
    for (const auto& [name, count] : counts_) {
      const auto& [kind, hall, date, code] = name;
      found_.changes.push_back(
          {.kind = kind, .hall = hall, .code = code, .date = date, .count = count});
      digest.add_value(kind);
      digest.add_value(static_cast<std::uint32_t>(hall));
      digest.add_day(date);
      digest.add(code);
      digest.add(count);
    }
    digest.add(digest_of(city_));
    found_.digest = digest.value();
  }

  const State& state_;
  const config::City& city_;
  const Instant now_;
  ConfigurationChanges found_;
  std::map<Name, std::uint32_t> counts_;
  std::map<LaneDayKey, std::vector<Place>> days_;  // with what lies beside their slots
  std::vector<Place> displaced_;
};

}  // namespace

bool ConfigurationChanges::is_refused() const {
  return std::ranges::any_of(changes, [](const ConfigurationChange& change) {
    return change.kind == ChangeKind::other_city || change.kind == ChangeKind::code_reused;
  });
}

ConfigurationChanges find_changes(const State& state, const config::City& city, Instant now) {
  return Finder{state, city, now}.find();
}

std::vector<NoteMeaning> meanings_of(const config::City& city) {
  std::vector<NoteMeaning> meanings{{.of = MeaningOf::city, .digest = text_digest(city.key)}};
  const auto add = [&](MeaningOf of, std::uint32_t code, std::string_view text) {
    meanings.push_back({.of = of, .code = code, .digest = text_digest(text)});
  };
  for (const auto& hall : city.halls) {
    add(MeaningOf::hall, static_cast<std::uint32_t>(hall.code), hall.name.zh);
  }
  for (const auto& lane : city.lanes) {
    add(MeaningOf::lane, static_cast<std::uint32_t>(lane.code), lane.key);
  }
  for (const auto& service : city.services) {
    add(MeaningOf::service, static_cast<std::uint32_t>(service.code), service.key);
  }
  meanings.push_back({.of = MeaningOf::configuration, .digest = digest_of(city)});
  return meanings;
}

std::uint64_t digest_of(const config::City& city) {
  Digest digest;
  add_calendar(digest, city.calendar);
  for (const auto& hall : city.halls) add_hall(digest, hall);
  for (const auto& lane : city.lanes) {
    digest.add_value(lane.code);
    digest.add(text_digest(lane.key));
    digest.add(lane.bookable ? 1 : 0);
  }
  for (const auto& service : city.services) {
    digest.add_value(service.code);
    digest.add(text_digest(service.key));
    digest.add_value(service.lane);
  }
  return digest.value();
}

}  // namespace offpeak::scheduler
