#include "scheduler/keeping/acted.hpp"

#include "base/one_of.hpp"
#include "scheduler/keeping/timers.hpp"

namespace offpeak::scheduler {
namespace {

template <class Body>
constexpr AuditAction action_of() {
  if constexpr (std::is_same_v<Body, HoldSlot>) return AuditAction::hold;
  if constexpr (std::is_same_v<Body, ReleaseHold>) return AuditAction::release_hold;
  if constexpr (std::is_same_v<Body, ConfirmHold>) return AuditAction::book;
  if constexpr (std::is_same_v<Body, BookSlot>) return AuditAction::book;
  if constexpr (std::is_same_v<Body, Cancel>) return AuditAction::cancel;
  if constexpr (std::is_same_v<Body, Reschedule>) return AuditAction::reschedule;
  if constexpr (std::is_same_v<Body, JoinWaitlist>) return AuditAction::join_waitlist;
  if constexpr (std::is_same_v<Body, LeaveWaitlist>) return AuditAction::leave_waitlist;
  if constexpr (std::is_same_v<Body, WatchPlaces>) return AuditAction::watch_places;
  if constexpr (std::is_same_v<Body, EndWatch>) return AuditAction::end_watch;
  if constexpr (std::is_same_v<Body, ConfirmCompanion>) return AuditAction::confirm_companion;
  if constexpr (std::is_same_v<Body, JoinKeys>) return AuditAction::join_keys;
  if constexpr (std::is_same_v<Body, SeparateKey>) return AuditAction::separate_key;
  if constexpr (std::is_same_v<Body, CheckIn>) return AuditAction::check_in;
  if constexpr (std::is_same_v<Body, CheckInCitizen>) return AuditAction::check_in;
  if constexpr (std::is_same_v<Body, TakeTicket>) return AuditAction::take_ticket;
  if constexpr (std::is_same_v<Body, OpenCounter>) return AuditAction::open_counter;
  if constexpr (std::is_same_v<Body, PauseCounter>) return AuditAction::pause_counter;
  if constexpr (std::is_same_v<Body, CloseCounter>) return AuditAction::close_counter;
  if constexpr (std::is_same_v<Body, CallNext>) return AuditAction::call_next;
  if constexpr (std::is_same_v<Body, Recall>) return AuditAction::recall;
  if constexpr (std::is_same_v<Body, UndoCall>) return AuditAction::undo_call;
  if constexpr (std::is_same_v<Body, Serve>) return AuditAction::serve;
  if constexpr (std::is_same_v<Body, Finish>) return AuditAction::finish;
  if constexpr (std::is_same_v<Body, Miss>) return AuditAction::miss;
  if constexpr (std::is_same_v<Body, Park>) return AuditAction::park;
  if constexpr (std::is_same_v<Body, Transfer>) return AuditAction::transfer;
  if constexpr (std::is_same_v<Body, Leave>) return AuditAction::leave;
  if constexpr (std::is_same_v<Body, AnnounceAgain>) return AuditAction::announce_again;
  if constexpr (std::is_same_v<Body, Revoke>) return AuditAction::revoke_tokens;
  if constexpr (std::is_same_v<Body, LiftRevocation>) return AuditAction::lift_revocation;
  if constexpr (std::is_same_v<Body, CloseHalls>) return AuditAction::close_halls;
  if constexpr (std::is_same_v<Body, ReopenHalls>) return AuditAction::reopen_halls;
  if constexpr (std::is_same_v<Body, PostNotice>) return AuditAction::post_notice;
  if constexpr (std::is_same_v<Body, WithdrawNotice>) return AuditAction::withdraw_notice;
  if constexpr (std::is_same_v<Body, ExcuseNoShow>) return AuditAction::excuse_no_show;
  if constexpr (std::is_same_v<Body, LiftSuspension>) return AuditAction::lift_suspension;
  if constexpr (std::is_same_v<Body, ForgetCitizen>) return AuditAction::forget_citizen;
  return AuditAction::other;
}

/// What nobody does for others: a question makes no facts, timers and the process itself are no
/// people.
template <class Body>
constexpr bool is_nobodys_action =
    base::is_alternative<Body, Question> || base::is_alternative<Body, Timers::Body> ||
    base::is_one_of<Body, SwitchOutbox, SettleAnnouncement, SetReserves, NoteCompliance,
                    NoteForecast, NoteOutage, NoteMeaning, DisplaceBooking, CarryOver,
                    RenameCitizen>;

}  // namespace

bool is_audited(Role role) {
  return role == Role::staff || role == Role::kiosk || role == Role::planner ||
         role == Role::admin || role == Role::hotline;
}

bool is_noted(const Command& command, const Receipt& receipt) {
  const bool is_check_in = std::holds_alternative<CheckIn>(command.body) ||
                           std::holds_alternative<CheckInCitizen>(command.body);
  return is_check_in && (receipt.is_reprint || finds_nobody_here(receipt.rejection));
}

Acted acted_by(const Command& command, const Receipt& receipt) {
  Acted fact{.actor = command.caller.actor,
             .role = command.caller.role,
             .hall = command.caller.hall,
             .subject = receipt.subject};
  std::visit(
      [&]<class Body>(const Body& body) {
        static_assert((action_of<Body>() == AuditAction::other) == is_nobodys_action<Body>,
                      "what people do has a name in the audit; else it is a question, a timer or "
                      "the process's own");
        fact.action = action_of<Body>();
        if constexpr (requires { body.hall; }) fact.hall = body.hall;
        if constexpr (requires { body.closed; }) fact.hall = body.closed.hall;
        if constexpr (requires { body.counter; }) fact.counter = body.counter;
        if constexpr (std::is_same_v<Body, PauseCounter>) fact.paused_for = body.reason;
      },
      command.body);
  if (is_noted(command, receipt)) {
    fact.action = receipt.is_reprint ? AuditAction::reprint_ticket : AuditAction::refused_check_in;
  }
  return fact;
}

}  // namespace offpeak::scheduler
