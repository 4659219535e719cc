#include "store/event_codec.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "base/assert.hpp"
#include "base/enumerators.hpp"
#include "base/mutant.hpp"
#include "scheduler/messages/slot_span.hpp"

namespace offpeak::store {
namespace {

namespace s = scheduler;

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

/// The number behind an enumerator, or a number.
template <class Value>
constexpr std::uint64_t raw(Value value) {
  return static_cast<std::uint64_t>(value);
}

// No field takes more bytes on disk than in memory.
static_assert(sizeof(s::Event) <= event_bytes_max, "the largest event has room");

/// Puts values at a place that has room for the largest event.
class Writer {
 public:
  explicit Writer(std::byte* at) : at_{at} {}
  std::byte* at() const { return at_; }

  template <class Value>
  void number(const Value& value) {
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
  }
  /// Asserts that the reader will accept the value: otherwise the next start would fail.
  template <class Value, class Bound>
  void up_to(Bound last, const Value& value) {
    if (!base::mutated(base::Mutant::write_unreadable)) OFFPEAK_ASSERT(raw(value) <= raw(last));
    number(value);
  }
  template <class Value, class Bound>
  void from_one_up_to(Bound last, const Value& value) {
    OFFPEAK_ASSERT(raw(value) >= 1);
    up_to(last, value);
  }
  template <class Enum>
  void choice(const Enum& value) {
    up_to(base::last_of<Enum>, value);
  }
  /// From `first` to `last`, and perhaps `flag`.
  void between(std::uint64_t first, std::uint64_t last, unsigned flag, std::uint8_t byte) {
    if (!base::mutated(base::Mutant::write_unreadable)) {
      OFFPEAK_ASSERT((byte & ~flag) >= first && (byte & ~flag) <= last);
    }
    number(byte);
  }

 private:
  std::byte* at_;
};

/// Takes values from bytes; after the first failure everything reads as zero.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> in) : in_{in} {}
  std::span<const std::byte> rest() const { return in_; }
  bool good() const { return good_; }

  template <class Value>
  void number(Value& value) {
    if (in_.size() < sizeof value) {
      good_ = false;
      return;
    }
    std::memcpy(&value, in_.data(), sizeof value);
    in_ = in_.subspan(sizeof value);
  }
  /// A byte that must not be above `last`.
  template <class Value, class Bound>
  void up_to(Bound last, Value& value) {
    std::uint8_t byte = 0;
    number(byte);
    if (byte > raw(last)) {
      good_ = false;
      byte = 0;
    }
    value = static_cast<Value>(byte);
  }
  /// The same for values that start at 1.
  template <class Value, class Bound>
  void from_one_up_to(Bound last, Value& value) {
    up_to(last, value);
    if (value == Value{}) good_ = false;
  }
  /// One of an enumeration's enumerators.
  template <class Enum>
  void choice(Enum& value) {
    up_to(base::last_of<Enum>, value);
  }
  /// From `first` to `last`, and perhaps `flag`.
  void between(std::uint64_t first, std::uint64_t last, unsigned flag, std::uint8_t& byte) {
    number(byte);
    if ((byte & ~flag) >= first && (byte & ~flag) <= last) return;
    fail();
    byte = static_cast<std::uint8_t>(first);
  }
  void fail() { good_ = false; }

