#include "base/enumerators.hpp"
#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {

/// Each reminder once for an appointment, and none once its slot has begun.
Receipt Decider::operator()(const Remind& command) {
  const Place place = state_.find(command.id);
  if (!state_.outbox_is_on() || place == nowhere) return {};
  if (command.reminder >= city_.reminders.size()) return {};
  const Appointment& booking = state_.appointment(place);
  if (booking.status != AppointmentStatus::booked) return {};
  if ((booking.marks & reminder_mark(command.reminder)) != 0) return {};
  const Instant start = booking.slot.start();
  const config::minutes before = city_.reminders[command.reminder];
  if (now_ < start - before || now_ >= start) return {};
  emit(ReminderDue{.id = command.id,
                   .reminder = command.reminder,
                   .minutes_before = static_cast<std::uint16_t>(before.count())});
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
