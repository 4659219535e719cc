// Any history goes on under any configuration: whatever was booked, called or waited for, a start
// with another city that the loader accepts neither ends the process nor breaks a rule (I1, I3,
// I4), and the journal gives the same state again (I5). rapidcheck prints the seed first; RC_PARAMS
// is honoured.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "scheduler/booking/release.hpp"
#include "scheduler/booking/standing_slot.hpp"
#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "scheduler/queueing/board.hpp"
#include "tests/model/changing_city.hpp"
#include "tests/scheduler/fixture.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::model {
namespace {

using namespace scheduler;
using scheduler::tests::admin;
using scheduler::tests::check_invariants;
using scheduler::tests::instant;

enum class Move : std::uint8_t {
  settle,
  hold,
  book,
  confirm,
  release,
  cancel,
  reschedule,
  join_waitlist,
  leave_waitlist,
  watch,
  end_watch,
  answer_offer,
  confirm_companion,
  join_keys,
  separate_key,
  check_in,
  take_ticket,
  open,
  pause,
  close,
  call,
  call_parked,
  recall,
  undo,
  serve,
  finish,
  miss,
  park,
  transfer,
  leave,
  restart,
  set_reserves,
  note_answers,
  note_forecast,
  close_halls,
  reopen_halls,
  post_notice,
  withdraw_notice,
  excuse,
  lift_suspension,
  note_outage,
  note_meaning,
  displace,
  carry_over,
  rename,
  forget,
};
constexpr int steps_count = 500;
constexpr unsigned citizens_count = 60;

struct ChangeStep {
  Move move{};
  std::uint8_t wait = 0;
  std::uint8_t hall = 0;
  std::uint8_t one = 0;    // which slot, booking, counter or ticket
  std::uint8_t other = 0;  // which citizens and services, or which city
};

std::ostream& operator<<(std::ostream& out, const ChangeStep& step) {
  return out << '{' << static_cast<int>(step.move) << ", " << int{step.wait} << ", "
             << int{step.hall} << ", " << int{step.one} << ", " << int{step.other} << '}';
}

/// From the whole range at once, however early the case.
rc::Gen<std::uint8_t> below(int end) {
  return rc::gen::map(rc::gen::inRange(0, end),
                      [](int value) { return static_cast<std::uint8_t>(value); });
}

/// Moves as often as they keep slots full and a hall busy; one in thirty is a start.
rc::Gen<Move> moves() {
  using enum Move;
  return rc::gen::weightedElement<Move>({{8, hold},
                                         {16, book},
                                         {6, confirm},
                                         {3, release},
                                         {6, cancel},
                                         {4, reschedule},
                                         {10, join_waitlist},
                                         {2, leave_waitlist},
                                         {5, confirm_companion},
                                         {4, join_keys},
                                         {3, separate_key},
                                         {10, check_in},
                                         {12, take_ticket},
                                         {10, open},
                                         {1, pause},
                                         {1, close},
                                         {22, call},
                                         {4, call_parked},
                                         {10, recall},
                                         {5, undo},
                                         {14, serve},
                                         {8, finish},
                                         {8, miss},
                                         {3, park},
                                         {3, transfer},
                                         {2, leave},
                                         {4, settle},
                                         {6, restart},
                                         {5, set_reserves},
                                         {1, note_answers},
                                         {8, watch},
                                         {1, end_watch},
                                         {6, answer_offer},
                                         {1, note_forecast},
                                         {1, close_halls},
                                         {1, reopen_halls},
                                         {1, post_notice},
                                         {1, withdraw_notice},
                                         {3, excuse},
                                         {1, lift_suspension},
                                         {2, note_outage},
                                         {1, note_meaning},
                                         {1, displace},
                                         {1, carry_over},
                                         {1, rename},
                                         {1, forget}});
}

rc::Gen<ChangeStep> steps() {
  return rc::gen::build<ChangeStep>(
      rc::gen::set(&ChangeStep::move, moves()), rc::gen::set(&ChangeStep::wait, below(256)),
      rc::gen::set(&ChangeStep::hall,
                   rc::gen::weightedElement<std::uint8_t>({{6, 0}, {3, 1}, {1, 2}})),
      rc::gen::set(&ChangeStep::one, below(256)), rc::gen::set(&ChangeStep::other, below(256)));
}

/// How often what came up, so that the test can tell that it tested something.
struct Seen {
  std::map<std::size_t, int> facts;  // by their index
  int beyond_capacity = 0;           // starts that found a slot with more taken than it has now
};

const Claim* claim_of(const Fact& fact) {
  return std::visit(
      [](const auto& one) -> const Claim* {
        if constexpr (requires { one.claim; }) return &one.claim;
        return nullptr;
      },
      fact);
}

class History {
 public:
  History(std::uint8_t city, Seen& seen) : seen_{seen}, city_{&changing_city(city)} {
    timers_.emplace(*city_);
    execute(SwitchOutbox{.on = true});
  }

