// What a command came to, small enough to remember with an idempotency key. `answer`
// (scheduler/answer.hpp) turns it into the full reply, the same one each time (I6).
#pragma once

#include <cstdint>

#include "scheduler/ids.hpp"
#include "scheduler/rejection.hpp"

namespace offpeak::scheduler {

/// Persisted (snapshots, journal): never renumber.
enum class AppointmentStatus : std::uint8_t {
  held = 0,
  booked = 1,
  checked_in = 2,
  done = 3,
  expired = 4,
  released = 5,
  cancelled = 6,
  late_cancelled = 7,
  rescheduled = 8,
  no_show = 9,
};

/// Persisted: never renumber.
enum class WaitlistStatus : std::uint8_t {
  waiting = 0,
  offered = 1,
  accepted = 2,
  lapsed = 3,
  left = 4,
  closed = 5,
  ineligible = 6,
};

/// What a receipt is about. Persisted: never renumber.
enum class ReceiptKind : std::uint8_t {
  nothing = 0,      // a rejection, or a timer's work
  appointment = 1,  // `subject` is an AppointmentId
  waitlist = 2,     // `subject` is a WaitlistId
  list = 3,         // `subject` is a CitizenKey
};

struct Receipt {
  Rejection rejection = Rejection::none;
  ReceiptKind kind = ReceiptKind::nothing;
  std::uint8_t status = 0;     // AppointmentStatus or WaitlistStatus at that time
  std::uint32_t position = 0;  // in the waitlist at that time, from 1
  Bits128<struct SubjectTag> subject{};
  Instant expires_at{};  // of a hold or an offer
};

}  // namespace offpeak::scheduler
