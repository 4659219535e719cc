// Why the core says no. One enumerator, one API code (api/problem.cpp maps them one-to-one).
// Numbers are persisted (a rejection is remembered with its idempotency key): never reuse one.
#pragma once

#include <cstdint>

namespace offpeak::scheduler {

enum class Rejection : std::uint8_t {
  none = 0,
  slot_full = 1,              // what is released does not hold this party
  not_released = 2,           // nothing of the slot is bookable yet
  already_booked = 3,         // an applicant has an active appointment for this service
  suspended = 4,              // an applicant is suspended after no-shows
  hold_expired = 5,           // the hold has ended
  unknown_slot = 6,           // no such slot: hall, lane, closed day, or not on the grid
  outside_horizon = 7,        // the slot has begun, or is beyond the horizon
  hold_limit = 8,             // an applicant has too many open holds
  cancellation_limit = 9,     // an applicant cancelled too often lately
  not_found = 10,             // no such hold, appointment or waitlist entry
  forbidden = 11,             // the caller may not do this to that
  wrong_state = 12,           // the appointment is past the state this needs
  idempotency_mismatch = 13,  // the key came with another request before
  wrong_lane = 14,            // an applicant's service does not belong to the slot's lane
  duplicate_applicant = 15,   // the same person twice for one service in a party
  party_too_large = 16,       // the party has more applicants than this hall allows
  slot_available = 17,        // waitlist: there is room, book it instead
  waitlist_full = 18,
  already_waiting = 19,    // an applicant waits for this slot already
  too_early = 20,          // check-in before its window
  too_late = 21,           // check-in after its window
  waitlist_limit = 22,     // an applicant waits in too many places already
  storage_full = 23,       // a bound of the state is reached (records, idempotency keys)
  unknown_counter = 24,    // the hall has no such counter, or it serves none of these lanes
  counter_closed = 25,     // the counter is not open
  counter_busy = 26,       // the counter has a visitor: finish first
  no_visitor = 27,         // the counter has no visitor, or not one for whom this may be done
  recall_first = 28,       // missed only after all recalls
  recalls_spent = 29,      // no recall is left
  hall_closed = 30,        // no tickets at this time
  unknown_service = 31,    // the hall does not offer the service
  lane_full = 32,          // the lane has given out all its numbers for today
  unknown_citizen = 33,    // an applicant's key is of nobody who is known to the caller
  idempotency_limit = 34,  // too many replies are kept for this caller
  hold_pause = 35,         // so soon after so many holds that came to nothing
  revocations_full = 36,   // as many revocations are kept as there may be
  came_together = 37,      // who is to be one person came, or is to come, as two
  overlapping_visit = 38,  // an applicant is booked in another hall at that time
  recall_pause = 39,       // so soon after the last call
  already_held = 40,       // an applicant has an open hold or offer for this service
  appointment_elsewhere =
      41,  // check-in: it is in another hall, on another day, or was moved there
  appointment_cancelled = 42,  // check-in: it was given up
  visit_ended = 43,            // check-in: the visit is over, or its ticket was given up
  numbers_ended = 44,          // the last number of today for walk-ins has been given
  already_watching = 45,       // the appointment has a watch
  watch_limit = 46,            // an applicant watches for so many places already
  nothing_earlier = 47,        // no place that is watched for could be earlier than the booked one
  slot_closed = 48,            // a closure lies over the slot, or ends the service
  appointment_displaced = 49,  // check-in: a closure took its place
};

/// Whether a check-in meant nobody who is to come to this hall today: many of them may be tries.
constexpr bool finds_nobody_here(Rejection rejection) {
  return rejection == Rejection::not_found || rejection == Rejection::appointment_elsewhere;
}

/// Whether the request alone, with the configuration, leads to this answer, whatever else has
/// happened: it is the same each time, so it need not be remembered.
constexpr bool depends_on_request_alone(Rejection rejection) {
  switch (rejection) {
    case Rejection::unknown_slot:
    case Rejection::wrong_lane:
    case Rejection::duplicate_applicant:
    case Rejection::party_too_large:
    case Rejection::unknown_service:
      return true;
    default:
      return false;
  }
}

}  // namespace offpeak::scheduler
