// What a record of an image must be by itself. Links to other records: scheduler/image/links.hpp.
// Private to the image.
#pragma once

#include "scheduler/image/image.hpp"

namespace offpeak::scheduler {

// What is wrong with a record, to follow its name; nullptr: nothing.
const char* fault_of(const Appointment& record);
const char* fault_of(const Citizen& record);
const char* fault_of(const Slot& record);
const char* fault_of(const WaitlistEntry& record);
const char* fault_of(const CodeDay& record);
const char* fault_of(const Memory& record);
const char* fault_of(const Ticket& record);
const char* fault_of(const LaneDay& record);
const char* fault_of(const CounterDesk& record);
const char* fault_of(const ServiceTime& record);
const char* fault_of(const WaitFit& record);
const char* fault_of(const HallLevel& record);
const char* fault_of(const LaneTotals& record);
const char* fault_of(const ServiceTotals& record);
const char* fault_of(const CounterTotals& record);
const char* fault_of(const Announcement& record);
const char* fault_of(const AuditEntry& record);
/// `state` only says which tables there are.
const char* fault_of(const ImageHead& head, const State& state);

/// A moment that a record may name.
bool is_instant(std::int64_t milliseconds);

/// From `booked` on.
bool has_code(AppointmentStatus status);

/// "appointment 17 ends before it begins".
template <class Record>
std::string named(std::uint64_t number, const char* fault) {
  return std::string{RecordTraits<Record>::name} + ' ' + std::to_string(number) + ' ' + fault;
}

}  // namespace offpeak::scheduler
