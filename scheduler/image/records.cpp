#include "scheduler/image/records.hpp"

#include <algorithm>
#include <limits>

#include "base/enumerators.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "scheduler/table/table_set.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;
/// No moment is after the last day that a SlotKey can name, so that sums of times stay in range.
constexpr std::int64_t instant_ms_max = (std::int64_t{1} << 20) * day_ms;

/// The people of a booking: each with a service, none twice for the same, nothing behind the last.
template <class Booking>
RecordCheck check_party(const Booking& record) {
  if (record.size < 1 || record.size > config::party_max) {
    return RecordFault{"has a party of impossible size"};
  }
  for (std::uint8_t i = 0; i < config::party_max; ++i) {
    const MemberService service = record.services[i];
    if (i >= record.size) {
      if (service != MemberService{} || record.citizens[i] != nowhere) {
        return RecordFault{"has members behind its last"};
      }
      continue;
    }
    const auto code = static_cast<std::uint8_t>(service.code());
    if (code < 1 || code > config::services_max) return RecordFault{"has an unknown service"};
    for (std::uint8_t j = 0; j < i; ++j) {
      if (record.citizens[j] != record.citizens[i]) continue;
      if (record.services[j].code() == service.code()) {
        return RecordFault{"has the same citizen twice for a service"};
      }
      if (record.services[j].is_companion() != service.is_companion()) {
        return RecordFault{"has the same citizen as a companion and not"};
      }
    }
  }
  return {};
}

/// Whether its minutes count and until when it stays so: what each status allows.
RecordCheck check_time(const Appointment& record) {
  const bool capacity_held = record.capacity_held != 0;
  switch (record.status) {
    case AppointmentStatus::held:
      if (!capacity_held) return RecordFault{"is held without capacity"};
      return require(is_instant(record.until_ms), "ends at an impossible time");
    case AppointmentStatus::expired:
    case AppointmentStatus::released:
      if (capacity_held) return RecordFault{"has ended and holds capacity"};
      return require(is_instant(record.until_ms), "ended at an impossible time");
    case AppointmentStatus::cancelled:
    case AppointmentStatus::late_cancelled:
    case AppointmentStatus::rescheduled:
      if (!capacity_held) break;
      return require(is_instant(record.until_ms), "returns its capacity at an impossible time");
    case AppointmentStatus::booked:
    case AppointmentStatus::checked_in:
    case AppointmentStatus::done:
    case AppointmentStatus::no_show:
    case AppointmentStatus::left:
    case AppointmentStatus::excused:
      if (!capacity_held) return RecordFault{"is booked without capacity"};
      break;
    case AppointmentStatus::displaced:
      if (capacity_held) return RecordFault{"has no place any more and holds capacity"};
      return require(record.until_ms >= 0 && record.until_ms <= displaced_offers_max,
                     "was offered an impossible number of places");
  }
  return require(record.until_ms == 0, "has an end that its status does not allow");
}

/// What the marks of a place that is offered instead of another say.
RecordCheck check_offered(const Appointment& record) {
  const bool is_instead = (record.marks & instead_mark) != 0;
  const bool was_replaced = record.status == AppointmentStatus::rescheduled;
  if (is_instead && has_code(record.status) && !was_replaced) {
    return RecordFault{"is offered instead of another and booked"};
  }
  if (is_place_offer(record) && record.earlier == nowhere) {
    return RecordFault{"is offered instead of none"};
  }
  const bool is_swapped = (record.marks & swap_mark) != 0;
  return require(!is_swapped || is_instead || has_code(record.status), "is a swap instead of none");
}

}  // namespace

bool is_instant(std::int64_t milliseconds) {
  return milliseconds >= 0 && milliseconds <= instant_ms_max;
}

RecordCheck check_record(const Appointment& record) {
  if (record.status > base::last_of<AppointmentStatus>) return RecordFault{"has an unknown status"};
  if (const auto checked = check_party(record); !checked) return checked;
  if (!record.slot.is_possible()) return RecordFault{"is in an impossible slot"};
  const bool has_slots = record.further_slots < span_slots_max &&
                         span_of(record).key(record.further_slots).is_possible();
  if (!has_slots) return RecordFault{"takes impossible slots"};
  if (record.capacity_held > 1) return RecordFault{"has a flag that is neither 0 nor 1"};
  if ((record.marks & ~all_marks) != 0) return RecordFault{"has a mark that does not exist"};
  if (const auto checked = check_time(record); !checked) return checked;
  if (!has_code(record.status) && record.code != 0) {
    return RecordFault{"has a code before it is booked"};
  }
  const bool came = record.status == AppointmentStatus::checked_in ||
                    record.status == AppointmentStatus::done ||
                    record.status == AppointmentStatus::left;
  if ((record.marks & tail_mark) != 0 && !came) {
    return RecordFault{"is in the tail without a check-in"};
  }
  if ((record.marks & visit_marks) != 0 && !has_code(record.status)) {
    return RecordFault{"had a reminder before it is booked"};
  }
  // The one that replaced it may have been forgotten before it.
  if (record.later != nowhere && record.status != AppointmentStatus::rescheduled &&
      !has_place_offer(record)) {
    return RecordFault{"was replaced without being rescheduled"};
  }
  if (record.earlier != nowhere && !has_code(record.status) && !is_place_offer(record)) {
    return RecordFault{"replaces another as a hold"};
  }
  if (const auto checked = check_offered(record); !checked) return checked;
  if (record.earlier != nowhere && record.offer_of != nowhere) {
    return RecordFault{"is an offer and a change"};
  }
  return {};
}