 private:
  std::span<const std::byte> in_;
  bool good_ = true;
};

// ---- one description of each layout, used in both directions ------------------------------------

template <class Archive, class Instant>
void instant(Archive& archive, Instant& instant) {
  auto milliseconds = static_cast<std::int64_t>(instant.time_since_epoch().count());
  archive.number(milliseconds);
  if constexpr (!std::is_const_v<Instant>) instant = config::instant_of(milliseconds);
}

template <class Archive, class Flag>
void flag(Archive& archive, Flag& value) {
  std::uint8_t byte = value ? 1 : 0;
  archive.up_to(1, byte);
  if constexpr (!std::is_const_v<Flag>) value = byte != 0;
}

template <class Archive, class Slot>
void slot(Archive& archive, Slot& key) {
  std::uint64_t packed = key.packed();
  archive.number(packed);
  if constexpr (!std::is_const_v<Slot>) key = s::SlotKey::from_packed(packed);
}

template <class Archive, class Claim>
void claim(Archive& archive, Claim& value) {
  slot(archive, value.slot);
  archive.number(value.capacity_minutes);
  archive.number(value.minutes);
  archive.number(value.slot_minutes);
  archive.up_to(s::span_slots_max - 1, value.further_slots);
}

/// A value from `first` to `last`, with a flag in the highest bit of its byte: what came to be told
/// later than the value. In journals of before it is not set.
template <class Archive, class Value>
bool with_flag(Archive& archive, std::uint64_t first, std::uint64_t last, Value& value, bool flag) {
  constexpr unsigned flag_bit = 0x80;
  auto byte = static_cast<std::uint8_t>(raw(value) | (flag ? flag_bit : 0U));
  archive.between(first, last, flag_bit, byte);
  if constexpr (!std::is_const_v<Value>) {
    value = static_cast<Value>(byte & ~flag_bit);
    flag = (byte & flag_bit) != 0;
  }
  return flag;
}

/// Whether a place was given up late (bit 0), and in whose ledger that is noted: bits 4 to 7 are
/// the members when bit 1 is set. Without it, as in all journals of before, it is all of them. Bit
/// 2, of a rescheduled one with bit 1: they are one, who moved it, and the others have to confirm
/// anew; with bit 3 it is noted of nobody.
template <class Archive, class Fact>
void giving_up(Archive& archive, Fact& fact) {
  constexpr unsigned late_bit = 1;
  constexpr unsigned names_bit = 2;
  constexpr unsigned moved_bit = 4;
  constexpr unsigned unnoted_bit = 8;
  constexpr bool may_move = requires { fact.moved_by; };
  unsigned named = fact.marked;
  unsigned bits = fact.late ? late_bit : 0U;
  if constexpr (may_move) {
    if (fact.moved_by != 0) {
      named = fact.moved_by;
      bits |= moved_bit | (fact.marked == 0 ? unnoted_bit : 0U);
    }
  }
  if (named != s::all_members) bits |= names_bit | named << 4;
  auto byte = static_cast<std::uint8_t>(bits);
  archive.number(byte);
  if constexpr (!std::is_const_v<Fact>) {
    const auto members = static_cast<s::MemberSet>(byte >> 4);
    const bool names = (byte & names_bit) != 0;
    const bool is_moved = (byte & moved_bit) != 0;
    const bool is_unnoted = (byte & unnoted_bit) != 0;
    fact.late = (byte & late_bit) != 0;
    fact.marked = !names ? s::all_members : is_unnoted ? s::MemberSet{0} : members;
    if constexpr (may_move) fact.moved_by = is_moved ? members : s::MemberSet{0};
    const bool is_known = names ? members != s::all_members : byte <= late_bit;
    const bool moves_well =
        is_moved ? may_move && names && std::has_single_bit(members) : !is_unnoted;
    if (!is_known || !moves_well) archive.fail();
  }
}

template <class Archive, class Members>
void members(Archive& archive, Members& value) {
  archive.from_one_up_to(config::party_max, value.size);
  for (std::uint8_t i = 0; i < value.size; ++i) {
    archive.number(value.citizens[i]);
    const bool is_companion =
        with_flag(archive, 1, config::services_max, value.services[i], value.is_companion(i));
    if constexpr (!std::is_const_v<Members>) {
      if (is_companion) value.companions |= static_cast<s::MemberSet>(1U << i);
    }
  }
}

/// The percent, and behind it the configured one when its highest bit is set.
template <class Archive, class Fact>
void reserve(Archive& archive, Fact& fact) {
  constexpr std::uint8_t percent_max = 100;
  const bool has_configured =
      with_flag(archive, 0, percent_max, fact.percent, fact.configured_percent.has_value());
  if (!has_configured) return;
  std::uint8_t configured = fact.configured_percent.value_or(0);
  archive.up_to(percent_max, configured);
  if constexpr (!std::is_const_v<Fact>) fact.configured_percent = configured;
}

/// The counter; a set highest bit, which no counter has: the ticket was parked.
template <class Archive, class Fact>
void called_to(Archive& archive, Fact& fact) {
  constexpr std::uint16_t parked_bit = 0x8000;
  static_assert(config::counter_number_max < parked_bit);
  auto counter = static_cast<std::uint16_t>(static_cast<std::uint16_t>(fact.counter) |
                                            (fact.was_parked ? parked_bit : 0));
  archive.number(counter);
  if constexpr (!std::is_const_v<Fact>) {
    fact.counter = s::CounterNumber{static_cast<std::uint16_t>(counter & ~parked_bit)};
    fact.was_parked = (counter & parked_bit) != 0;
  }
}

/// The counter; a set highest bit, which no counter has: the reason of its pause follows. In
/// journals of before there is none.
template <class Archive, class Fact>
void paused(Archive& archive, Fact& fact) {
  constexpr std::uint16_t reason_bit = 0x8000;
  static_assert(config::counter_number_max < reason_bit);
  auto counter = static_cast<std::uint16_t>(static_cast<std::uint16_t>(fact.counter) |
                                            (fact.reason != s::PauseReason::none ? reason_bit : 0));
  archive.number(counter);
  const bool has_reason = (counter & reason_bit) != 0;
  if constexpr (!std::is_const_v<Fact>) {
    fact.counter = s::CounterNumber{static_cast<std::uint16_t>(counter & ~reason_bit)};
  }
  if (has_reason) archive.from_one_up_to(base::last_of<s::PauseReason>, fact.reason);
}

template <class Archive, class Day>
void day(Archive& archive, Day& value) {
  std::uint16_t days = static_cast<std::uint16_t>(value.time_since_epoch().count());
  archive.number(days);
  if constexpr (!std::is_const_v<Day>) value = s::Date{std::chrono::days{days}};
}

/// Until when each member is suspended; a set highest bit, which no day has before 2059: it is not
/// noted in this member's ledger.
template <class Archive, class Fact>
void no_shows(Archive& archive, Fact& fact) {
  constexpr std::uint16_t unmarked_bit = 0x8000;
  for (std::size_t i = 0; i < config::party_max; ++i) {
    const bool is_marked = (fact.marked >> i & 1) != 0;
    auto days = static_cast<std::uint16_t>(fact.suspended_until[i].time_since_epoch().count() |
                                           (is_marked ? 0 : unmarked_bit));
    archive.number(days);
    if constexpr (!std::is_const_v<Fact>) {
      fact.suspended_until[i] = s::Date{std::chrono::days{days & ~unmarked_bit}};
      if ((days & unmarked_bit) != 0) fact.marked &= static_cast<s::MemberSet>(~(1U << i));
    }
  }
}

/// The last status that a receipt of this kind may carry.
std::uint8_t last_status(s::ReceiptKind kind) {
  switch (kind) {
    case s::ReceiptKind::appointment:
      return static_cast<std::uint8_t>(base::last_of<s::AppointmentStatus>);
    case s::ReceiptKind::waitlist:
      return static_cast<std::uint8_t>(base::last_of<s::WaitlistStatus>);
    case s::ReceiptKind::ticket:
      return static_cast<std::uint8_t>(base::last_of<s::TicketStatus>);
    case s::ReceiptKind::nothing:
    case s::ReceiptKind::list:
    case s::ReceiptKind::audit:
    case s::ReceiptKind::report:
    case s::ReceiptKind::dead_letters:
    case s::ReceiptKind::revocations:
    case s::ReceiptKind::waiting:
    case s::ReceiptKind::closure:
    case s::ReceiptKind::bookings:
    case s::ReceiptKind::citizen:
      return 0;
  }
  return 0;
}

/// Returns whether an owner follows it.
template <class Archive, class Receipt>
bool receipt(Archive& archive, Receipt& value, bool has_owner) {
  archive.choice(value.rejection);
  has_owner = with_flag(archive, 0, raw(s::last_remembered_kind), value.kind, has_owner);
  archive.up_to(last_status(value.kind), value.status);
  archive.number(value.position);
  archive.number(value.subject);
  instant(archive, value.expires_at);
  if (value.kind != s::ReceiptKind::ticket) return has_owner;
  archive.number(value.counter);
  archive.number(value.recalls);
  archive.up_to(config::lanes_max, value.lane);
  instant(archive, value.called_at);
  return has_owner;
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
    fact.passed_over = static_cast<s::ReminderSet>(byte >> 4);
    if (fact.reminder >= config::reminders_max) archive.fail();
  }
}

