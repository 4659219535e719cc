// What other systems are told: noted with the facts it follows from, and kept until it has arrived.
#include <algorithm>
#include <array>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

using Subject = Bits128<struct SubjectTag>;

/// A fact leads to two announcements at most.
struct Announcements {
  std::array<Announcement, 2> all{};
  std::size_t size = 0;

  void add(const Announcement& one) { all[size++] = one; }
};

/// What follows from a fact that the state has applied.
class Announcer {
 public:
  Announcer(const State& state, Instant at)
      : state_{state}, at_ms_{at.time_since_epoch().count()} {}

  void operator()(const Booked& fact) { about(fact.id, AnnouncementKind::booked); }
  void operator()(const Confirmed& fact) { about(fact.id, AnnouncementKind::booked); }
  void operator()(const Cancelled& fact) { about(fact.id, AnnouncementKind::cancelled); }
  void operator()(const Rescheduled& fact) {
    about(fact.old_id, AnnouncementKind::cancelled);
    about(fact.new_id, AnnouncementKind::booked);
  }
  void operator()(const ReminderDue& fact) {
    about(fact.id, AnnouncementKind::reminder_due, fact.minutes_before);
  }
  void operator()(const OfferMade& fact) {
    const Subject entry{fact.id.words};
    add(entry, entry, fact.claim.slot.hall(), AnnouncementKind::offer_made, 0);
  }
  void operator()(const Called& fact) {
    about(fact.id, AnnouncementKind::called, static_cast<std::uint16_t>(fact.counter));
  }
  void operator()(const Missed& fact) {
    about(fact.id, AnnouncementKind::missed, fact.returns ? 1 : 0);
  }
  void operator()(const LevelAssessed& fact) {
    const HallLevel* level = state_.floor().level(fact.hall);
    if (level->since_ms != at_ms_)
      return;  // the level itself has not changed, only what it leans to
    const Subject thread{{0, static_cast<std::uint64_t>(fact.hall)}};
    add({}, thread, fact.hall, AnnouncementKind::level_changed,
        static_cast<std::uint16_t>(fact.level));
  }
  template <class Fact>
  void operator()(const Fact&) {}

  const Announcements& made() const { return made_; }

 private:
  void about(AppointmentId id, AnnouncementKind kind, std::uint16_t detail = 0) {
    const Subject subject{id.words};
    const SlotKey slot = state_.appointment(state_.find(id)).slot;
    add(subject, subject, slot.hall(), kind, detail);
  }
  void about(TicketId id, AnnouncementKind kind, std::uint16_t detail) {
    const Ticket& ticket = state_.floor().ticket(state_.floor().find(id));
    const Subject subject{id.words};
    const Subject thread = ticket.appointment == nowhere
                               ? subject
                               : Subject{state_.appointment(ticket.appointment).id.words};
    add(subject, thread, ticket.lane_day.hall(), kind, detail);
  }
  void add(Subject subject, Subject thread, HallCode hall, AnnouncementKind kind,
           std::uint16_t detail) {
    made_.add({.at_ms = at_ms_,
               .subject = subject,
               .thread = thread,
               .hall = static_cast<std::uint32_t>(hall),
               .detail = detail,
               .kind = kind});
  }

  const State& state_;
  const std::int64_t at_ms_;
  Announcements made_;
};

void drop_settled(Trail<AnnouncementTrail>& announcements) {
  while (!announcements.empty() && announcements.front().status != AnnouncementStatus::pending) {
    announcements.drop_first();
  }
}

void bury(Trail<DeadLetterTrail>& dead_letters, Announcement letter) {
  letter.status = AnnouncementStatus::dead;
  if (dead_letters.is_full()) dead_letters.drop_first();
  dead_letters.add(letter);
}

}  // namespace

void State::announce(const Event& event) {
  Announcer announcer{*this, event.at};
  std::visit(announcer, event.fact);
  const Announcements& made = announcer.made();
  for (std::size_t i = 0; i < made.size; ++i) {
    if (announcements_.is_full()) {
      // The first one is pending, because settled ones at the front are dropped.
      bury(dead_letters_, announcements_.front());
      announcements_.drop_first();
      drop_settled(announcements_);
    }
    announcements_.add(made.all[i]);
  }
}

void State::apply(const ReminderDue& fact) {
  OFFPEAK_ASSERT(fact.reminder < config::reminders_max);
  auto record = appointments_.edit(existing(fact.id));
  OFFPEAK_ASSERT(record->status == AppointmentStatus::booked);
  OFFPEAK_ASSERT((record->marks & reminder_mark(fact.reminder)) == 0);
  record->marks |= reminder_mark(fact.reminder);
}

void State::apply(const OutboxSwitched& fact) { outbox_on_ = fact.on; }

void State::apply(const AnnouncementSettled& fact) {
  {
    auto record = announcements_.edit(fact.number);
    OFFPEAK_ASSERT(record->status == AnnouncementStatus::pending);
    record->status = fact.delivered ? AnnouncementStatus::delivered : AnnouncementStatus::dead;
  }
  if (!fact.delivered) bury(dead_letters_, announcements_[fact.number]);
  drop_settled(announcements_);
}

}  // namespace offpeak::scheduler