  void run(const ChangeStep& step) {
    pass_time(step);
    act(step);
    ask_for_boards();
    RC_ASSERT(state_->hash() == state_->compute_hash());
  }

  /// To the end of time, under the configuration of the last start.
  void finish() {
    while (const auto next = timers_->next()) {
      now_ = std::max(now_, *next);
      run_timers();
    }
    check_invariants(*state_, journal_, *city_, earlier_);
    replay();
  }

 private:
  template <class Id>
  Id fresh() {
    ++names_;
    return {{names_ * 0x9E3779B97F4A7C15ULL, names_}};
  }
  template <class Id>
  static Id one_of(const std::vector<Id>& ids, std::uint8_t index) {
    return ids.empty() ? Id{} : ids[ids.size() - 1 - index % std::min<std::size_t>(ids.size(), 12)];
  }

  /// Mostly short, so that a morning has many steps; now and then to what is due next, or for days.
  void pass_time(const ChangeStep& step) {
    Instant target = now_ + std::chrono::seconds{step.wait % 32};
    if (step.wait >= 215) target = now_ + std::chrono::minutes{step.wait - 210};
    if (step.wait >= 240) target = std::max(now_, timers_->next().value_or(now_));
    if (step.wait == 254) target = now_ + std::chrono::hours{5 + step.one % 20};
    if (step.wait == 255) target = now_ + std::chrono::days{step.one % 4};
    while (timers_->next() && *timers_->next() <= target) {
      now_ = std::max(now_, *timers_->next());
      run_timers();
    }
    now_ = target;
  }

  void run_timers() {
    while (const auto command = timers_->pop_due(now_)) carry_out(*command);
  }

  /// With an idempotency key, so that replies are kept.
  bool execute(const CommandBody& body, const Caller& caller = admin) {
    return carry_out({.caller = caller,
                      .idempotency = {fresh<IdempotencyKey>(), RequestDigest{{1, 1}}},
                      .body = body});
  }

  bool carry_out(const Command& command) {
    const std::size_t first = journal_.size();
    const auto receipt = scheduler::execute(*state_, *city_, command, now_, journal_);
    for (std::size_t i = first; i < journal_.size(); ++i) {
      timers_->observe(*state_, journal_[i]);
      check_claim(journal_[i]);
      ++seen_.facts[journal_[i].fact.index()];
    }
    return receipt.rejection == Rejection::none;
  }

  /// I1: no booking is made above the capacity at its time.
  void check_claim(const Event& event) const {
    const auto* claim = claim_of(event.fact);
    if (claim == nullptr) return;
    const auto span = scheduler::span_of(*claim);
    std::uint32_t most = 0;
    for (int i = 0; i < span.slots; ++i) {
      const auto plan = plan_slot(*city_, span.key(i));
      RC_ASSERT(plan.has_value());
      const auto slot = as_it_stands(*plan, *state_);
      const auto released = static_cast<std::uint32_t>(released_minutes(slot, event.at));
      RC_ASSERT(state_->taken_minutes(span.key(i)) <= released);
      most = std::max(most, released);
    }
    RC_ASSERT(claim->capacity_minutes == most);
  }

  /// Few slots and citizens, so that they meet.
  SlotKey slot_of(const ChangeStep& step) const {
    const auto& hall = city_->halls[step.hall % city_->halls.size()];
    const LaneCode lane{static_cast<std::uint8_t>(step.one % 8 == 7 ? 2 : 1)};
    const Date date = config::date_of(now_) + std::chrono::days{step.one / 8 % 4 == 3 ? 0 : 1};
    const auto plans = plan_day(*city_, hall, lane, date);
    for (const auto& plan : plans) {
      if (plan.start > now_ + std::chrono::minutes{step.one / 32 % 4 == 3 ? 45 : 0})
        return plan.key;
    }
    return {hall.code, lane, date, MinuteOfDay{9 * 60}};
  }
  /// Mostly for the two services that are always in documents.
  static Party party_of(const ChangeStep& step) {
    const unsigned services = step.other % 8 == 7 ? 5 : 2;
    Party party;
    party.size = static_cast<std::uint8_t>(1 + step.other / 64);
    for (std::uint8_t i = 0; i < party.size; ++i) {
      auto& applicant = party.applicants[i];
      applicant.citizen = scheduler::tests::citizen((step.other + i) % citizens_count);
      applicant.service = ServiceCode{static_cast<std::uint8_t>(1 + (step.one + i) % services)};
      applicant.minor = step.other % 7 == 0;
    }
    return party;
  }

