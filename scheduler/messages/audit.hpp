// Who did what: the actions that are journaled with the one who acted for others.
#pragma once

#include <cstdint>

namespace offpeak::scheduler {

/// Persisted: never renumber.
enum class AuditAction : std::uint8_t {
  other = 0,
  hold = 1,
  release_hold = 2,
  book = 3,
  cancel = 4,
  reschedule = 5,
  join_waitlist = 6,
  leave_waitlist = 7,
  check_in = 8,
  take_ticket = 9,
  open_counter = 10,
  pause_counter = 11,
  close_counter = 12,
  call_next = 13,
  recall = 14,
  serve = 15,
  finish = 16,
  miss = 17,
  park = 18,
  transfer = 19,
  leave = 20,
  confirm_companion = 21,
  announce_again = 22,
  refused_check_in = 23,  // a code or a document that no appointment here and today has
  revoke_tokens = 24,
  lift_revocation = 25,
  join_keys = 26,
  separate_key = 27,
  reprint_ticket = 28,  // a check-in of somebody who is checked in: the same ticket again
  watch_places = 29,
  end_watch = 30,
  undo_call = 31,
  close_halls = 32,
  reopen_halls = 33,
  post_notice = 34,
  withdraw_notice = 35,
  excuse_no_show = 36,
  lift_suspension = 37,
  forget_citizen = 38,
};

/// Actions kept in the state; older ones are in the journal only.
inline constexpr std::uint64_t audit_entries_max = std::uint64_t{1} << 18;

}  // namespace offpeak::scheduler
