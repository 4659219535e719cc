// What a record of the day in the hall, and of what is kept of it, must be by itself.
#include <algorithm>

#include "scheduler/image/records.hpp"

#include "base/enumerators.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::string_view reserved_fault = "has reserved bytes that are not 0";
constexpr std::string_view reason_fault = "has an unknown reason";
constexpr std::string_view name_fault = "has an impossible name";
constexpr std::string_view status_fault = "has an unknown status";
constexpr std::string_view time_fault = "has an impossible time";

template <std::size_t n>
bool is_empty(const std::array<std::uint8_t, n>& reserved) {
  return reserved == std::array<std::uint8_t, n>{};
}

bool is_lane(std::uint8_t code) { return code >= 1 && code <= config::lanes_max; }

RecordCheck check_services(const Ticket& record) {
  if (record.size > config::party_max) return RecordFault{"has a party of impossible size"};
  for (std::uint8_t i = 0; i < config::party_max; ++i) {
    const std::uint8_t service = record.services[i];
    if (i >= record.size && service != 0) return RecordFault{"has members behind its last"};
    if (i < record.size && (service < 1 || service > config::services_max)) {
      return RecordFault{"has an unknown service"};
    }
  }
  return {};
}

RecordCheck check_numbers(const Ticket& record) {
  if (record.number < 1 || record.number + record.size - 1 > ticket_numbers_max) {
    return RecordFault{"has an impossible number"};
  }
  for (const DayMs at :
       {record.issued_ms, record.since_ms, record.called_ms, record.served_ms, record.ended_ms}) {
    if (at > day_ms_max) return RecordFault{time_fault};
  }
  return {};
}

}  // namespace

RecordCheck check_record(const Ticket& record) {
  if (record.status > base::last_of<TicketStatus>) return RecordFault{status_fault};
  if (const auto checked = check_services(record); !checked) return checked;
  if (!record.lane_day.is_possible() || !is_lane(record.number_lane)) {
    return RecordFault{"is in an impossible lane"};
  }
  if (record.line > base::last_of<Line> || record.first_line > Line::walk_in) {
    return RecordFault{"stands in an unknown line"};
  }
  if (record.ground > base::last_of<PriorityGround>) return RecordFault{"has an unknown ground"};
  if (record.reserved != 0) return RecordFault{reserved_fault};
  return check_numbers(record);
}

RecordCheck check_record(const LaneDay& record) {
  if (!record.key.is_possible()) return RecordFault{name_fault};
  if (record.reserved != 0) return RecordFault{reserved_fault};
  return require(record.numbers <= ticket_numbers_max, "has given out too many numbers");
}

RecordCheck check_record(const CounterDesk& record) {
  if (record.status > base::last_of<CounterStatus>) return RecordFault{status_fault};
  if (!has_keys(HallCode{record.hall}) || record.number < 1 ||
      record.number > config::counter_number_max) {
    return RecordFault{name_fault};
  }
  if (record.paused_for > base::last_of<PauseReason>) return RecordFault{reason_fault};
  if (record.paused_for != PauseReason::none && record.status != CounterStatus::paused) {
    return RecordFault{"is not paused, and says why it is"};
  }
  return require(is_instant(record.since_ms), time_fault);
}

RecordCheck check_record(const ServiceTime& record) {
  if (!is_empty(record.reserved)) return RecordFault{reserved_fault};
  return require(record.service >= 1 && record.service <= config::services_max, name_fault);
}

RecordCheck check_record(const WaitFit& record) {
  if (!is_empty(record.reserved)) return RecordFault{reserved_fault};
  return require(is_lane(record.lane), name_fault);
}

RecordCheck check_record(const KeptLevel& record) {
  if (record.level > base::last_of<Level> || record.leaning > base::last_of<Level> ||
      record.reason > base::last_of<LevelReason>) {
    return RecordFault{"has an unknown level"};
  }
  if (record.lane != 0 && !is_lane(record.lane)) return RecordFault{name_fault};
  return require(is_instant(record.since_ms) && is_instant(record.leaning_since_ms), time_fault);
}

RecordCheck check_record(const LaneTotals& record) {
  return require(record.key.is_possible(), name_fault);
}
RecordCheck check_record(const ServiceTotals& record) {
  return require(record.key.is_possible(), name_fault);
}
RecordCheck check_record(const CounterTotals& record) {
  return require(record.key.is_possible(), name_fault);
}

RecordCheck check_record(const KeptForecast& record) {
  if (!record.key.is_possible()) return RecordFault{name_fault};
  return require(is_instant(record.made_at_ms), time_fault);
}

RecordCheck check_record(const Announcement& record) {
  if (record.kind > base::last_of<AnnouncementKind>) return RecordFault{"is of an unknown kind"};
  if (record.status > base::last_of<AnnouncementStatus>) return RecordFault{status_fault};
  return require(is_instant(record.at_ms), time_fault);
}

RecordCheck check_record(const AuditEntry& record) {
  if (record.role > last_audited_role) return RecordFault{"is of an unknown role"};
  if (record.action > base::last_of<AuditAction>) return RecordFault{"is of an unknown action"};
  if (record.counter.paused_for() > base::last_of<PauseReason>) return RecordFault{reason_fault};
  if (record.counter.number() > config::counter_number_max) return RecordFault{name_fault};
  return require(is_instant(record.at_ms), time_fault);
}

RecordCheck check_record(const Revocation& record) {
  if (record.kind > base::last_of<RevocationKind>) return RecordFault{"is of an unknown kind"};
  if (record.reason > base::last_of<RevocationReason>) return RecordFault{reason_fault};
  if (record.reserved != decltype(record.reserved){}) return RecordFault{reserved_fault};
  const bool is_blocked = record.kind == RevocationKind::blocked;
  if (is_blocked != (record.ends_at_ms == 0)) {
    return RecordFault{"has an end that its kind does not allow"};
  }
  if (record.kind != RevocationKind::issued_so_far && record.issued_until_ms != 0) {
    return RecordFault{"names a moment that its kind does not have"};
  }
  return require(is_instant(record.at_ms) && is_instant(record.ends_at_ms) &&
                     is_instant(record.issued_until_ms),
                 time_fault);
}

}  // namespace offpeak::scheduler
