#include "base/enumerators.hpp"
#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {

namespace {

bool is_out(const Appointment& booking, std::size_t reminder) {
  return (booking.marks & reminder_mark(static_cast<std::uint8_t>(reminder))) != 0;
}

/// Those before the `last` that were never sent: whoever is told that two hours are left needs no
/// word of yesterday's.
ReminderSet not_out_before(const Appointment& booking, std::size_t last) {
  unsigned reminders = 0;
  for (std::size_t n = 0; n < last; ++n) {
    if (!is_out(booking, n)) reminders |= 1U << n;
  }
  return static_cast<ReminderSet>(reminders);
}

}  // namespace

/// Each reminder once for an appointment, and none once its slot has begun. Of several that are
/// overdue, as after an outage, only the last one due is announced.
Receipt Decider::operator()(const Remind& command) {
  const Place place = state_.find(command.id);
  if (!state_.outbox_is_on() || place == nowhere) return {};
  if (command.reminder >= city_.reminders.size()) return {};
  const Appointment& booking = state_.appointment(place);
  if (booking.status != AppointmentStatus::booked) return {};
  const Instant start = booking.slot.start();
  const auto is_due = [&](config::minutes before) { return now_ >= start - before; };
  if (!is_due(city_.reminders[command.reminder]) || now_ >= start) return {};
  // They stand in the order in which they fall due.
  std::size_t last = command.reminder;
  while (last + 1 < city_.reminders.size() && is_due(city_.reminders[last + 1])) ++last;
  if (is_out(booking, command.reminder) || is_out(booking, last)) return {};
  emit(ReminderDue{.id = command.id,
                   .reminder = static_cast<std::uint8_t>(last),
                   .minutes_before = static_cast<std::uint16_t>(city_.reminders[last].count()),
                   .passed_over = not_out_before(booking, last)});
  return {};
}

Receipt Decider::operator()(const SwitchOutbox& command) {
  const Outbox to = command.on ? base::last_of<Outbox> : Outbox::off;
  if (to != state_.outbox()) emit(OutboxSwitched{to});
  return {};
}

/// Does nothing when it is settled already: an announcement may be answered twice.
Receipt Decider::operator()(const SettleAnnouncement& command) {
  const auto& announcements = state_.announcements();
  if (!announcements.contains(command.number)) return {};
  if (announcements[command.number].status != AnnouncementStatus::pending) return {};
  emit(AnnouncementSettled{.number = command.number, .how = command.how});
  return {};
}

Receipt Decider::operator()(const AnnounceAgain& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  const auto& letters = state_.dead_letters();
  if (!letters.contains(command.dead_letter)) return rejected(Rejection::not_found);
  const Announcement& letter = letters[command.dead_letter];
  if (letter.status == AnnouncementStatus::pending || !state_.outbox_is_on()) {
    return rejected(Rejection::wrong_state);
  }
  emit(AnnouncedAgain{command.dead_letter});
  return {.subject = letter.subject};
}

}  // namespace offpeak::scheduler