template <class Archive, class Services>
void services(Archive& archive, Services& value) {
  archive.up_to(config::party_max, value.size);
  for (std::uint8_t i = 0; i < value.size; ++i) {
    archive.from_one_up_to(config::services_max, value.codes[i]);
  }
}

template <class Archive, class Minute>
void minute(Archive& archive, Minute& value) {
  auto minutes = static_cast<std::uint16_t>(value.count());
  archive.number(minutes);
  if constexpr (!std::is_const_v<Minute>) {
    value = s::MinuteOfDay{minutes};
    if (minutes > 24 * 60) archive.fail();
  }
}

template <class Archive, class Places>
void watched(Archive& archive, Places& value) {
  archive.from_one_up_to(s::watch_halls_max, value.halls_size);
  for (std::uint8_t i = 0; i < value.halls_size; ++i) archive.number(value.halls[i]);
  day(archive, value.from);
  day(archive, value.to);
  minute(archive, value.from_minute);
  minute(archive, value.to_minute);
  if constexpr (!std::is_const_v<Places>) {
    const bool is_possible = value.from <= value.to && value.from_minute < value.to_minute &&
                             (value.to - value.from).count() < s::watch_days_max;
    if (!is_possible) archive.fail();
  }
}

/// The member who moved a booking, or nobody.
template <class Archive, class Members>
void mover(Archive& archive, Members& value) {
  archive.up_to(s::all_members, value);
  if constexpr (!std::is_const_v<Members>) {
    if (value != 0 && !std::has_single_bit(value)) archive.fail();
  }
}

