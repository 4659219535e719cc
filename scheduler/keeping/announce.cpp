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
      : state_{state},
        at_ms_{at.time_since_epoch().count()},
        tells_visits_{state.outbox() >= Outbox::second_kinds},
        tells_waiting_{state.outbox() >= Outbox::all_kinds} {}

  void operator()(const Booked& fact) { about(fact.id, AnnouncementKind::booked); }
  void operator()(const Confirmed& fact) { about(fact.id, AnnouncementKind::booked); }
  void operator()(const Cancelled& fact) { about(fact.id, AnnouncementKind::cancelled); }
  void operator()(const Rescheduled& fact) {
    if (tells_visits_) return about(fact.new_id, AnnouncementKind::rescheduled);
    about(fact.old_id, AnnouncementKind::cancelled);
    about(fact.new_id, AnnouncementKind::booked);
  }
  void operator()(const NoShowed& fact) {
    if (tells_visits_) about(fact.id, AnnouncementKind::no_show);
  }
  void operator()(const ReminderDue& fact) {
    about(fact.id, AnnouncementKind::reminder_due, fact.minutes_before);
  }
  void operator()(const OfferMade& fact) { about(fact.id, AnnouncementKind::offer_made); }
  void operator()(const WaitlistEnded& fact) { ended(fact.id); }
  /// Of an offer.
  void operator()(const HoldEnded& fact) {
    const Appointment& hold = state_.appointment(state_.find(fact.id));
    if ((hold.marks & instead_mark) != 0) {
      return about_offer(fact.id, AnnouncementKind::place_offer_ended,
                         static_cast<std::uint16_t>(hold.status));
    }
    const Place entry = hold.offer_of;
    if (entry != nowhere) ended(state_.waitlist_entry(entry).id);
  }
  void operator()(const PlaceOffered& fact) {
    about_offer(fact.offer_id, AnnouncementKind::place_offered,
                static_cast<std::uint16_t>(fact.kind));
  }
  /// Whatever kinds were announced before there were offers of places: a move.
  void operator()(const PlaceTaken& fact) {
    about(state_.appointment(state_.appointment(state_.find(fact.id)).later).id,
          AnnouncementKind::rescheduled);
  }
  void operator()(const WatchEnded& fact) {
    about(fact.id, AnnouncementKind::watch_ended, static_cast<std::uint16_t>(fact.reason));
  }
  /// The ticket of somebody who has checked in.
  void operator()(const TicketIssued& fact) {
    if (tells_visits_ && !fact.appointment.is_zero()) about(fact.id, AnnouncementKind::checked_in);
  }
  void operator()(const Recalled& fact) { recalled(fact.id); }
  void operator()(const CalledAgain& fact) { recalled(fact.id); }
  void operator()(const Finished& fact) {
    if (tells_visits_) about(fact.id, AnnouncementKind::done);
  }
  void operator()(const Called& fact) {
    about(fact.id, AnnouncementKind::called, static_cast<std::uint16_t>(fact.counter));
  }
  void operator()(const CallUndone& fact) { about(fact.id, AnnouncementKind::call_undone); }
  void operator()(const Missed& fact) {
    about(fact.id, AnnouncementKind::missed, fact.returns ? 1 : 0);
  }
  void operator()(const LevelAssessed& fact) {
    const KeptLevel* level = state_.floor().level(fact.hall);
    if (level->since_ms != at_ms_)
      return;  // the level itself has not changed, only what it leans to
    const Subject thread{{0, static_cast<std::uint64_t>(fact.hall)}};
    add({}, thread, fact.hall, AnnouncementKind::level_changed,
        static_cast<std::uint16_t>(fact.level));
  }
  void operator()(const Displaced& fact) { about(fact.id, AnnouncementKind::displaced); }
  void operator()(const Excused& fact) {
    about(fact.id, AnnouncementKind::excused, static_cast<std::uint16_t>(fact.reason));
  }
  void operator()(const ClosureMade& fact) {
    about_halls(fact.id, fact.closed.hall, AnnouncementKind::hall_closed);
  }
  void operator()(const ClosureEnded& fact) {
    if (fact.how != ClosureEnd::reopened) return;
    about_halls(fact.id, HallCode{state_.closures().get(fact.id)->hall},
                AnnouncementKind::hall_reopened);
  }
  void operator()(const NoticePosted& fact) {
    about_halls(fact.id, fact.hall, AnnouncementKind::notice_posted);
  }
  void operator()(const NoticeEnded& fact) {
    if (fact.how != NoticeEnd::withdrawn) return;
    about_halls(fact.id, HallCode{state_.notices().get(fact.id)->hall},
                AnnouncementKind::notice_ended);
  }
  template <class Fact>
  void operator()(const Fact&) {}

  const Announcements& made() const { return made_; }

 private:
  void about(AppointmentId id, AnnouncementKind kind, std::uint16_t detail = 0) {
    const Place place = state_.find(id);
    add(Subject{id.words}, thread_of(place), state_.appointment(place).slot.hall(), kind, detail);
  }
  /// What is told of an offer is a thread of its own: the booking that it is for goes on.
  void about_offer(AppointmentId id, AnnouncementKind kind, std::uint16_t detail) {
    const Subject offer{id.words};
    add(offer, offer, state_.appointment(state_.find(id)).slot.hall(), kind, detail);
  }
  /// A closure or a notice; of all halls when `hall` is 0.
  template <class Id>
  void about_halls(Id id, HallCode hall, AnnouncementKind kind) {
    const Subject subject{id.words};
    add(subject, subject, hall, kind, 0);
  }
  void about(WaitlistId id, AnnouncementKind kind, std::uint16_t detail = 0) {
    const Subject entry{id.words};
    const SlotKey slot = state_.waitlist_entry(state_.find(id)).slot;
    add(entry, entry, slot.hall(), kind, detail);
  }
  void ended(WaitlistId id) {
    if (!tells_waiting_) return;
    const auto status = state_.waitlist_entry(state_.find(id)).status;
    about(id, AnnouncementKind::waitlist_ended, static_cast<std::uint16_t>(status));
  }
  void recalled(TicketId id) {
    const auto counter = state_.floor().ticket(state_.floor().find(id)).counter;
    if (tells_visits_) about(id, AnnouncementKind::recalled, counter);
  }
  void about(TicketId id, AnnouncementKind kind, std::uint16_t detail = 0) {
    const Ticket& ticket = state_.floor().ticket(state_.floor().find(id));
    const Subject subject{id.words};
    const Subject thread = ticket.appointment == nowhere ? subject : thread_of(ticket.appointment);
    add(subject, thread, ticket.lane_day.hall(), kind, detail);
  }
  /// All appointments of a chain of reschedules have one thread, so that what is told of the new
  /// one comes behind that it has moved.
  Subject thread_of(Place appointment) const {
    while (tells_visits_ && state_.appointment(appointment).earlier != nowhere) {
      appointment = state_.appointment(appointment).earlier;
    }
    return {state_.appointment(appointment).id.words};
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
  const bool tells_visits_;
  const bool tells_waiting_;
  Announcements made_;
};

