// How the records of an image hang together. Private to the image.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "scheduler/image/image.hpp"

namespace offpeak::scheduler {

/// Follows the appointments and the waitlist in the order in which they were made and works out
/// every link, counter and flag that `apply` keeps; what the records say must be the same. So no
/// list can be circular, and none of what the core trusts can be wrong. One use.
class ImageLinks {
 public:
  /// Every record has passed `check_record` and is in its index.
  explicit ImageLinks(State& state);

  /// Makes what a state derives from its records. An error says what is wrong with
  /// these.
  base::Result<void> restore();

 private:
  /// A citizen as the bookings make one.
  struct CitizenTrace {
    Place newest = nowhere;
    std::uint32_t active_services = 0;
    std::uint8_t open_holds = 0;
    std::uint8_t waiting = 0;
    std::uint32_t entries = 0;
  };
  struct SlotTrace {
    std::uint64_t taken_minutes = 0;
    Place newest = nowhere;
    Place first_waiting = nowhere;
    Place last_waiting = nowhere;
    std::uint32_t waiting = 0;
    Place code_day = nowhere;
  };

  base::Result<void> make_codes();
  void trace_days();
  base::Result<void> follow_appointments();
  base::Result<void> follow_waitlist();
  base::Result<void> follow_aliases() const;
  base::Result<void> follow_watches();
  RecordCheck follow(Place place, const Appointment& record);
  RecordCheck follow_span(const Appointment& record);
  RecordCheck follow_citizens(Place place, const Appointment& record);
  RecordCheck follow_code(Place place, const Appointment& record, const SlotTrace& slot);
  RecordCheck check_change(Place place, const Appointment& record) const;
  RecordCheck check_offer(Place place, const Appointment& record) const;
  RecordCheck follow(Place place, const WaitlistEntry& record);
  RecordCheck check_offer(Place place, const WaitlistEntry& record) const;
  base::Result<void> compare_citizens() const;
  static RecordCheck compare(const Citizen& record, const CitizenTrace& trace);
  base::Result<void> compare_slots() const;
  RecordCheck compare(const Slot& record, const SlotTrace& trace) const;
  base::Result<void> follow_memories();
  RecordCheck check(const Memory& record) const;

  State& state_;
  std::vector<CitizenTrace> citizens_;
  std::vector<SlotTrace> slots_;
  std::uint64_t codes_missing_ = 0;  // given out, and not met yet
};

}  // namespace offpeak::scheduler
