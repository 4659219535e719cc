// What a record of an image must be by itself. Links to other records: image_links.hpp. Private to
// the image.
#pragma once

#include "scheduler/image/image.hpp"
#include "scheduler/table/record_hash.hpp"

namespace offpeak::scheduler {

// What is wrong with a record, to follow its name; nullptr: nothing.
const char* fault_of(const Appointment& record);
const char* fault_of(const Citizen& record);
const char* fault_of(const Slot& record);
const char* fault_of(const WaitlistEntry& record);
const char* fault_of(const HallDay& record);
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
const char* fault_of(const ImageHead& head);

/// A moment that a record may name.
bool is_instant(std::int64_t milliseconds);
/// A SlotKey whose minute is one of a day.
bool is_slot_key(std::uint64_t packed);
/// A SlotKey of minute 0.
bool is_day_key(std::uint64_t packed);

/// From `booked` on.
bool has_code(AppointmentStatus status);

// What a record's kind is called in messages.
template <class Record>
inline constexpr const char* record_name = nullptr;
template <>
inline constexpr const char* record_name<Appointment> = "appointment";
template <>
inline constexpr const char* record_name<Citizen> = "citizen";
template <>
inline constexpr const char* record_name<Slot> = "slot";
template <>
inline constexpr const char* record_name<WaitlistEntry> = "waitlist entry";
template <>
inline constexpr const char* record_name<HallDay> = "hall day";
template <>
inline constexpr const char* record_name<Memory> = "memory";
template <>
inline constexpr const char* record_name<Ticket> = "ticket";
template <>
inline constexpr const char* record_name<LaneDay> = "lane day";
template <>
inline constexpr const char* record_name<CounterDesk> = "counter";
template <>
inline constexpr const char* record_name<ServiceTime> = "service time";
template <>
inline constexpr const char* record_name<WaitFit> = "wait fit";
template <>
inline constexpr const char* record_name<HallLevel> = "level";
template <>
inline constexpr const char* record_name<LaneTotals> = "lane totals";
template <>
inline constexpr const char* record_name<ServiceTotals> = "service totals";
template <>
inline constexpr const char* record_name<CounterTotals> = "counter totals";
template <>
inline constexpr const char* record_name<Announcement> = "announcement";
template <>
inline constexpr const char* record_name<AuditEntry> = "audit entry";

/// "appointment 17 ends before it begins".
template <class Record>
std::string named(std::uint64_t number, const char* fault) {
  return std::string{record_name<Record>} + ' ' + std::to_string(number) + ' ' + fault;
}

}  // namespace offpeak::scheduler