  static CitizenKey somebody(std::uint8_t number) {
    return scheduler::tests::citizen(number % citizens_count);
  }

  /// The last of the party, who is a companion where a citizen has booked.
  CitizenKey companion_of(const ChangeStep& step) const {
    const Place place = state_->find(one_of(bookings_, step.one));
    if (place == nowhere) return {};
    const Appointment& booking = state_->appointment(place);
    return state_->citizen(booking.citizens[booking.size - 1U]).key;
  }

  void act(const ChangeStep& step) {
    const RandomBits random{{step.other * 0x9E3779B97F4A7C15ULL, 0}};
    switch (step.move) {
      case Move::settle:
        execute(SettleAnnouncement{.number = state_->announcements().first(),
                                   .how = static_cast<Settlement>(step.one % 4)});
        execute(AnnounceAgain{state_->dead_letters().first()});
        execute(Revoke{.key = {{1 + step.one % 4U, 1}}, .kept = std::chrono::hours{step.other}});
        return;
      case Move::set_reserves: {
        const SlotKey slot = slot_of(step);
        const auto start = static_cast<std::uint16_t>(slot.start_minute().count());
        execute(SetReserves{.hall = slot.hall(),
                            .lane = slot.lane(),
                            .date = slot.date(),
                            .slots = {{{start, step.other}}},
                            .size = 1},
                {});
        return;
      }
      case Move::note_answers:
        execute(NoteCompliance{.hall = city_->halls[step.hall % city_->halls.size()].code,
                               .followed = step.one,
                               .ignored = step.other},
                {});
        return;
      case Move::note_forecast:
        execute(NoteForecast{.hall = city_->halls[step.hall % city_->halls.size()].code,
                             .lane = LaneCode{static_cast<std::uint8_t>(step.one % 18)},
                             .date = config::date_of(now_) + std::chrono::days{step.other % 8 == 7},
                             .forecast = {.booked_tenths = step.one, .walk_in_tenths = step.other}},
                {});
        return;
      case Move::close_halls:
        closures_.push_back(fresh<ClosureId>());
        execute(CloseHalls{.id = closures_.back(),
                           .closed = {.hall = step.other % 3 == 0 ? HallCode{} : hall_of(step),
                                      .from = now_ + std::chrono::hours{step.one % 40},
                                      .to = now_ + std::chrono::hours{41 + step.other % 20}},
                           .words = &words_});
        return;
      case Move::reopen_halls:
        if (!closures_.empty()) execute(ReopenHalls{closures_.back()});
        return;
      case Move::post_notice:
        notices_.push_back(fresh<NoticeId>());
        execute(PostNotice{.id = notices_.back(),
                           .from = now_,
                           .to = now_ + std::chrono::hours{1 + step.other},
                           .words = &words_});
        return;
      case Move::withdraw_notice:
        if (!notices_.empty()) execute(WithdrawNotice{notices_[step.one % notices_.size()]});
        return;
      case Move::excuse:
        for (const AppointmentId id : bookings_) execute(ExcuseNoShow{id});
        return;
      case Move::lift_suspension:
        for (unsigned n = 0; n < citizens_count; ++n) {
          execute(LiftSuspension{scheduler::tests::citizen(n)});
        }
        return;
      case Move::note_outage:
        execute(NoteOutage{now_ - std::chrono::minutes{step.one}}, {});
        return;
      case Move::note_meaning:
        execute(NoteMeaning{.of = MeaningOf::hall, .code = step.one % 4U, .digest = step.other},
                {});
        return;
      case Move::displace:
        execute(DisplaceBooking{one_of(bookings_, step.one)}, {});
        return;
      case Move::carry_over:
        execute(CarryOver{.slot = slot_of(step), .minutes = step.other}, {});
        return;
      case Move::rename:
        execute(RenameCitizen{.from = somebody(step.one), .to = fresh<CitizenKey>()}, {});
        return;
      case Move::forget:
        execute(ForgetCitizen{.citizen = somebody(step.one), .as = fresh<CitizenKey>()});
        return;
      case Move::hold:
        return note(bookings_, [&](AppointmentId id) {
          return execute(HoldSlot{.id = id, .slot = slot_of(step), .party = party_of(step)});
        });
      case Move::book:
        return note(bookings_, [&](AppointmentId id) {
          const BookSlot book{.id = id, .slot = slot_of(step), .party = party_of(step)};
          if (step.one % 2 == 0) return execute(book);
          return execute(book, scheduler::tests::citizen_caller(book.party.applicants[0].citizen));
        });
      case Move::confirm:
        execute(ConfirmHold{one_of(bookings_, step.one)});
        return;
      case Move::release:
        execute(ReleaseHold{one_of(bookings_, step.one)});
        return;
      case Move::cancel:
        execute(Cancel{.id = one_of(bookings_, step.one), .random = random});
        return;
      case Move::reschedule:
        return note(bookings_, [&](AppointmentId id) {
          return execute(Reschedule{.id = one_of(bookings_, step.other),
                                    .new_id = id,
                                    .slot = slot_of(step),
                                    .random = random});
        });
      case Move::join_waitlist:
        return join(step);
      case Move::leave_waitlist:
        execute(LeaveWaitlist{one_of(waiting_, step.one)});
        return;
      case Move::watch:
        return watch(step);
      case Move::end_watch:
        execute(EndWatch{one_of(bookings_, step.one)});
        return;
      case Move::answer_offer:
        return answer_offer(step, random);
      case Move::confirm_companion:
        execute(ConfirmCompanion{.id = one_of(bookings_, step.one), .citizen = companion_of(step)});
        return;
      case Move::join_keys:
        execute(JoinKeys{.person = somebody(step.one), .document = somebody(step.other)});
        return;
      case Move::separate_key:
        execute(SeparateKey{somebody(step.one)});
        return;
      case Move::restart:
        return restart(step);
      default:
        in_hall(step);
    }
  }