template <class Archive, class Closed>
void closed_times(Archive& archive, Closed& value) {
  archive.number(value.hall);
  archive.up_to(config::services_max, value.service);
  instant(archive, value.from);
  instant(archive, value.to);
}

/// As many bytes as there are.
template <class Archive, class Fact>
void words(Archive& archive, Fact& fact) {
  archive.choice(fact.language);
  archive.from_one_up_to(s::wording_part_bytes_max, fact.bytes);
  for (std::uint8_t i = 0; i < fact.bytes; ++i) archive.number(fact.text[i]);
}

/// Whose no-show is taken back, and until when each of them is suspended now.
template <class Archive, class Fact>
void unmarked(Archive& archive, Fact& fact) {
  archive.up_to(s::all_members, fact.unmarked);
  for (std::size_t i = 0; i < config::party_max; ++i) {
    if ((fact.unmarked >> i & 1) != 0) day(archive, fact.suspended_until[i]);
  }
}

/// A counter of a hall.
template <class Archive, class Fact>
void counter(Archive& archive, Fact& fact) {
  archive.number(fact.hall);
  archive.number(fact.counter);
}

/// The fields of facts about what befalls the city, and about what is written down of it.
template <class Archive, class Fact>
void fields_of_the_city(Archive& archive, Fact& fact) {
  using Kind = std::remove_const_t<Fact>;
  if constexpr (std::is_same_v<Kind, s::WordingNoted>) {
    archive.number(fact.id);
    words(archive, fact);
  } else if constexpr (std::is_same_v<Kind, s::ClosureMade>) {
    archive.number(fact.id);
    closed_times(archive, fact.closed);
    archive.choice(fact.reason);
  } else if constexpr (std::is_same_v<Kind, s::ClosureEnded> ||
                       std::is_same_v<Kind, s::NoticeEnded>) {
    archive.number(fact.id);
    archive.choice(fact.how);
  } else if constexpr (std::is_same_v<Kind, s::Displaced>) {
    archive.number(fact.id);
    archive.number(fact.by);
  } else if constexpr (std::is_same_v<Kind, s::Excused>) {
    archive.number(fact.id);
    archive.choice(fact.reason);
    unmarked(archive, fact);
  } else if constexpr (std::is_same_v<Kind, s::SuspensionLifted>) {
    archive.number(fact.citizen);
  } else if constexpr (std::is_same_v<Kind, s::NoticePosted>) {
    archive.number(fact.id);
    archive.number(fact.hall);
    instant(archive, fact.from);
    instant(archive, fact.to);
    archive.from_one_up_to(s::to_everybody, fact.audience);
  } else if constexpr (std::is_same_v<Kind, s::OutageNoted>) {
    instant(archive, fact.from);
  } else if constexpr (std::is_same_v<Kind, s::MeaningNoted>) {
    archive.choice(fact.of);
    archive.number(fact.code);
    archive.number(fact.digest);
  } else if constexpr (std::is_same_v<Kind, s::CarriedOver>) {
    slot(archive, fact.slot);
    archive.number(fact.minutes);
  } else if constexpr (std::is_same_v<Kind, s::CitizenRenamed>) {
    archive.number(fact.from);
    archive.number(fact.to);
  } else {
    static_assert(std::is_same_v<Kind, s::CitizenForgotten>);
    archive.number(fact.citizen);
    archive.number(fact.as);
  }
}

