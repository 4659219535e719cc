#include "outbox/subject.hpp"

namespace offpeak::outbox {

namespace s = scheduler;

std::optional<s::CommandBody> question_about(const s::Announcement& announcement) {
  const auto& name = announcement.subject.words;
  switch (announcement.kind) {
    case s::AnnouncementKind::booked:
    case s::AnnouncementKind::reminder_due:
    case s::AnnouncementKind::cancelled:
    case s::AnnouncementKind::rescheduled:
    case s::AnnouncementKind::no_show:
    case s::AnnouncementKind::place_offered:
    case s::AnnouncementKind::place_offer_ended:
    case s::AnnouncementKind::watch_ended:
    case s::AnnouncementKind::displaced:
    case s::AnnouncementKind::excused:
      return s::GetAppointment{.id = {name}};
    case s::AnnouncementKind::offer_made:
    case s::AnnouncementKind::waitlist_ended:
      return s::GetWaitlist{.id = {name}};
    case s::AnnouncementKind::checked_in:
    case s::AnnouncementKind::called:
    case s::AnnouncementKind::recalled:
    case s::AnnouncementKind::call_undone:
    case s::AnnouncementKind::missed:
    case s::AnnouncementKind::done:
      return s::GetTicket{.id = {name}};
    case s::AnnouncementKind::level_changed:
    case s::AnnouncementKind::hall_closed:
    case s::AnnouncementKind::hall_reopened:
    case s::AnnouncementKind::notice_posted:
    case s::AnnouncementKind::notice_ended:
      return std::nullopt;
  }
  return std::nullopt;
}

Subject subject_in(const s::Reply& answer) {
  switch (answer.receipt.kind) {
    case s::ReceiptKind::appointment: {
      const auto& view = answer.appointment;
      return {.appointment = view.id,
              .earlier = view.earlier,
              .slot = view.slot,
              .services = view.services,
              .size = view.size};
    }
    case s::ReceiptKind::waitlist:
      return {.slot = answer.waitlist.slot,
              .services = answer.waitlist.services,
              .size = answer.waitlist.size};
    case s::ReceiptKind::ticket: {
      const auto& view = answer.ticket;
      return {.appointment = view.appointment,
              .slot = view.slot,
              .services = view.services.codes,
              .size = view.services.size};
    }
    default:
      return {};  // it has been forgotten
  }
}

}  // namespace offpeak::outbox