  template <class Id, class Ask>
  void note(std::vector<Id>& ids, const Ask& ask) {
    const auto id = fresh<Id>();
    if (ask(id)) ids.push_back(id);
  }

  void join(const ChangeStep& step) {
    const auto offer = fresh<AppointmentId>();
    const JoinWaitlist command{.id = fresh<WaitlistId>(),
                               .offer_id = offer,
                               .slot = slot_of(step),
                               .party = party_of(step)};
    if (!execute(command)) return;
    waiting_.push_back(command.id);
    bookings_.push_back(offer);
  }

  void watch(const ChangeStep& step) {
    WatchedPlaces places{.from = config::date_of(now_),
                         .to = config::date_of(now_) + std::chrono::days{step.other % 4}};
    places.halls = {hall_of(step), HallCode{100'001U + (step.hall + 1U) % 3U}};
    places.halls_size = step.other % 3;
    execute(WatchPlaces{
        .id = one_of(bookings_, step.one), .offer_id = fresh<AppointmentId>(), .places = places});
  }

  /// Of a booking instead of which a place is offered, from one on.
  void answer_offer(const ChangeStep& step, RandomBits random) {
    for (std::size_t i = 0; i < bookings_.size(); ++i) {
      const AppointmentId id = bookings_[(step.one + i) % bookings_.size()];
      const Place place = state_->find(id);
      if (place == nowhere || !has_place_offer(state_->appointment(place))) continue;
      const AppointmentId offer = state_->appointment(state_->appointment(place).later).id;
      if (step.other % 4 == 0) {
        execute(ReleaseHold{offer});
      } else if (execute(ConfirmHold{.id = offer, .random = random})) {
        bookings_.push_back(offer);
      }
      return;
    }
  }

  template <class Command>
  void at_counter(const ChangeStep& step) {
    Command command{};
    command.hall = hall_of(step);
    command.counter = counter_of(step);
    execute(command);
  }
  HallCode hall_of(const ChangeStep& step) const {
    return HallCode{100'001U + step.hall};  // whether or not it is there
  }
  static CounterNumber counter_of(const ChangeStep& step) {
    return CounterNumber{
        static_cast<std::uint16_t>(1 + (step.one % 4 == 0 ? step.one / 4 % 6 : 0))};
  }

  void in_hall(const ChangeStep& step) {
    switch (step.move) {
      case Move::check_in:
        return check_in(step);
      case Move::take_ticket:
        return note(tickets_, [&](TicketId id) {
          TakeTicket command{.ticket = id, .hall = hall_of(step)};
          for (const auto& applicant : party_of(step)) {
            command.services.codes[command.services.size++] = applicant.service;
          }
          return execute(command);
        });
      case Move::open:
        return at_counter<OpenCounter>(step);
      case Move::pause:
        execute(PauseCounter{.hall = hall_of(step),
                             .counter = counter_of(step),
                             .reason = PauseReason{static_cast<std::uint8_t>(step.other % 6)}});
        return;
      case Move::close:
        return at_counter<CloseCounter>(step);
      case Move::call:
        return at_counter<CallNext>(step);
      case Move::recall:
        return at_counter<Recall>(step);
      case Move::undo:
        return at_counter<UndoCall>(step);
      case Move::serve:
        return at_counter<Serve>(step);
      case Move::finish:
        return at_counter<Finish>(step);
      case Move::miss:
        return at_counter<Miss>(step);
      case Move::park:
        return at_counter<Park>(step);
      case Move::call_parked:
        execute(CallNext{.hall = hall_of(step),
                         .counter = counter_of(step),
                         .parked = one_of(tickets_, step.other)});
        return;
      case Move::transfer:
        execute(Transfer{.hall = hall_of(step),
                         .counter = counter_of(step),
                         .lane = LaneCode{static_cast<std::uint8_t>(1 + step.other % 3)}});
        return;
      default:
        execute(Leave{one_of(tickets_, step.other)});
    }
  }

  void check_in(const ChangeStep& step) {
    const Place place = state_->find(one_of(bookings_, step.one));
    if (place == nowhere) return;
    const auto& booking = state_->appointment(place);
    const auto hall = booking.slot.hall();
    note(tickets_, [&](TicketId id) {
      return execute(
          CheckIn{.hall = hall, .code = KioskCode{booking.code}, .ticket = id, .ground = {}});
    });
  }

  /// What anybody may ask for at any time.
  void ask_for_boards() const {
    for (const auto& hall : city_->halls) (void)make_board(*state_, *city_, hall, now_);
    for (const auto& id : tickets_) {
      Events none;
      (void)decide(*state_, *city_, {.caller = admin, .body = GetTicket{id}}, now_, none);
    }
  }

  void restart(const ChangeStep& step) {
    check_invariants(*state_, journal_, *city_, earlier_);
    replay();
    // Now and then it stays as it is.
    if (step.one >= 16) city_ = &changing_city(step.other);
    earlier_ = journal_.size();
    note_excess();
    timers_.emplace(*city_);
    timers_->rebuild(*state_);
    run_timers();
  }

  /// I5, by turns from the journal and from an image.
  void replay() {
    auto replayed = std::make_unique<State>();
    for (const auto& event : journal_) replayed->apply(event);
    RC_ASSERT(replayed->hash() == state_->hash());
    const auto loaded = scheduler::tests::through_image(*state_);
    RC_ASSERT(loaded->hash() == state_->hash());
    state_ = std::move(replayed);
  }

  void note_excess() {
    for (const Place place : state_->slots()) {
      const auto plan = plan_slot(*city_, state_->slot(place).key);
      const auto taken = static_cast<int>(state_->slot(place).taken_minutes);
      if (plan && taken > plan->capacity_minutes) ++seen_.beyond_capacity;
    }
  }

  Seen& seen_;
  const config::City* city_;
  std::unique_ptr<State> state_ = std::make_unique<State>();
  std::optional<Timers> timers_;
  Events journal_;
  std::size_t earlier_ = 0;  // events decided before the last start
  Instant now_ = instant("2026-06-08 08:00");
  std::uint64_t names_ = 0;
  std::vector<AppointmentId> bookings_;
  std::vector<WaitlistId> waiting_;
  std::vector<TicketId> tickets_;
  std::vector<ClosureId> closures_;
  std::vector<NoticeId> notices_;
  const Wording words_ = wording_of("台风停办。", "Closed: typhoon.");
};

TEST_CASE("a history goes on under any configuration that the loader accepts") {
  Seen seen;
  const bool holds = rc::check("every rule holds after every start", [&](std::uint8_t city) {
    const auto moves = *rc::gen::container<std::vector<ChangeStep>>(steps_count, steps());
    History history{city, seen};
    for (const auto& step : moves) history.run(step);
    history.finish();
  });
  CHECK(holds);
  CHECK(seen.beyond_capacity > 0);
  // The end of the day ends every ticket, and with it the visit: there is none left to complete.
  const std::size_t completed = Fact{Completed{}}.index();
  const std::size_t recalled = Fact{Recalled{}}.index();  // of journals of before
  // Three no-shows of one citizen in one case are rare: tests/scheduler/booking/test_excuses.cpp.
  const std::size_t lifted = Fact{SuspensionLifted{}}.index();
  for (std::size_t fact = 0; fact < std::variant_size_v<Fact>; ++fact) {
    if (fact == completed || fact == recalled || fact == lifted) continue;
    CAPTURE(fact);
    CHECK(seen.facts[fact] > 0);
  }
}

}  // namespace
}  // namespace offpeak::model