/// The fields of facts of the hall, and of facts about keeping and forgetting.
template <class Archive, class Fact>
void fields_of_the_hall(Archive& archive, Fact& fact) {
  using Kind = std::remove_const_t<Fact>;
  if constexpr (std::is_same_v<Kind, s::TicketIssued>) {
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
  } else if constexpr (std::is_same_v<Kind, s::Called>) {
    archive.number(fact.id);
    called_to(archive, fact);
  } else if constexpr (std::is_same_v<Kind, s::Finished>) {
    archive.number(fact.id);
    archive.number(fact.documents);
    const bool is_assumed = with_flag(archive, 0, 1, fact.by_end_of_day, fact.has_assumed_end);
    if constexpr (!std::is_const_v<Fact>) fact.has_assumed_end = is_assumed;
    services(archive, fact.done);
    for (std::uint8_t i = 0; i < fact.done.size; ++i) archive.number(fact.prior_ms[i]);
  } else if constexpr (std::is_same_v<Kind, s::Missed>) {
    archive.number(fact.id);
    flag(archive, fact.returns);
    archive.number(fact.rank);
  } else if constexpr (std::is_same_v<Kind, s::Transferred>) {
    archive.number(fact.id);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    archive.choice(fact.line);
    archive.number(fact.rank);
  } else if constexpr (std::is_same_v<Kind, s::TicketLeft>) {
    archive.number(fact.id);
    archive.choice(fact.reason);
  } else if constexpr (std::is_same_v<Kind, s::CounterOpened>) {
    counter(archive, fact);
    archive.number(fact.lanes);
  } else if constexpr (std::is_same_v<Kind, s::CounterPaused>) {
    archive.number(fact.hall);
    paused(archive, fact);
  } else if constexpr (std::is_same_v<Kind, s::CounterClosed>) {
    counter(archive, fact);
  } else if constexpr (std::is_same_v<Kind, s::CounterLeftOpen>) {
    counter(archive, fact);
    instant(archive, fact.ended_at);
  } else if constexpr (std::is_same_v<Kind, s::LevelAssessed>) {
    archive.number(fact.hall);
    archive.choice(fact.level);
    archive.choice(fact.reason);
    archive.choice(fact.leaning);
  } else if constexpr (std::is_same_v<Kind, s::LaneLevelAssessed>) {
    archive.number(fact.hall);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    archive.choice(fact.level);
    archive.choice(fact.reason);
    archive.choice(fact.leaning);
  } else if constexpr (std::is_same_v<Kind, s::ComplianceNoted>) {
    archive.number(fact.hall);
    archive.number(fact.followed);
    archive.number(fact.ignored);
  } else if constexpr (std::is_same_v<Kind, s::ForecastNoted>) {
    archive.number(fact.hall);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    day(archive, fact.date);
    archive.number(fact.forecast.booked_tenths);
    archive.number(fact.forecast.walk_in_tenths);
    archive.number(fact.forecast.wait.p50_s);
    archive.number(fact.forecast.wait.p90_s);
  } else if constexpr (std::is_same_v<Kind, s::DayDropped>) {
    archive.number(fact.hall);
    day(archive, fact.date);
    day(archive, fact.ledger_since);
  } else if constexpr (std::is_same_v<Kind, s::TotalsDropped>) {
    day(archive, fact.before);
  } else if constexpr (std::is_same_v<Kind, s::Acted>) {
    archive.number(fact.actor);
    archive.up_to(s::last_audited_role, fact.role);
    archive.number(fact.hall);
    const bool has_reason = with_flag(archive, 0, raw(base::last_of<s::AuditAction>), fact.action,
                                      fact.paused_for != s::PauseReason::none);
    archive.number(fact.counter);
    archive.number(fact.subject);
    if (has_reason) archive.from_one_up_to(base::last_of<s::PauseReason>, fact.paused_for);
  } else if constexpr (std::is_same_v<Kind, s::ReminderDue>) {
    archive.number(fact.id);
    reminders(archive, fact);
    archive.number(fact.minutes_before);
  } else if constexpr (std::is_same_v<Kind, s::OutboxSwitched>) {
    archive.choice(fact.to);
  } else if constexpr (std::is_same_v<Kind, s::AnnouncementSettled>) {
    archive.number(fact.number);
    archive.choice(fact.how);
  } else if constexpr (std::is_same_v<Kind, s::HoldForgotten>) {
    archive.number(fact.id);
  } else if constexpr (std::is_same_v<Kind, s::CompanionConfirmed>) {
    archive.number(fact.id);
    archive.number(fact.citizen);
  } else if constexpr (std::is_same_v<Kind, s::AnnouncedAgain>) {
    archive.number(fact.dead_letter);
  } else if constexpr (std::is_same_v<Kind, s::Revoked>) {
    archive.number(fact.key);
    archive.choice(fact.kind);
    archive.choice(fact.reason);
    instant(archive, fact.issued_until);
    instant(archive, fact.ends_at);
  } else if constexpr (std::is_same_v<Kind, s::RevocationEnded>) {
    archive.number(fact.key);
    archive.choice(fact.how);
  } else if constexpr (std::is_same_v<Kind, s::EntryForgotten>) {
    archive.number(fact.id);
  } else if constexpr (std::is_same_v<Kind, s::KeysJoined>) {
    archive.number(fact.person);
    archive.number(fact.document);
  } else if constexpr (std::is_same_v<Kind, s::KeySeparated>) {
    archive.number(fact.document);
  } else if constexpr (std::is_same_v<Kind, s::WatchSet>) {
    archive.number(fact.id);
    archive.number(fact.offer_id);
    archive.from_one_up_to(config::lanes_max, fact.lane);
    watched(archive, fact.places);
    instant(archive, fact.ends_at);
  } else if constexpr (std::is_same_v<Kind, s::WatchEnded>) {
    archive.number(fact.id);
    archive.choice(fact.reason);
  } else if constexpr (std::is_same_v<Kind, s::PlaceOffered>) {
    archive.number(fact.id);
    archive.number(fact.offer_id);
    archive.choice(fact.kind);
    claim(archive, fact.claim);
    instant(archive, fact.expires_at);
  } else if constexpr (std::is_same_v<Kind, s::PlaceTaken>) {
    archive.number(fact.id);
    instant(archive, fact.capacity_returns_at);
    archive.number(fact.code);
    mover(archive, fact.moved_by);
  } else if constexpr (std::is_same_v<Kind, s::CallUndone>) {
    archive.number(fact.id);
    flag(archive, fact.is_parked);
    archive.number(fact.rank);
  } else if constexpr (std::is_same_v<Kind, s::Recalled> || std::is_same_v<Kind, s::CalledAgain> ||
                       std::is_same_v<Kind, s::Served> || std::is_same_v<Kind, s::Parked>) {
    archive.number(fact.id);
  } else {
    fields_of_the_city(archive, fact);
  }
}

