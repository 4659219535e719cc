// What a command came to, small enough to remember with an idempotency key. `answer`
// (scheduler/answer.hpp) turns it into the full reply, the same one each time.
#pragma once

#include <cstdint>

#include "scheduler/messages/ids.hpp"
#include "scheduler/messages/rejection.hpp"

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
  left = 10,       // checked in, and went away or was missed before being served
  displaced = 11,  // by a closure, or by another configuration: counts against nobody
  excused = 12,    // the visit did not take place, and that counts against nobody
};

/// Whether the booking is still to lead to a visit, or is one.
constexpr bool is_active(AppointmentStatus status) {
  return status == AppointmentStatus::held || status == AppointmentStatus::booked ||
         status == AppointmentStatus::checked_in;
}

/// Whether it is, or was, an appointment, which has a kiosk code: from `booked` on.
constexpr bool has_code(AppointmentStatus status) {
  return status != AppointmentStatus::held && status != AppointmentStatus::expired &&
         status != AppointmentStatus::released;
}

/// Whether a companion may still confirm.
constexpr bool may_confirm_companion(AppointmentStatus status) {
  return status == AppointmentStatus::booked || status == AppointmentStatus::checked_in;
}

/// Members of a booking as bits: bit n is the n-th.
using MemberSet = std::uint8_t;
inline constexpr MemberSet all_members = (1U << config::party_max) - 1;

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

/// Persisted: never renumber.
enum class TicketStatus : std::uint8_t {
  waiting = 0,
  called = 1,
  serving = 2,
  done = 3,
  parked = 4,
  left = 5,
  no_show = 6,
};

/// Predicted minutes until the call: the wait that half of the visitors in this place do not
/// exceed, and the one that nine of ten do not. In seconds. Both have the same one of the two
/// values that are no wait, or neither has.
struct Wait {
  static constexpr std::uint32_t unknown_s = 0xFFFFFFFF;
  static constexpr std::uint32_t not_today_s = 0xFFFFFFFE;
  std::uint32_t p50_s = unknown_s;
  std::uint32_t p90_s = unknown_s;

  /// Of a place that is not called before the hall closes.
  static constexpr Wait not_today() { return {not_today_s, not_today_s}; }

  constexpr bool is_known() const { return p90_s < not_today_s; }
  constexpr bool is_not_today() const { return p90_s == not_today_s; }
  friend bool operator==(const Wait&, const Wait&) = default;
};

/// What a receipt is about. Persisted: never renumber.
enum class ReceiptKind : std::uint8_t {
  nothing = 0,       // a rejection, or a timer's work
  appointment = 1,   // `subject` is an AppointmentId; of a refused check-in too
  waitlist = 2,      // `subject` is a WaitlistId
  list = 3,          // `subject` is a CitizenKey
  ticket = 4,        // `subject` is a TicketId
  audit = 5,         // holds a ListAudit (scheduler/reports/audit_page.hpp)
  report = 6,        // `subject` is a ReportRange
  dead_letters = 7,  // holds a ListDeadLetters (scheduler/reports/dead_letter_page.hpp)
  revocations = 8,   // holds a ListRevocations (scheduler/reports/revocation_page.hpp)
  waiting = 9,       // holds a ListWaiting and its day (scheduler/reports/waiting_page.hpp)
  closure = 10,      // holds a PreviewClosure (scheduler/reports/closure_preview.hpp)
  bookings = 11,     // holds a ListBookings (scheduler/reports/booking_page.hpp)
  citizen = 12,      // `subject` is a CitizenKey (scheduler/reports/citizen_file.hpp)
};

/// Those beyond are of questions, whose receipts are never remembered.
inline constexpr ReceiptKind last_remembered_kind = ReceiptKind::ticket;

struct Receipt {
  Rejection rejection = Rejection::none;
  ReceiptKind kind = ReceiptKind::nothing;
  std::uint8_t status = 0;     // of the subject, at that time
  std::uint32_t position = 0;  // in the waitlist at that time, from 1; of a ticket: calls before
                               // it; of an appointment: its companions at that time, a MemberSet;
                               // of numbers_ended: the nearest HallCode that gives some, or 0
  Bits128<struct SubjectTag> subject{};
  Instant expires_at{};     // of a hold, an offer or a revocation; of a rejection: when to try
                            // again, if known; of hall_closed and numbers_ended: the next opening
  CounterNumber counter{};  // of a ticket that was called: where to
  std::uint8_t recalls = 0;
  LaneCode lane{};          // of a ticket: where it stood
  Instant called_at{};      // of a ticket that was called
  Wait wait{};              // of a ticket asked for; never remembered
  bool is_reprint = false;  // of a ticket that was given out before; never remembered
  bool is_asked = false;    // of an appointment asked for, which is told with its watch and what is
                            // offered instead of it; never remembered
};

}  // namespace offpeak::scheduler
