// The fields of facts of the day in the hall, and of facts about keeping and forgetting.
#pragma once

#include "store/event_fields_city.hpp"

namespace offpeak::store {

/// The counter; a set highest bit, which no counter has: the ticket was parked.
template <class Archive, class Fact>
void called_to(Archive& archive, Fact& fact) {
  constexpr std::uint16_t parked_bit = 0x8000;
  static_assert(config::counter_number_max < parked_bit);
  auto counter = static_cast<std::uint16_t>(static_cast<std::uint16_t>(fact.counter) |
                                            (fact.was_parked ? parked_bit : 0));
  archive.number(counter);
  if constexpr (!std::is_const_v<Fact>) {
    fact.counter = scheduler::CounterNumber{static_cast<std::uint16_t>(counter & ~parked_bit)};
    fact.was_parked = (counter & parked_bit) != 0;
  }
}

/// The counter; a set highest bit, which no counter has: the reason of its pause follows. In
/// journals of before there is none.
template <class Archive, class Fact>
void paused(Archive& archive, Fact& fact) {
  constexpr std::uint16_t reason_bit = 0x8000;
  static_assert(config::counter_number_max < reason_bit);
  auto counter =
      static_cast<std::uint16_t>(static_cast<std::uint16_t>(fact.counter) |
                                 (fact.reason != scheduler::PauseReason::none ? reason_bit : 0));
  archive.number(counter);
  const bool has_reason = (counter & reason_bit) != 0;
  if constexpr (!std::is_const_v<Fact>) {
    fact.counter = scheduler::CounterNumber{static_cast<std::uint16_t>(counter & ~reason_bit)};
  }
  if (has_reason) archive.from_one_up_to(base::last_of<scheduler::PauseReason>, fact.reason);
}

/// The number of a reminder, and in the highest four bits those passed over: none in journals of
/// before.
template <class Archive, class Fact>
void reminders(Archive& archive, Fact& fact) {
  static_assert(config::reminders_max == 4, "bits 4 to 7 are the reminders 0 to 3");
  if constexpr (std::is_const_v<Fact>) {
    OFFPEAK_ASSERT(fact.reminder < config::reminders_max);
    OFFPEAK_ASSERT(fact.passed_over < 1U << config::reminders_max);
  }
  auto byte = static_cast<std::uint8_t>(fact.reminder | fact.passed_over << 4);
  archive.number(byte);
  if constexpr (!std::is_const_v<Fact>) {
    fact.reminder = byte & 0x0F;
    fact.passed_over = static_cast<scheduler::ReminderSet>(byte >> 4);
    if (fact.reminder >= config::reminders_max) archive.fail();
  }
}

template <class Archive, class Minute>
void minute(Archive& archive, Minute& value) {
  auto minutes = static_cast<std::uint16_t>(value.count());
  archive.number(minutes);
  if constexpr (!std::is_const_v<Minute>) {
    value = scheduler::MinuteOfDay{minutes};
    if (minutes > 24 * 60) archive.fail();
  }
}

template <class Archive, class Places>
void watched(Archive& archive, Places& value) {
  archive.from_one_up_to(scheduler::watch_halls_max, value.halls_size);
  for (std::uint8_t i = 0; i < value.halls_size; ++i) archive.number(value.halls[i]);
  day(archive, value.from);
  day(archive, value.to);
  minute(archive, value.from_minute);
  minute(archive, value.to_minute);
  if constexpr (!std::is_const_v<Places>) {
    const bool is_possible = value.from <= value.to && value.from_minute < value.to_minute &&
                             (value.to - value.from).count() < scheduler::watch_days_max;
    if (!is_possible) archive.fail();
  }
}

/// The member who moved a booking, or nobody.
template <class Archive, class Members>
void mover(Archive& archive, Members& value) {
  archive.up_to(scheduler::all_members, value);
  if constexpr (!std::is_const_v<Members>) {
    if (value != 0 && !std::has_single_bit(value)) archive.fail();
  }
}

/// A counter of a hall.
template <class Archive, class Fact>
void counter(Archive& archive, Fact& fact) {
  archive.number(fact.hall);
  archive.number(fact.counter);
}

/// The fields of facts of the hall, and of facts about keeping and forgetting.
template <class Archive, class Fact>
void fields_of_the_hall(Archive& archive, Fact& fact) {
  using Kind = std::remove_const_t<Fact>;
  if constexpr (std::is_same_v<Kind, scheduler::TicketIssued>) {
    archive.number(fact.id);
    archive.number(fact.appointment);
    archive.number(fact.hall);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    day(archive, fact.date);
    archive.number(fact.number);
    services(archive, fact.services);
    archive.choice(fact.ground);
    archive.choice(fact.line);
    archive.number(fact.rank);
    archive.number(fact.since_ms);
    archive.number(fact.expected_s);
    archive.number(fact.ahead);
    archive.number(fact.wait.p50_s);
    archive.number(fact.wait.p90_s);
  } else if constexpr (std::is_same_v<Kind, scheduler::Called>) {
    archive.number(fact.id);
    called_to(archive, fact);
  } else if constexpr (std::is_same_v<Kind, scheduler::Finished>) {
    archive.number(fact.id);
    archive.number(fact.documents);
    const bool is_assumed = with_flag(archive, 0, 1, fact.by_end_of_day, fact.has_assumed_end);
    if constexpr (!std::is_const_v<Fact>) fact.has_assumed_end = is_assumed;
    services(archive, fact.done);
    for (std::uint8_t i = 0; i < fact.done.size; ++i) archive.number(fact.prior_ms[i]);
  } else if constexpr (std::is_same_v<Kind, scheduler::Missed>) {
    archive.number(fact.id);
    flag(archive, fact.returns);
    archive.number(fact.rank);
  } else if constexpr (std::is_same_v<Kind, scheduler::Transferred>) {
    archive.number(fact.id);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    archive.choice(fact.line);
    archive.number(fact.rank);
  } else if constexpr (std::is_same_v<Kind, scheduler::TicketLeft>) {
    archive.number(fact.id);
    archive.choice(fact.reason);
  } else if constexpr (std::is_same_v<Kind, scheduler::CounterOpened>) {
    counter(archive, fact);
    archive.number(fact.lanes);
  } else if constexpr (std::is_same_v<Kind, scheduler::CounterPaused>) {
    archive.number(fact.hall);
    paused(archive, fact);
  } else if constexpr (std::is_same_v<Kind, scheduler::CounterClosed>) {
    counter(archive, fact);
  } else if constexpr (std::is_same_v<Kind, scheduler::CounterLeftOpen>) {
    counter(archive, fact);
    instant(archive, fact.ended_at);
  } else if constexpr (std::is_same_v<Kind, scheduler::LevelAssessed>) {
    archive.number(fact.hall);
    archive.choice(fact.level);
    archive.choice(fact.reason);
    archive.choice(fact.leaning);
  } else if constexpr (std::is_same_v<Kind, scheduler::LaneLevelAssessed>) {
    archive.number(fact.hall);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    archive.choice(fact.level);
    archive.choice(fact.reason);
    archive.choice(fact.leaning);
  } else if constexpr (std::is_same_v<Kind, scheduler::ComplianceNoted>) {
    archive.number(fact.hall);
    archive.number(fact.followed);
    archive.number(fact.ignored);
  } else if constexpr (std::is_same_v<Kind, scheduler::ForecastNoted>) {
    archive.number(fact.hall);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    day(archive, fact.date);
    archive.number(fact.forecast.booked_tenths);
    archive.number(fact.forecast.walk_in_tenths);
    archive.number(fact.forecast.wait.p50_s);
    archive.number(fact.forecast.wait.p90_s);
  } else if constexpr (std::is_same_v<Kind, scheduler::DayDropped>) {
    archive.number(fact.hall);
    day(archive, fact.date);
    day(archive, fact.ledger_since);
  } else if constexpr (std::is_same_v<Kind, scheduler::TotalsDropped>) {
    day(archive, fact.before);
  } else if constexpr (std::is_same_v<Kind, scheduler::Acted>) {
    archive.number(fact.actor);
    archive.up_to(scheduler::last_audited_role, fact.role);
    archive.number(fact.hall);
    const bool has_reason = with_flag(archive, 0, raw(base::last_of<scheduler::AuditAction>),
                                      fact.action, fact.paused_for != scheduler::PauseReason::none);
    archive.number(fact.counter);
    archive.number(fact.subject);
    if (has_reason) archive.from_one_up_to(base::last_of<scheduler::PauseReason>, fact.paused_for);
  } else if constexpr (std::is_same_v<Kind, scheduler::ReminderDue>) {
    archive.number(fact.id);
    reminders(archive, fact);
    archive.number(fact.minutes_before);
  } else if constexpr (std::is_same_v<Kind, scheduler::OutboxSwitched>) {
    archive.choice(fact.to);
  } else if constexpr (std::is_same_v<Kind, scheduler::AnnouncementSettled>) {
    archive.number(fact.number);
    archive.choice(fact.how);
  } else if constexpr (std::is_same_v<Kind, scheduler::HoldForgotten>) {
    archive.number(fact.id);
  } else if constexpr (std::is_same_v<Kind, scheduler::CompanionConfirmed>) {
    archive.number(fact.id);
    archive.number(fact.citizen);
  } else if constexpr (std::is_same_v<Kind, scheduler::AnnouncedAgain>) {
    archive.number(fact.dead_letter);
  } else if constexpr (std::is_same_v<Kind, scheduler::Revoked>) {
    archive.number(fact.key);
    archive.choice(fact.kind);
    archive.choice(fact.reason);
    instant(archive, fact.issued_until);
    instant(archive, fact.ends_at);
  } else if constexpr (std::is_same_v<Kind, scheduler::RevocationEnded>) {
    archive.number(fact.key);
    archive.choice(fact.how);
  } else if constexpr (std::is_same_v<Kind, scheduler::EntryForgotten>) {
    archive.number(fact.id);
  } else if constexpr (std::is_same_v<Kind, scheduler::KeysJoined>) {
    archive.number(fact.person);
    archive.number(fact.document);
  } else if constexpr (std::is_same_v<Kind, scheduler::KeySeparated>) {
    archive.number(fact.document);
  } else if constexpr (std::is_same_v<Kind, scheduler::WatchSet>) {
    archive.number(fact.id);
    archive.number(fact.offer_id);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    watched(archive, fact.places);
    instant(archive, fact.ends_at);
  } else if constexpr (std::is_same_v<Kind, scheduler::WatchEnded>) {
    archive.number(fact.id);
    archive.choice(fact.reason);
  } else if constexpr (std::is_same_v<Kind, scheduler::PlaceOffered>) {
    archive.number(fact.id);
    archive.number(fact.offer_id);
    archive.choice(fact.kind);
    claim(archive, fact.claim);
    instant(archive, fact.expires_at);
  } else if constexpr (std::is_same_v<Kind, scheduler::PlaceTaken>) {
    archive.number(fact.id);
    instant(archive, fact.capacity_returns_at);
    archive.number(fact.code);
    mover(archive, fact.moved_by);
  } else if constexpr (std::is_same_v<Kind, scheduler::CallUndone>) {
    archive.number(fact.id);
    flag(archive, fact.is_parked);
    archive.number(fact.rank);
  } else if constexpr (std::is_same_v<Kind, scheduler::Recalled> ||
                       std::is_same_v<Kind, scheduler::CalledAgain> ||
                       std::is_same_v<Kind, scheduler::Served> ||
                       std::is_same_v<Kind, scheduler::Parked>) {
    archive.number(fact.id);
  } else {
    fields_of_the_city(archive, fact);
  }
}

}  // namespace offpeak::store