/// Fields in their frozen order. `Fact` is const when writing.
template <class Archive, class Fact>
void fields(Archive& archive, Fact& fact) {
  using Kind = std::remove_const_t<Fact>;
  if constexpr (std::is_same_v<Kind, s::Held>) {
    archive.number(fact.id);
    claim(archive, fact.claim);
    members(archive, fact.members);
    instant(archive, fact.expires_at);
  } else if constexpr (std::is_same_v<Kind, s::HoldEnded>) {
    archive.number(fact.id);
    const bool is_dated =
        with_flag(archive, 0, raw(base::last_of<s::HoldEnd>), fact.reason, fact.is_dated);
    if constexpr (!std::is_const_v<Fact>) fact.is_dated = is_dated;
  } else if constexpr (std::is_same_v<Kind, s::Booked>) {
    archive.number(fact.id);
    claim(archive, fact.claim);
    members(archive, fact.members);
    archive.number(fact.code);
  } else if constexpr (std::is_same_v<Kind, s::Confirmed>) {
    archive.number(fact.id);
    archive.number(fact.code);
  } else if constexpr (std::is_same_v<Kind, s::Cancelled>) {
    archive.number(fact.id);
    giving_up(archive, fact);
    instant(archive, fact.capacity_returns_at);
  } else if constexpr (std::is_same_v<Kind, s::Rescheduled>) {
    archive.number(fact.old_id);
    giving_up(archive, fact);
    instant(archive, fact.capacity_returns_at);
    archive.number(fact.new_id);
    claim(archive, fact.claim);
    archive.number(fact.code);
  } else if constexpr (std::is_same_v<Kind, s::WaitlistJoined>) {
    archive.number(fact.id);
    archive.number(fact.offer_id);
    slot(archive, fact.slot);
    archive.number(fact.minutes);
    members(archive, fact.members);
  } else if constexpr (std::is_same_v<Kind, s::WaitlistEnded>) {
    archive.number(fact.id);
    const bool is_dated =
        with_flag(archive, 0, raw(base::last_of<s::WaitlistEnd>), fact.reason, fact.is_dated);
    if constexpr (!std::is_const_v<Fact>) fact.is_dated = is_dated;
  } else if constexpr (std::is_same_v<Kind, s::OfferMade>) {
    archive.number(fact.id);
    claim(archive, fact.claim);
    instant(archive, fact.expires_at);
  } else if constexpr (std::is_same_v<Kind, s::CheckedIn>) {
    archive.number(fact.id);
    flag(archive, fact.tail);
  } else if constexpr (std::is_same_v<Kind, s::NoShowed>) {
    archive.number(fact.id);
    no_shows(archive, fact);
  } else if constexpr (std::is_same_v<Kind, s::Remembered>) {
    archive.number(fact.key);
    archive.number(fact.request);
    const bool has_owner = receipt(archive, fact.receipt, fact.owner != 0);
    if (has_owner) archive.number(fact.owner);
    if constexpr (!std::is_const_v<Fact>) {
      if (has_owner && fact.owner == 0) archive.fail();
    }
  } else if constexpr (std::is_same_v<Kind, s::ReserveSet>) {
    slot(archive, fact.slot);
    reserve(archive, fact);
  } else if constexpr (std::is_same_v<Kind, s::CapacityReturned> ||
                       std::is_same_v<Kind, s::Completed>) {
    archive.number(fact.id);
  } else {
    fields_of_the_hall(archive, fact);
  }
}

