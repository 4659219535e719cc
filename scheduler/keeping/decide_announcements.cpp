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
  if (command.on != state_.outbox_is_on()) emit(OutboxSwitched{command.on});
  return {};
}

/// Does nothing when it is settled already: an announcement may be answered twice.
Receipt Decider::operator()(const SettleAnnouncement& command) {
  const auto& announcements = state_.announcements();
  if (!announcements.contains(command.number)) return {};
  if (announcements[command.number].status != AnnouncementStatus::pending) return {};
  emit(AnnouncementSettled{.number = command.number, .delivered = command.delivered});
  return {};
}

}  // namespace offpeak::scheduler
