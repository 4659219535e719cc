// What a record of an image must be by itself. Links to other records: scheduler/image/links.hpp.
// Private to the image.
#pragma once

#include <string>
#include <string_view>

#include "scheduler/image/image.hpp"

namespace offpeak::scheduler {

/// `fault`, unless what must hold of a record `holds`.
constexpr RecordCheck require(bool holds, std::string_view fault) {
  if (holds) return {};
  return RecordFault{fault};
}

RecordCheck check_record(const Appointment& record);
RecordCheck check_record(const Citizen& record);
RecordCheck check_record(const Slot& record);
RecordCheck check_record(const KeptCompliance& record);
RecordCheck check_record(const WaitlistEntry& record);
RecordCheck check_record(const CodeDay& record);
RecordCheck check_record(const Alias& record);
RecordCheck check_record(const Memory& record);
RecordCheck check_record(const Ticket& record);
RecordCheck check_record(const LaneDay& record);
RecordCheck check_record(const CounterDesk& record);
RecordCheck check_record(const ServiceTime& record);
RecordCheck check_record(const WaitFit& record);
RecordCheck check_record(const KeptLevel& record);
RecordCheck check_record(const LaneTotals& record);
RecordCheck check_record(const ServiceTotals& record);
RecordCheck check_record(const CounterTotals& record);
RecordCheck check_record(const KeptForecast& record);
RecordCheck check_record(const Announcement& record);
RecordCheck check_record(const AuditEntry& record);
RecordCheck check_record(const Revocation& record);
RecordCheck check_record(const Watch& record);
RecordCheck check_record(const Closure& record);
RecordCheck check_record(const Notice& record);
RecordCheck check_record(const KeptWording& record);
RecordCheck check_record(const KeptOutage& record);
RecordCheck check_record(const Meaning& record);
/// A fault is to follow "the head". `state` only says which tables there are.
RecordCheck check_head(const ImageHead& head, const State& state);

/// A moment that a record may name.
bool is_instant(std::int64_t milliseconds);

/// "appointment 17 ends before it begins".
template <class Record>
base::Fault named(std::uint64_t number, RecordFault fault) {
  return {std::string{RecordTraits<Record>::name} + ' ' + std::to_string(number) + ' ' +
          std::string{fault.what}};
}

}  // namespace offpeak::scheduler
