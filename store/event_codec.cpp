#include "store/event_codec.hpp"

#include <array>
#include <bit>
#include <string>

#include "store/event_fields_hall.hpp"

namespace offpeak::store {
namespace {

namespace s = scheduler;

// No field takes more bytes on disk than in memory.
static_assert(sizeof(s::Event) <= event_bytes_max, "the largest event has room");

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
    "a new kind of fact is last here, and has its fields in event_fields_*.hpp or above, and its "
    "row "
    "in store/FORMAT.md");

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
  EventWriter writer{bytes.data()};
  writer.number(static_cast<std::uint8_t>(event.fact.index() + 1));
  instant(writer, event.at);
  std::visit([&](const auto& fact) { fields(writer, fact); }, event.fact);
  out.insert(out.end(), bytes.data(), writer.at());
}

Result<s::Event> decode_event(std::span<const std::byte>& in) {
  EventReader reader{in};
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
