#include "scheduler/image/records.hpp"

#include <limits>

#include "base/enumerators.hpp"
#include "scheduler/table/table_set.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;
/// No moment is after the last day that a SlotKey can name, so that sums of times stay in range.
constexpr std::int64_t instant_ms_max = (std::int64_t{1} << 20) * day_ms;

/// The people of a booking: each with a service, none twice for the same, nothing behind the last.
template <class Booking>
const char* fault_of_party(const Booking& record) {
  if (record.size < 1 || record.size > config::party_max) return "has a party of impossible size";
  for (std::uint8_t i = 0; i < config::party_max; ++i) {
    const std::uint8_t service = record.services[i];
    if (i >= record.size) {
      if (service != 0 || record.citizens[i] != nowhere) return "has members behind its last";
      continue;
    }
    if (service < 1 || service > config::services_max) return "has an unknown service";
    for (std::uint8_t j = 0; j < i; ++j) {
      if (record.citizens[j] == record.citizens[i] && record.services[j] == service) {
        return "has the same citizen twice for a service";
      }
    }
  }
  return nullptr;
}

/// Whether its minutes count and until when it stays so: what each status allows.
const char* fault_of_time(const Appointment& record) {
  const bool capacity_held = record.capacity_held != 0;
  switch (record.status) {
    case AppointmentStatus::held:
      if (!capacity_held) return "is held without capacity";
      return is_instant(record.until_ms) ? nullptr : "ends at an impossible time";
    case AppointmentStatus::expired:
    case AppointmentStatus::released:
      if (capacity_held) return "has ended and holds capacity";
      break;
    case AppointmentStatus::cancelled:
    case AppointmentStatus::late_cancelled:
    case AppointmentStatus::rescheduled:
      if (!capacity_held) break;
      return is_instant(record.until_ms) ? nullptr : "returns its capacity at an impossible time";
    case AppointmentStatus::booked:
    case AppointmentStatus::checked_in:
    case AppointmentStatus::done:
    case AppointmentStatus::no_show:
    case AppointmentStatus::left:
      if (!capacity_held) return "is booked without capacity";
      break;
  }
  return record.until_ms == 0 ? nullptr : "has an end that its status does not allow";
}

}  // namespace

bool is_instant(std::int64_t milliseconds) {
  return milliseconds >= 0 && milliseconds <= instant_ms_max;
}

bool has_code(AppointmentStatus status) {
  return status != AppointmentStatus::held && status != AppointmentStatus::expired &&
         status != AppointmentStatus::released;
}

const char* fault_of(const Appointment& record) {
  if (record.status > base::last_of<AppointmentStatus>) return "has an unknown status";
  if (const char* fault = fault_of_party(record)) return fault;
  if (!record.slot.is_possible()) return "is in an impossible slot";
  if (record.capacity_held > 1) return "has a flag that is neither 0 nor 1";
  if (record.marks > marks_max) return "has a mark that does not exist";
  if (const char* fault = fault_of_time(record)) return fault;
  if (!has_code(record.status) && record.code != 0) return "has a code before it is booked";
  const bool came = record.status == AppointmentStatus::checked_in ||
                    record.status == AppointmentStatus::done ||
                    record.status == AppointmentStatus::left;
  if ((record.marks & tail_mark) != 0 && !came) return "is in the tail without a check-in";
  if (record.marks != 0 && !has_code(record.status)) return "had a reminder before it is booked";
  // The one that replaced it may have been forgotten before it.
  if (record.later != nowhere && record.status != AppointmentStatus::rescheduled) {
    return "was replaced without being rescheduled";
  }
  if (record.earlier != nowhere && !has_code(record.status)) return "replaces another as a hold";
  if (record.earlier != nowhere && record.offer_of != nowhere) return "is an offer and a change";
  return nullptr;
}

const char* fault_of(const Citizen&) {
  return nullptr;
}  // any is sound; its links are checked later

