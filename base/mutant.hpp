// Deliberate bugs, to see that the tests find them (script/mutants). They exist only in a build
// with OFFPEAK_MUTANTS. In any other build `mutated` is false at compile time, and nothing of them
// is left.
#pragma once

namespace offpeak::base {

/// tests/mutants/mutant.cpp says what each of them does wrong.
enum class Mutant {
  none,
  capacity_off_by_one,
  forget_idempotency,
  ignore_other_body,
  service_twice,
  hold_never_ends,
  return_at_once,
  forgive_no_show,
  late_is_free,
  skip_sync,
  ignore_checksum,
  ignore_chain,
  forget_failure,
  keep_one_snapshot,
  skip_fence,
  refused_is_done,
  unknown_is_done,
  ignore_lost_history,
  trim_too_far,
  follower_skips,
  reply_before_commit,
  promise_after_failure,
  skip_self_check,
  forget_tail,
  lease_for_all,
  write_unreadable,
  forget_excess,
  mark_everybody,
  one_pool_for_all,
  walk_ins_take_all,
  believe_anybody,
  ticket_for_all_halls,
  bare_codes,
  wrong_codes_free,
  cache_outlives_revocation,
  moved_stay_confirmed,
  free_offers,
  separate_clean,
  clerks_join,
  own_document_only,
  ticket_outlives_revocation,
  bad_tokens_free,
  in_two_halls,
  recall_at_once,
  numbers_never_end,
  ties_by_lane,
  span_of_one_slot,
  each_service_a_mark,
  offers_bar,
  take_unasked,
  offer_at_night,
  one_place_for_all,
  give_up_first,
  swap_into_the_crowd,
  open_while_closed,
  punish_for_outages,
  swap_again_and_again,
  reserve_in_one_leap,
  reserve_what_is_booked,
  keep_old_reserves,
};

#ifdef OFFPEAK_MUTANTS
/// Whether this process runs with that bug: the one that OFFPEAK_MUTANT names in the environment.
bool mutated(Mutant mutant);
#else
constexpr bool mutated(Mutant) { return false; }
#endif

}  // namespace offpeak::base