RecordCheck check_record(const Citizen&) {
  return {};
}  // any is sound; its links are checked later

RecordCheck check_record(const Slot& record) {
  if (!record.key.is_possible()) return RecordFault{"has an impossible name"};
  if (record.reserve_of != 0 && record.reserve == 0)
    return RecordFault{"reserves nothing of what is configured"};
  return require(record.reserve <= 101 && record.reserve_of <= 101, "reserves more than all of it");
}

RecordCheck check_record(const KeptCompliance& record) {
  if (record.reserved != 0) return RecordFault{"has reserved bytes that are not 0"};
  constexpr std::uint64_t sum_max = compliance_seen_max * compliance_unit;
  const auto& [followed, ignored] = record.counts;
  return require(followed <= sum_max && ignored <= sum_max - followed,
                 "has more answers than are kept");
}

RecordCheck check_record(const WaitlistEntry& record) {
  if (record.status > base::last_of<WaitlistStatus>) return RecordFault{"has an unknown status"};
  if (const auto checked = check_party(record); !checked) return checked;
  if (!record.slot.is_possible()) return RecordFault{"is in an impossible slot"};
  switch (record.status) {
    case WaitlistStatus::waiting:
    case WaitlistStatus::ineligible:
      return require(record.offer == nowhere, "has an offer that its status does not allow");
    case WaitlistStatus::offered:
    case WaitlistStatus::accepted:
      return require(record.offer != nowhere, "lacks its offer");
    case WaitlistStatus::lapsed:  // its offer may have been forgotten
    case WaitlistStatus::left:
    case WaitlistStatus::closed:
      break;
  }
  return {};
}

RecordCheck check_record(const Alias& record) {
  if (record.reserved != 0) return RecordFault{"has reserved bytes that are not 0"};
  return require(record.key != record.person, "leads to itself");
}

RecordCheck check_record(const Watch& record) {
  if (record.halls_size < 1 || record.halls_size > watch_halls_max) {
    return RecordFault{"names an impossible number of halls"};
  }
  for (std::size_t i = 0; i < watch_halls_max; ++i) {
    const bool is_hall =
        i < record.halls_size ? has_keys(record.halls[i]) : record.halls[i] == HallCode{};
    if (!is_hall) return RecordFault{"names an impossible hall"};
  }
  const auto lane = static_cast<std::uint8_t>(record.lane);
  if (lane < 1 || lane > config::lanes_max) return RecordFault{"is of an impossible lane"};
  if (record.from > record.to || record.to - record.from >= watch_days_max ||
      record.from_minute >= record.to_minute || record.to_minute > 24 * 60) {
    return RecordFault{"is for an impossible time"};
  }
  if (!is_instant(record.ends_at_ms)) return RecordFault{"ends at an impossible time"};
  if (record.offers > watch_offers_max || record.lapses > record.offers) {
    return RecordFault{"counts impossible offers"};
  }
  for (std::size_t i = 0; i < watch_offers_max; ++i) {
    const SlotKey slot = record.offered[i];
    if (i < record.offers ? !slot.is_possible() : slot != SlotKey{}) {
      return RecordFault{"was offered an impossible slot"};
    }
  }
  return require(record.reserved == 0, "has reserved bytes that are not 0");
}

RecordCheck check_record(const CodeDay& record) {
  if (!record.key.is_possible()) return RecordFault{"has an impossible name"};
  if (record.codes == 0 || record.codes > records_max) {
    return RecordFault{"has an impossible number of codes"};
  }
  return {};
}