const char* fault_of(const Slot& record) {
  if (!record.key.is_possible()) return "has an impossible name";
  if (record.reserved != 0) return "has reserved bytes that are not 0";
  return nullptr;
}

const char* fault_of(const WaitlistEntry& record) {
  if (record.status > base::last_of<WaitlistStatus>) return "has an unknown status";
  if (const char* fault = fault_of_party(record)) return fault;
  if (!record.slot.is_possible()) return "is in an impossible slot";
  switch (record.status) {
    case WaitlistStatus::waiting:
    case WaitlistStatus::closed:
    case WaitlistStatus::ineligible:
      return record.offer == nowhere ? nullptr : "has an offer that its status does not allow";
    case WaitlistStatus::offered:
    case WaitlistStatus::accepted:
    case WaitlistStatus::lapsed:
      return record.offer != nowhere ? nullptr : "lacks its offer";
    case WaitlistStatus::left:
      break;
  }
  return nullptr;
}

const char* fault_of(const CodeDay& record) {
  if (!record.key.is_possible()) return "has an impossible name";
  if (record.codes == 0 || record.codes > records_max) return "has an impossible number of codes";
  return nullptr;
}

const char* fault_of(const Memory& record) {
  if (record.rejection > base::last_of<Rejection>) return "has an unknown rejection";
  if (record.reserved != std::array<std::uint8_t, 5>{}) return "has reserved bytes that are not 0";
  if (!is_instant(record.at_ms)) return "was made at an impossible time";
  if (!is_instant(record.expires_at_ms)) return "expires at an impossible time";
  switch (record.kind) {
    case ReceiptKind::nothing:
    case ReceiptKind::list:
      return record.status == 0 ? nullptr : "has an unknown status";
    case ReceiptKind::appointment:
      return AppointmentStatus{record.status} <= AppointmentStatus::left ? nullptr
                                                                         : "has an unknown status";
    case ReceiptKind::ticket:
      return TicketStatus{record.status} <= TicketStatus::no_show ? nullptr
                                                                  : "has an unknown status";
    case ReceiptKind::waitlist:
      return WaitlistStatus{record.status} <= WaitlistStatus::ineligible ? nullptr
                                                                         : "has an unknown status";
    case ReceiptKind::audit:
    case ReceiptKind::report:
      break;  // a question's, never remembered
  }
  return "is about an unknown kind of thing";
}

namespace {

/// What is wrong with where a table's records begin and how many there are.
template <class AnyTable>
const char* fault_of_extent(std::uint64_t first, std::uint64_t records, std::uint64_t events) {
  if (records > AnyTable::size_max) return "states more records than a state can hold";
  if constexpr (AnyTable::is_trail) {
    const std::uint64_t made_max = events * AnyTable::per_event_max;
    return first <= made_max && records <= made_max - first
               ? nullptr
               : "claims more entries than there are events";
  } else if constexpr (AnyTable::moves_front) {
    return first % table_chunk_records == 0 && first < nowhere - AnyTable::size_max
               ? nullptr
               : "begins a section where none can begin";
  } else {
    return first == 0 ? nullptr : "begins a section where none can begin";
  }
}

}  // namespace

const char* fault_of(const ImageHead& head, const State& state) {
  constexpr std::uint64_t sequence_max = std::numeric_limits<std::int64_t>::max();
  if (head.sequence > sequence_max) return "has an impossible sequence";
  if (!is_instant(head.last_at_ms)) return "was taken at an impossible time";
  if (head.outbox_is_on > 1) return "has a flag that is neither 0 nor 1";
  const char* fault = nullptr;
  for_each_table(state.tables(), [&]<class AnyTable>(const AnyTable&) {
    const std::size_t i = section_index(AnyTable::section);
    if (fault == nullptr) {
      fault = fault_of_extent<AnyTable>(head.first[i], head.records[i], head.sequence);
    }
  });
  return fault;
}

}  // namespace offpeak::scheduler