void drop_settled(Trail<AnnouncementTrail>& announcements) {
  while (!announcements.empty() && announcements.front().status != AnnouncementStatus::pending) {
    announcements.drop_first();
  }
}

AnnouncementStatus status_after(Settlement how) {
  switch (how) {
    case Settlement::given_up:
      return AnnouncementStatus::given_up;
    case Settlement::delivered:
      return AnnouncementStatus::delivered;
    case Settlement::refused:
      return AnnouncementStatus::refused;
    case Settlement::unreachable:
      return AnnouncementStatus::unreachable;
  }
  return AnnouncementStatus::given_up;
}

void bury(Trail<DeadLetterTrail>& dead_letters, Announcement letter, AnnouncementStatus reason) {
  letter.status = reason;
  if (dead_letters.is_full()) dead_letters.drop_first();
  dead_letters.add(letter);
}

}  // namespace

void State::announce(const Event& event) {
  Announcer announcer{*this, event.at};
  std::visit(announcer, event.fact);
  const Announcements& made = announcer.made();
  for (std::size_t i = 0; i < made.size; ++i) put_in_line(made.all[i]);
}

void State::put_in_line(const Announcement& announcement) {
  if (announcements_.is_full()) {
    const bool has_reasons = outbox_ != Outbox::first_kinds;
    // The first one is pending, because settled ones at the front are dropped.
    bury(dead_letters_, announcements_.front(),
         has_reasons ? AnnouncementStatus::crowded_out : AnnouncementStatus::given_up);
    announcements_.drop_first();
    drop_settled(announcements_);
  }
  announcements_.add(announcement);
}

void State::apply(const ReminderDue& fact) {
  OFFPEAK_ASSERT(fact.reminder < config::reminders_max);
  auto record = appointments_.edit(existing(fact.id));
  OFFPEAK_ASSERT(record->status == AppointmentStatus::booked);
  OFFPEAK_ASSERT((record->marks & reminder_mark(fact.reminder)) == 0);
  record->marks |= reminder_mark(fact.reminder);
  for (std::uint8_t n = 0; n < config::reminders_max; ++n) {
    if ((fact.passed_over >> n & 1) != 0) record->marks |= reminder_mark(n);
  }
}

void State::apply(const OutboxSwitched& fact) { outbox_ = fact.to; }

void State::apply(const AnnouncementSettled& fact) {
  {
    auto record = announcements_.edit(fact.number);
    OFFPEAK_ASSERT(record->status == AnnouncementStatus::pending);
    record->status = status_after(fact.how);
  }
  if (fact.how != Settlement::delivered) {
    bury(dead_letters_, announcements_[fact.number], status_after(fact.how));
  }
  drop_settled(announcements_);
}

/// It keeps its time and its contents, and so the id under which it is sent.
void State::apply(const AnnouncedAgain& fact) {
  auto letter = dead_letters_.edit(fact.dead_letter);
  OFFPEAK_ASSERT(letter->status != AnnouncementStatus::pending);
  letter->status = AnnouncementStatus::pending;
  put_in_line(*letter);
}

}  // namespace offpeak::scheduler