// Frozen: the kind of a fact is its place here, from 1. New kinds go at the end.
static_assert(
    std::is_same_v<
        s::Fact,
        std::variant<
            s::Held, s::HoldEnded, s::Booked, s::Confirmed, s::Cancelled, s::Rescheduled,
            s::CapacityReturned, s::WaitlistJoined, s::WaitlistEnded, s::OfferMade, s::CheckedIn,
            s::NoShowed, s::Completed, s::Remembered, s::TicketIssued, s::Called, s::Recalled,
            s::Served, s::Finished, s::Missed, s::Parked, s::Transferred, s::TicketLeft,
            s::CounterOpened, s::CounterPaused, s::CounterClosed, s::LevelAssessed, s::DayDropped,
            s::TotalsDropped, s::Acted, s::ReminderDue, s::OutboxSwitched, s::AnnouncementSettled,
            s::CompanionConfirmed, s::HoldForgotten, s::AnnouncedAgain, s::Revoked,
            s::RevocationEnded, s::EntryForgotten, s::KeysJoined, s::KeySeparated, s::CalledAgain,
            s::CounterLeftOpen, s::LaneLevelAssessed, s::ReserveSet, s::ComplianceNoted,
            s::WatchSet, s::WatchEnded, s::PlaceOffered, s::PlaceTaken, s::CallUndone,
            s::ForecastNoted, s::WordingNoted, s::ClosureMade, s::ClosureEnded, s::Displaced,
            s::Excused, s::SuspensionLifted, s::NoticePosted, s::NoticeEnded, s::OutageNoted,
            s::MeaningNoted, s::CarriedOver, s::CitizenRenamed, s::CitizenForgotten>>,
    "a new kind of fact is last here, and has its fields above and its row in store/FORMAT.md");

