// What a record of the day in the hall, and of what is kept of it, must be by itself.
#include <algorithm>

#include "scheduler/image/records.hpp"

#include "base/enumerators.hpp"

namespace offpeak::scheduler {
namespace {

constexpr const char* reserved_fault = "has reserved bytes that are not 0";
constexpr const char* name_fault = "has an impossible name";
constexpr const char* status_fault = "has an unknown status";
constexpr const char* time_fault = "has an impossible time";

template <std::size_t n>
bool is_empty(const std::array<std::uint8_t, n>& reserved) {
  return reserved == std::array<std::uint8_t, n>{};
}

bool is_lane(std::uint8_t code) { return code >= 1 && code <= config::lanes_max; }

const char* fault_of_services(const Ticket& record) {
  if (record.size > config::party_max) return "has a party of impossible size";
  for (std::uint8_t i = 0; i < config::party_max; ++i) {
    const std::uint8_t service = record.services[i];
    if (i >= record.size && service != 0) return "has members behind its last";
    if (i < record.size && (service < 1 || service > config::services_max)) {
      return "has an unknown service";
    }
  }
  return nullptr;
}

const char* fault_of_numbers(const Ticket& record) {
  if (record.number < 1 || record.number + record.size - 1 > ticket_numbers_max) {
    return "has an impossible number";
  }
  for (const DayMs at :
       {record.issued_ms, record.since_ms, record.called_ms, record.served_ms, record.ended_ms}) {
    if (at > day_ms_max) return time_fault;
  }
  return nullptr;
}

}  // namespace

const char* fault_of(const Ticket& record) {
  if (record.status > base::last_of<TicketStatus>) return status_fault;
  if (const char* fault = fault_of_services(record)) return fault;
  if (!record.lane_day.is_possible() || !is_lane(record.number_lane)) {
    return "is in an impossible lane";
  }
  if (record.line > base::last_of<Line> || record.first_line > Line::walk_in) {
    return "stands in an unknown line";
  }
  if (record.ground > base::last_of<PriorityGround>) return "has an unknown ground";
  if (!is_empty(record.reserved)) return reserved_fault;
  return fault_of_numbers(record);
}

const char* fault_of(const LaneDay& record) {
  if (!record.key.is_possible()) return name_fault;
  if (record.reserved != 0) return reserved_fault;
  return record.numbers <= ticket_numbers_max ? nullptr : "has given out too many numbers";
}

const char* fault_of(const CounterDesk& record) {
  if (record.status > base::last_of<CounterStatus>) return status_fault;
  if (!has_keys(HallCode{record.hall}) || record.number < 1 ||
      record.number > config::counter_number_max) {
    return name_fault;
  }
  if (record.reserved != 0) return reserved_fault;
  return is_instant(record.since_ms) ? nullptr : time_fault;
}

const char* fault_of(const ServiceTime& record) {
  if (!is_empty(record.reserved)) return reserved_fault;
  return record.service >= 1 && record.service <= config::services_max ? nullptr : name_fault;
}

const char* fault_of(const WaitFit& record) {
  if (!is_empty(record.reserved)) return reserved_fault;
  return is_lane(record.lane) ? nullptr : name_fault;
}

const char* fault_of(const HallLevel& record) {
  if (record.level > base::last_of<Level> || record.leaning > base::last_of<Level> ||
      record.reason > base::last_of<LevelReason>) {
    return "has an unknown level";
  }
  if (record.reserved != 0) return reserved_fault;
  return is_instant(record.since_ms) && is_instant(record.leaning_since_ms) ? nullptr : time_fault;
}

const char* fault_of(const LaneTotals& record) {
  return record.key.is_possible() ? nullptr : name_fault;
}
const char* fault_of(const ServiceTotals& record) {
  return record.key.is_possible() ? nullptr : name_fault;
}
const char* fault_of(const CounterTotals& record) {
  return record.key.is_possible() ? nullptr : name_fault;
}

const char* fault_of(const Announcement& record) {
  if (record.kind > base::last_of<AnnouncementKind>) return "is of an unknown kind";
  if (record.status > base::last_of<AnnouncementStatus>) return status_fault;
  return is_instant(record.at_ms) ? nullptr : time_fault;
}

const char* fault_of(const AuditEntry& record) {
  if (record.role > last_audited_role) return "is of an unknown role";
  if (record.action > base::last_of<AuditAction>) return "is of an unknown action";
  return is_instant(record.at_ms) ? nullptr : time_fault;
}

}  // namespace offpeak::scheduler