RecordCheck check_record(const Memory& record) {
  if (record.rejection > base::last_of<Rejection>) return RecordFault{"has an unknown rejection"};
  if (record.reserved != 0) {
    return RecordFault{"has reserved bytes that are not 0"};
  }
  if (!is_instant(record.at_ms)) return RecordFault{"was made at an impossible time"};
  if (!is_instant(record.expires_at_ms)) return RecordFault{"expires at an impossible time"};
  switch (record.kind) {
    case ReceiptKind::nothing:
    case ReceiptKind::list:
      return require(record.status == 0, "has an unknown status");
    case ReceiptKind::appointment:
      return require(AppointmentStatus{record.status} <= base::last_of<AppointmentStatus>,
                     "has an unknown status");
    case ReceiptKind::ticket:
      return require(TicketStatus{record.status} <= TicketStatus::no_show, "has an unknown status");
    case ReceiptKind::waitlist:
      return require(WaitlistStatus{record.status} <= WaitlistStatus::ineligible,
                     "has an unknown status");
    case ReceiptKind::audit:
    case ReceiptKind::report:
    case ReceiptKind::dead_letters:
    case ReceiptKind::revocations:
    case ReceiptKind::waiting:
    case ReceiptKind::closure:
    case ReceiptKind::bookings:
    case ReceiptKind::citizen:
      break;  // a question's, never remembered
  }
  return RecordFault{"is about an unknown kind of thing"};
}

namespace {

/// Of a closure or a notice: when it is, when it was made and when it was ended.
template <class Record>
RecordCheck check_term(const Record& record, std::int64_t made_ms) {
  const bool is_whole = record.reserved == decltype(record.reserved){};
  if (!is_whole) return RecordFault{"has reserved bytes that are not 0"};
  const bool has_times = is_instant(record.from_ms) && is_instant(record.to_ms) &&
                         is_instant(made_ms) && is_instant(record.ended_ms);
  if (!has_times) return RecordFault{"is at an impossible time"};
  if (!has_keys(HallCode{record.hall})) return RecordFault{"is of an impossible hall"};
  return require(record.to_ms == 0 || record.from_ms < record.to_ms, "ends before it begins");
}

template <class Text>
bool is_padded(const Text& text, std::size_t bytes) {
  return bytes <= text.size() && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(bytes),
                                             text.end(), [](char byte) { return byte == 0; });
}

}  // namespace

RecordCheck check_record(const Closure& record) {
  if (record.service > config::services_max) return RecordFault{"is of an impossible service"};
  if (record.reason > base::last_of<ClosureReason>) return RecordFault{"has an unknown reason"};
  return check_term(record, record.made_ms);
}

RecordCheck check_record(const Notice& record) {
  if (record.audience < 1 || record.audience > to_everybody) return RecordFault{"is for nobody"};
  if (record.to_ms == 0) return RecordFault{"never ends"};
  return check_term(record, record.posted_ms);
}

RecordCheck check_record(const KeptWording& record) {
  if (record.reserved != 0) return RecordFault{"has reserved bytes that are not 0"};
  const Wording& words = record.words;
  return require(is_padded(words.zh, words.zh_bytes) && is_padded(words.en, words.en_bytes),
                 "has text behind its end");
}

RecordCheck check_record(const KeptOutage& record) {
  if (!is_instant(record.from_ms) || !is_instant(record.to_ms)) {
    return RecordFault{"was at an impossible time"};
  }
  return require(record.from_ms < record.to_ms, "ends before it begins");
}

RecordCheck check_record(const Meaning& record) {
  if (record.reserved != 0) return RecordFault{"has reserved bytes that are not 0"};
  return require(record.name >> 24 <= static_cast<std::uint32_t>(base::last_of<MeaningOf>),
                 "is of an unknown kind of thing");
}

namespace {

/// Where a table's records begin and how many there are.
template <class AnyTable>
RecordCheck check_extent(std::uint64_t first, std::uint64_t records, std::uint64_t events) {
  if (records > AnyTable::size_max) return RecordFault{"states more records than a state can hold"};
  if constexpr (AnyTable::is_trail) {
    const std::uint64_t made_max = events * AnyTable::per_event_max;
    return require(first <= made_max && records <= made_max - first,
                   "claims more entries than there are events");
  } else if constexpr (AnyTable::moves_front) {
    return require(first % table_chunk_records == 0 && first < nowhere - AnyTable::size_max,
                   "begins a section where none can begin");
  } else {
    return require(first == 0, "begins a section where none can begin");
  }
}

}  // namespace

RecordCheck check_head(const ImageHead& head, const State& state) {
  constexpr std::uint64_t sequence_max = std::numeric_limits<std::int64_t>::max();
  if (head.sequence > sequence_max) return RecordFault{"has an impossible sequence"};
  if (!is_instant(head.last_at_ms)) return RecordFault{"was taken at an impossible time"};
  if (head.outbox > static_cast<std::uint64_t>(base::last_of<Outbox>)) {
    return RecordFault{"announces unknown kinds"};
  }
  RecordCheck extents;
  for_each_table(state.tables(), [&]<class AnyTable>(const AnyTable&) {
    const std::size_t i = section_index(AnyTable::section);
    if (extents) {
      extents = check_extent<AnyTable>(head.first[i], head.records[i], head.sequence);
    }
  });
  return extents;
}

}  // namespace offpeak::scheduler