template <std::size_t I = 0>
bool emplace_kind(s::Fact& fact, std::size_t index) {
  if constexpr (I < std::variant_size_v<s::Fact>) {
    if (index == I) {
      fact.emplace<I>();
      return true;
    }
    return emplace_kind<I + 1>(fact, index);
  } else {
    return false;
  }
}

}  // namespace

void encode_event(const s::Event& event, std::vector<std::byte>& out) {
  std::array<std::byte, event_bytes_max> bytes;
  Writer writer{bytes.data()};
  writer.number(static_cast<std::uint8_t>(event.fact.index() + 1));
  instant(writer, event.at);
  std::visit([&](const auto& fact) { fields(writer, fact); }, event.fact);
  out.insert(out.end(), bytes.data(), writer.at());
}

Result<s::Event> decode_event(std::span<const std::byte>& in) {
  Reader reader{in};
  s::Event event;
  std::uint8_t kind = 0;
  reader.number(kind);
  if (!reader.good()) return Error{"an event is missing"};
  if (kind == 0 || !emplace_kind(event.fact, kind - 1U)) {
    return Error{"unknown event kind " + std::to_string(kind) +
                 ": the journal is damaged, or was written by a newer version"};
  }
  instant(reader, event.at);
  std::visit([&](auto& fact) { fields(reader, fact); }, event.fact);
  if (!reader.good()) {
    return Error{"an event of kind " + std::to_string(kind) + " is cut short or out of range"};
  }
  in = reader.rest();
  return event;
}

}  // namespace offpeak::store
