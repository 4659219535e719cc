#include <charconv>
#include <stdexcept>
#include <string>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler {
namespace {

template <class Enum, std::size_t count>
doctest::String name_of(Enum value, const std::array<const char*, count>& names) {
  const auto number = static_cast<std::size_t>(value);
  return number < count ? names[number] : "?";
}

}  // namespace

doctest::String toString(Rejection value) {
  return name_of(value, std::to_array({"none",
                                       "slot_full",
                                       "not_released",
                                       "already_booked",
                                       "suspended",
                                       "hold_expired",
                                       "unknown_slot",
                                       "outside_horizon",
                                       "hold_limit",
                                       "cancellation_limit",
                                       "not_found",
                                       "forbidden",
                                       "wrong_state",
                                       "idempotency_mismatch",
                                       "wrong_lane",
                                       "duplicate_applicant",
                                       "party_too_large",
                                       "slot_available",
                                       "waitlist_full",
                                       "already_waiting",
                                       "too_early",
                                       "too_late",
                                       "waitlist_limit",
                                       "storage_full",
                                       "unknown_counter",
                                       "counter_closed",
                                       "counter_busy",
                                       "no_visitor",
                                       "recall_first",
                                       "recalls_spent",
                                       "hall_closed",
                                       "unknown_service",
                                       "lane_full",
                                       "unknown_citizen",
                                       "idempotency_limit",
                                       "hold_pause",
                                       "revocations_full",
                                       "came_together",
                                       "overlapping_visit",
                                       "recall_pause",
                                       "already_held",
                                       "appointment_elsewhere",
                                       "appointment_cancelled",
                                       "visit_ended",
                                       "numbers_ended",
                                       "already_watching",
                                       "watch_limit",
                                       "nothing_earlier",
                                       "slot_closed",
                                       "appointment_displaced"}));
}

doctest::String toString(AppointmentStatus value) {
  return name_of(value, std::to_array({"held", "booked", "checked_in", "done", "expired",
                                       "released", "cancelled", "late_cancelled", "rescheduled",
                                       "no_show", "left", "displaced", "excused"}));
}

doctest::String toString(WaitlistStatus value) {
  return name_of(value, std::to_array({"waiting", "offered", "accepted", "lapsed", "left", "closed",
                                       "ineligible"}));
}

doctest::String toString(TicketStatus value) {
  return name_of(
      value, std::to_array({"waiting", "called", "serving", "done", "parked", "left", "no_show"}));
}

doctest::String toString(Line value) {
  return name_of(value, std::to_array({"priority", "booked", "walk_in", "returning"}));
}

}  // namespace offpeak::scheduler

namespace offpeak::scheduler::tests {
namespace {

/// A mistyped word is a mistake in a test, so it ends the test.
template <class T>
T required(const std::optional<T>& value, std::string_view text) {
  if (!value) throw std::invalid_argument{"not understood: " + std::string{text}};
  return *value;
}

LaneCode lane_named(std::string_view name) {
  const auto* lane = city().find_lane(name);
  return lane == nullptr ? LaneCode{9} : lane->code;
}

}  // namespace

Date day(std::string_view text) { return required(config::parse_date(text), text); }

MinuteOfDay minute(std::string_view text) { return required(config::parse_minute(text), text); }

Instant instant(std::string_view text) {
  constexpr std::size_t date_size = 10;
  constexpr std::size_t to_the_minute = 16;
  std::string written{text};
  if (written.size() > date_size) written[date_size] = 'T';
  if (written.size() == to_the_minute) written += ":00";
  return required(config::parse_instant(written + "+08:00"), text);
}

SlotKey slot(std::string_view text) {
  const auto code_end = text.find('.');
  const auto lane_end = text.find('.', code_end + 1);
  const auto date_end = text.find('.', lane_end + 1);
  if (date_end == std::string_view::npos) required(std::optional<int>{}, text);
  std::uint32_t code = 0;
  std::from_chars(text.data(), text.data() + code_end, code);
  const std::string clock{text.substr(date_end + 1)};
  return {HallCode{code}, lane_named(text.substr(code_end + 1, lane_end - code_end - 1)),
          day(text.substr(lane_end + 1, date_end - lane_end - 1)),
          minute(clock.substr(0, 2) + ":" + clock.substr(2))};
}

CitizenKey citizen(std::uint64_t number) { return {{0xC17E0000 + number, number}}; }

Group::Group(std::initializer_list<Visitor> visitors) {
  if (visitors.size() > config::party_max) throw std::invalid_argument{"party too large"};
  for (const auto& visitor : visitors) applicants[size++] = visitor;
}

doctest::String toString(const Outcome& outcome) { return toString(outcome.receipt.rejection); }

bool operator==(const Receipt& one, const Receipt& other) {
  return one.rejection == other.rejection && one.kind == other.kind && one.status == other.status &&
         one.position == other.position && one.subject == other.subject &&
         one.expires_at == other.expires_at && one.counter == other.counter &&
         one.recalls == other.recalls && one.lane == other.lane && one.called_at == other.called_at;
}

}  // namespace offpeak::scheduler::tests
