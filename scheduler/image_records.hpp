// What a record of an image must be by itself. Links to other records: image_links.hpp. Private to
// the image.
#pragma once

#include "scheduler/image.hpp"
#include "scheduler/record_hash.hpp"

namespace offpeak::scheduler {

// What is wrong with a record, to follow its name; nullptr: nothing.
const char* fault_of(const Appointment& record);
const char* fault_of(const Citizen& record);
const char* fault_of(const Slot& record);
const char* fault_of(const WaitlistEntry& record);
const char* fault_of(const HallDay& record);
const char* fault_of(const Memory& record);
const char* fault_of(const ImageHead& head);

/// From `booked` on.
bool has_code(AppointmentStatus status);

// What a record's kind is called in messages, and in hashes.
template <class Record>
struct RecordName;
template <>
struct RecordName<Appointment> {
  static constexpr const char* text = "appointment";
  static constexpr RecordKind kind = RecordKind::appointment;
};
template <>
struct RecordName<Citizen> {
  static constexpr const char* text = "citizen";
  static constexpr RecordKind kind = RecordKind::citizen;
};
template <>
struct RecordName<Slot> {
  static constexpr const char* text = "slot";
  static constexpr RecordKind kind = RecordKind::slot;
};
template <>
struct RecordName<WaitlistEntry> {
  static constexpr const char* text = "waitlist entry";
  static constexpr RecordKind kind = RecordKind::waitlist;
};
template <>
struct RecordName<HallDay> {
  static constexpr const char* text = "hall day";
  static constexpr RecordKind kind = RecordKind::hall_day;
};
template <>
struct RecordName<Memory> {
  static constexpr const char* text = "memory";
  static constexpr RecordKind kind = RecordKind::memory;
};

/// "appointment 17 ends before it begins".
template <class Record>
std::string named(std::uint64_t number, const char* fault) {
  return std::string{RecordName<Record>::text} + ' ' + std::to_string(number) + ' ' + fault;
}

}  // namespace offpeak::scheduler
