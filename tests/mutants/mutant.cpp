// Which deliberate bug this process has.
#include "base/mutant.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace offpeak::base {
namespace {

struct Row {
  Mutant mutant;
  std::string_view name;  // script/mutants reads the names and the words from here
  std::string_view does;
};

constexpr std::array rows{
    Row{Mutant::capacity_off_by_one, "capacity_off_by_one", "a slot takes one minute too many"},
    Row{Mutant::forget_idempotency, "forget_idempotency", "no reply is kept for its key"},
    Row{Mutant::ignore_other_body, "ignore_other_body", "another body with the same key passes"},
    Row{Mutant::service_twice, "service_twice", "a citizen may have a service twice"},
    Row{Mutant::hold_never_ends, "hold_never_ends", "a hold has no timer"},
    Row{Mutant::return_at_once, "return_at_once", "cancelled capacity returns without delay"},
    Row{Mutant::forgive_no_show, "forgive_no_show", "no-shows suspend nobody"},
    Row{Mutant::late_is_free, "late_is_free", "a late cancellation is not late"},
    Row{Mutant::skip_sync, "skip_sync", "SQLite does not sync its log"},
    Row{Mutant::ignore_checksum, "ignore_checksum", "a record's checksum is not compared"},
    Row{Mutant::ignore_chain, "ignore_chain", "a record need not follow the one before"},
    Row{Mutant::forget_failure, "forget_failure", "a failed append is forgotten"},
    Row{Mutant::keep_one_snapshot, "keep_one_snapshot", "only the newest snapshot is kept"},
    Row{Mutant::skip_fence, "skip_fence", "a new writer goes on in the old epoch"},
    Row{Mutant::refused_is_done, "refused_is_done", "an id that Redis refuses counts as written"},
    Row{Mutant::unknown_is_done, "unknown_is_done", "an unknown outcome counts as written"},
    Row{Mutant::ignore_lost_history, "ignore_lost_history", "a store that lost records passes"},
    Row{Mutant::trim_too_far, "trim_too_far", "the journal is trimmed behind the newest snapshot"},
    Row{Mutant::follower_skips, "follower_skips",
        "a standby leaves out the first record of a page"},
    Row{Mutant::reply_before_commit, "reply_before_commit", "replies leave before the commit"},
    Row{Mutant::promise_after_failure, "promise_after_failure",
        "replies of a failed commit promise"},
    Row{Mutant::skip_self_check, "skip_self_check", "the shadow compares nothing"},
    Row{Mutant::forget_tail, "forget_tail", "a start replays nothing behind the snapshot"},
    Row{Mutant::write_unreadable, "write_unreadable", "a record may hold what no reader accepts"},
    Row{Mutant::lease_for_all, "lease_for_all", "everybody gets the lease"},
    Row{Mutant::forget_excess, "forget_excess",
        "what is booked beyond a slot's capacity counts as free once it is given back"},
    Row{Mutant::mark_everybody, "mark_everybody",
        "whoever cancels moves the ledgers of the whole party"},
    Row{Mutant::one_pool_for_all, "one_pool_for_all",
        "one caller may have as many replies kept as there is room for"},
    Row{Mutant::walk_ins_take_all, "walk_ins_take_all",
        "walk-ins get the last numbers of a lane while booked visitors are still to come"},
    Row{Mutant::believe_anybody, "believe_anybody", "anybody may say who its client is"},
    Row{Mutant::ticket_for_all_halls, "ticket_for_all_halls",
        "a ticket for one hall's board opens every hall's"},
    Row{Mutant::bare_codes, "bare_codes", "people see check-in codes as the core gives them out"},
    Row{Mutant::cache_outlives_revocation, "cache_outlives_revocation",
        "a revoked token that is in the cache stays good"},
    Row{Mutant::moved_stay_confirmed, "moved_stay_confirmed",
        "who is moved by another need not confirm anew"},
    Row{Mutant::free_offers, "free_offers", "offers that come to nothing are not counted"},
    Row{Mutant::separate_clean, "separate_clean",
        "a document that is separated has nothing in its ledger any more"},
    Row{Mutant::clerks_join, "clerks_join", "a hall's clerk may join the keys of two documents"},
    Row{Mutant::own_document_only, "own_document_only",
        "what a service asks of a document is not asked of companions"},
    Row{Mutant::ticket_outlives_revocation, "ticket_outlives_revocation",
        "a board ticket of a revoked token still opens a stream"},
    Row{Mutant::in_two_halls, "in_two_halls", "a citizen may be in two halls at one time"},
    Row{Mutant::recall_at_once, "recall_at_once", "a recall need not wait for the visitor"},
    Row{Mutant::numbers_never_end, "numbers_never_end",
        "walk-ins get numbers until the doors close"},
    Row{Mutant::ties_by_lane, "ties_by_lane", "ties between lanes go to the lower lane"},
    Row{Mutant::span_of_one_slot, "span_of_one_slot",
        "a party of adjacent slots takes room in the first alone"},
    Row{Mutant::each_service_a_mark, "each_service_a_mark",
        "a missed visit is noted once for each service it was booked for"},
    Row{Mutant::offers_bar, "offers_bar",
        "a place that nobody has taken yet bars other visits at its time"},
    Row{Mutant::take_unasked, "take_unasked",
        "nobody looks whether who takes an offered place may come there by now"},
    Row{Mutant::offer_at_night, "offer_at_night", "offers are made while people sleep"},
    Row{Mutant::one_place_for_all, "one_place_for_all",
        "one free place is offered to all who watch for it"},
    Row{Mutant::give_up_first, "give_up_first",
        "the booked place is given back once another is offered"},
    Row{Mutant::swap_into_the_crowd, "swap_into_the_crowd",
        "a swap may lead to a hall that is not green"},
    Row{Mutant::open_while_closed, "open_while_closed",
        "a closed hall is booked as if it were open"},
    Row{Mutant::punish_for_outages, "punish_for_outages",
        "who could not check in because no server was there is a no-show"},
    Row{Mutant::swap_again_and_again, "swap_again_and_again",
        "a booking is offered one swap after the other"},
    Row{Mutant::reserve_in_one_leap, "reserve_in_one_leap",
        "a reserve is at once what a forecast wants"},
    Row{Mutant::reserve_what_is_booked, "reserve_what_is_booked",
        "a reserve grows into what is booked"},
    Row{Mutant::keep_old_reserves, "keep_old_reserves",
        "a forecast's reserves outlive the configured share that they were made for"},
    Row{Mutant::bad_tokens_free, "bad_tokens_free",
        "an address may have any number of bad tokens checked"},
    Row{Mutant::wrong_codes_free, "wrong_codes_free", "a kiosk may try out any number of codes"},
};

Mutant chosen() {
  const char* const name = std::getenv("OFFPEAK_MUTANT");
  if (name == nullptr || std::string_view{name}.empty()) return Mutant::none;
  for (const Row& row : rows) {
    if (row.name == name) return row.mutant;
  }
  std::fprintf(stderr, "OFFPEAK_MUTANT=%s: there is none of this name\n", name);
  std::abort();
}

}  // namespace

bool mutated(Mutant mutant) {
  static const Mutant active = chosen();
  return mutant == active;
}

}  // namespace offpeak::base
