// Random days in a hall against the core and the plain model: after every step each ticket is where
// the rule puts it (I4 of docs/architecture.md), and a state made anew from the journal or from an
// image goes on the same (I5).
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <map>
#include <memory>

#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"
#include "tests/model/queue_model.hpp"
#include "tests/scheduler/fixture.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::model {
namespace {

using namespace scheduler::tests;  // the small city and its words
using scheduler::CounterNumber;
using scheduler::PriorityGround;

enum class Move : std::uint8_t {
  take_ticket,
  check_in,
  open,
  pause,
  close,
  call,
  recall,
  undo,
  serve,
  finish,
  miss,
  park,
  call_parked,
  transfer,
  leave,
  restart,
};
constexpr int moves_count = 16;
constexpr int steps_count = 300;
constexpr int wait_s_end = 90;  // so that all steps fit into the hall's opening hours

struct QueueStep {
  std::uint8_t move = 0;
  std::uint8_t wait_s = 0;
  std::uint8_t one = 0;    // which counter, service or ticket
  std::uint8_t other = 0;  // ground, lanes, size
};

std::ostream& operator<<(std::ostream& out, const QueueStep& step) {
  return out << '{' << int{step.move} << ", " << int{step.wait_s} << ", " << int{step.one} << ", "
             << int{step.other} << '}';
}

/// From the whole range at once, however early the case.
rc::Gen<std::uint8_t> below(int end) {
  return rc::gen::map(rc::gen::inRange(0, end),
                      [](int value) { return static_cast<std::uint8_t>(value); });
}

/// Moves as often as they keep a hall busy.
rc::Gen<QueueStep> steps() {
  return rc::gen::build<QueueStep>(
      rc::gen::set(&QueueStep::move,
                   rc::gen::map(rc::gen::weightedElement<Move>({{20, Move::take_ticket},
                                                                {12, Move::check_in},
                                                                {6, Move::open},
                                                                {1, Move::pause},
                                                                {1, Move::close},
                                                                {22, Move::call},
                                                                {16, Move::recall},
                                                                {1, Move::undo},
                                                                {12, Move::serve},
                                                                {10, Move::finish},
                                                                {8, Move::miss},
                                                                {2, Move::park},
                                                                {3, Move::call_parked},
                                                                {2, Move::transfer},
                                                                {2, Move::leave},
                                                                {1, Move::restart}}),
                                [](Move move) { return static_cast<std::uint8_t>(move); })),
      rc::gen::set(&QueueStep::wait_s, below(wait_s_end)),
      rc::gen::set(&QueueStep::one, below(256)), rc::gen::set(&QueueStep::other, below(256)));
}

/// The main hall, two of its lanes, four counters, and citizens with appointments through the
/// morning.
class Day {
 public:
  Day(config::CallOrder order, config::LaneTies ties, int ageing_minutes)
      : city_{scheduler::tests::make_city()} {
    for (auto& one : city_.halls) {
      one.rules.call.order = order;
      one.rules.call.ties = ties;
      one.rules.call.recalls_max = 1;  // so that visitors are missed twice often enough
      one.rules.call.ageing = config::minutes{ageing_minutes};
    }
    model_ = std::make_unique<QueueModel>(city_.find(main_hall)->rules.call);
    now_ = instant("2026-06-11 18:00");
    book_all();
    now_ = instant("2026-06-12 08:30");
  }

  void run(const QueueStep& step) {
    now_ += std::chrono::seconds{step.wait_s};
    run_timers();
    const auto move = static_cast<Move>(step.move % moves_count);
    switch (move) {
      case Move::take_ticket:
        take_ticket(step);
        break;
      case Move::check_in:
        check_in(step);
        break;
      case Move::restart:
        restart();
        break;
      case Move::leave:
        leave(step);
        break;
      default:
        at_counter(move, step);
    }
    check();
  }

  void finish() {
    const auto left_open = model_->left_open();
    const Instant last_step = now_;
    const std::size_t before = journal_.size();
    now_ = instant("2026-06-13 00:00");
    run_timers();
    model_->end_day();
    check();
    check_assumed_ends(left_open, last_step, before);
    restart();
  }

  /// What nobody ended ends with the hall, or with what was done after that.
  void check_assumed_ends(std::set<int> left_open, Instant last_step, std::size_t before) {
    const Instant closing = instant("2026-06-12 17:00");
    for (std::size_t i = before; i < journal_.size(); ++i) {
      const auto* fact = std::get_if<scheduler::CounterLeftOpen>(&journal_[i].fact);
      if (fact == nullptr) continue;
      RC_ASSERT(left_open.erase(static_cast<int>(fact->counter)) == 1u);
      RC_ASSERT(fact->ended_at >= closing);
      RC_ASSERT(fact->ended_at <= std::max(closing, last_step));
    }
    RC_ASSERT(left_open.empty());
  }

  std::map<Rejection, int>& seen() { return seen_; }
  int count(TicketStatus status) const {
    return static_cast<int>(std::ranges::count(model_->tickets(), status, &QueueTicket::status));
  }

 private:
  struct Booking {
    scheduler::AppointmentId id{};
    LaneCode lane{};
    Instant start{};
    TicketId ticket{};  // zero: did not come yet
  };

  scheduler::Receipt execute(const scheduler::CommandBody& body) {
    const std::size_t first = journal_.size();
    const auto receipt =
        scheduler::execute(*state_, city_, {.caller = admin, .body = body}, now_, journal_);
    for (std::size_t i = first; i < journal_.size(); ++i) timers_->observe(*state_, journal_[i]);
    ++seen_[receipt.rejection];
    return receipt;
  }
  void run_timers() {
    while (const auto command = timers_->pop_due(now_)) execute(command->body);
  }
  TicketId fresh() {
    ++ids_;
    return {{ids_ * 0x9E3779B97F4A7C15ULL, ids_}};
  }

  void book_all() {
    const std::array starts{"0830", "0900", "0930", "1000", "1030"};
    std::uint64_t number = 0;
    const auto book = [&](const std::string& lane, const char* start, scheduler::ServiceCode what) {
      const auto key = slot("330100." + lane + ".2026-06-12." + start);
      const scheduler::AppointmentId id{{++number, 77}};
      const auto receipt = execute(
          scheduler::BookSlot{.id = id, .slot = key, .party = Group{{citizen(number), what}}});
      RC_ASSERT(receipt.rejection == Rejection::none);
      bookings_.push_back({id, key.lane(), key.start(), {}});
    };
    for (const auto* start : starts) {
      for (int i = 0; i < 6; ++i) book("documents", start, passport_renewal);
      book("business", start, business_registration);
    }
  }

  /// What the core has learned of services is not the model's matter.
  int expected_s(TicketId id) const {
    return state_->floor().ticket(state_->floor().find(id)).expected_s;
  }

  void take_ticket(const QueueStep& step) {
    constexpr std::array services{passport_renewal, first_passport, business_registration};
    const auto service = services[step.one % services.size()];
    const bool priority = step.other % 5 == 0;
    scheduler::TakeTicket command{.ticket = fresh(), .hall = main_hall};
    command.services.size = static_cast<std::uint8_t>(1 + step.other % 3);
    command.services.codes.fill(service);
    command.ground = priority ? PriorityGround::senior : PriorityGround::none;
    RC_ASSERT(execute(command).rejection == Rejection::none);
    const LaneCode lane = service == business_registration ? business : documents;
    model_->come(command.ticket, lane, command.services.size, false, priority, now_, now_,
                 expected_s(command.ticket));
  }

  bool has_ended(TicketId id) const {
    const auto& tickets = model_->tickets();
    const auto status = std::ranges::find(tickets, id, &QueueTicket::id)->status;
    return status == TicketStatus::done || status == TicketStatus::left ||
           status == TicketStatus::no_show;
  }

  void check_in(const QueueStep& step) {
    auto& booking = bookings_[step.one % bookings_.size()];
    const auto& record = state_->appointment(state_->find(booking.id));
    const scheduler::CheckIn command{.hall = main_hall,
                                     .code = scheduler::KioskCode{record.code},
                                     .ticket = fresh(),
                                     .ground = {}};
    const auto rejection = execute(command).rejection;
    using std::chrono::minutes;
    const auto late = now_ - booking.start;
    Rejection expected = Rejection::none;
    if (!booking.ticket.is_zero()) {
      // The same ticket again, while it is worth anything.
      RC_ASSERT(rejection ==
                (has_ended(booking.ticket) ? Rejection::visit_ended : Rejection::none));
      return;
    }
    if (late > minutes{30}) {
      expected = Rejection::too_late;
    } else if (late < -minutes{30}) {
      expected = Rejection::too_early;
    }
    RC_ASSERT(rejection == expected);
    if (rejection != Rejection::none) return;
    booking.ticket = command.ticket;
    model_->come(command.ticket, booking.lane, 1, late <= minutes{15}, false, now_, booking.start,
                 expected_s(command.ticket));
  }

  void leave(const QueueStep& step) {
    const auto& tickets = model_->tickets();
    if (tickets.empty()) return;
    const TicketId id = tickets[step.one % tickets.size()].id;
    RC_ASSERT(execute(scheduler::Leave{id}).rejection == model_->leave(id));
  }

  template <class Command>
  Rejection ask(int counter) {
    Command command{};
    command.hall = main_hall;
    command.counter = CounterNumber{static_cast<std::uint16_t>(counter)};
    return execute(command).rejection;
  }

  void at_counter(Move move, const QueueStep& step) {
    const int counter = 1 + step.one % 3;
    switch (move) {
      case Move::open:
        return open(counter, step);
      case Move::pause:
        return pause(counter, step);
      case Move::close:
        RC_ASSERT(ask<scheduler::CloseCounter>(counter) == model_->close(counter));
        return;
      case Move::call:
        return call(counter);
      case Move::recall:
        RC_ASSERT(ask<scheduler::Recall>(counter) == model_->recall(counter));
        return;
      case Move::undo:
        RC_ASSERT(ask<scheduler::UndoCall>(counter) == model_->undo(counter));
        return;
      case Move::serve:
        RC_ASSERT(ask<scheduler::Serve>(counter) == model_->serve(counter));
        return;
      case Move::finish:
        RC_ASSERT(ask<scheduler::Finish>(counter) == model_->finish(counter));
        return;
      case Move::miss:
        RC_ASSERT(ask<scheduler::Miss>(counter) == model_->miss(counter));
        return;
      case Move::park:
        RC_ASSERT(ask<scheduler::Park>(counter) == model_->park(counter));
        return;
      case Move::call_parked:
        return call_parked(counter, step);
      default:
        return transfer(counter, step);
    }
  }

  void open(int counter, const QueueStep& step) {
    const std::array lanes{scheduler::lane_bit(documents), scheduler::lane_bit(business),
                           scheduler::lane_bit(documents) | scheduler::lane_bit(business)};
    const LaneSet chosen = lanes[step.other % lanes.size()];
    const CounterNumber number{static_cast<std::uint16_t>(counter)};
    const auto receipt =
        execute(scheduler::OpenCounter{.hall = main_hall, .counter = number, .lanes = chosen});
    RC_ASSERT(receipt.rejection == Rejection::none);
    model_->open(counter, chosen);
  }

  void pause(int counter, const QueueStep& step) {
    const auto reason = static_cast<scheduler::PauseReason>(step.other % 6);
    const CounterNumber number{static_cast<std::uint16_t>(counter)};
    const auto receipt =
        execute(scheduler::PauseCounter{.hall = main_hall, .counter = number, .reason = reason});
    RC_ASSERT(receipt.rejection == model_->pause(counter, reason));
  }

  void call(int counter) {
    const CounterNumber number{static_cast<std::uint16_t>(counter)};
    const auto receipt =
        execute(scheduler::CallNext{.hall = main_hall, .counter = number, .parked = {}});
    std::optional<TicketId> called;
    RC_ASSERT(receipt.rejection == model_->call(counter, now_, called));
    RC_ASSERT((receipt.kind == scheduler::ReceiptKind::ticket) == called.has_value());
    if (called) RC_ASSERT(receipt.subject.words == called->words);
  }

  void call_parked(int counter, const QueueStep& step) {
    const auto& tickets = model_->tickets();
    if (tickets.empty()) return;
    const TicketId id = tickets[step.other % tickets.size()].id;
    const CounterNumber number{static_cast<std::uint16_t>(counter)};
    const auto receipt =
        execute(scheduler::CallNext{.hall = main_hall, .counter = number, .parked = id});
    RC_ASSERT(receipt.rejection == model_->call_parked(counter, id, now_));
  }

  void transfer(int counter, const QueueStep& step) {
    const LaneCode lane = step.other % 2 == 0 ? documents : business;
    const CounterNumber number{static_cast<std::uint16_t>(counter)};
    const auto receipt =
        execute(scheduler::Transfer{.hall = main_hall, .counter = number, .lane = lane});
    RC_ASSERT(receipt.rejection == model_->transfer(counter, lane));
  }

  void check() const {
    const auto& floor = state_->floor();
    RC_ASSERT(state_->hash() == state_->compute_hash());
    RC_ASSERT(floor.ticket_count() == model_->tickets().size());
    for (const auto& [number, expected] : model_->counters()) {
      const auto place =
          floor.find_counter(main_hall, CounterNumber{static_cast<std::uint16_t>(number)});
      RC_ASSERT(floor.counter(place).status == expected.status);
      RC_ASSERT(floor.counter(place).paused_for == expected.paused_for);
    }
    for (const auto& expected : model_->tickets()) {
      const auto& ticket = floor.ticket(floor.find(expected.id));
      RC_ASSERT(ticket.status == expected.status);
      RC_ASSERT(ticket.number == expected.number);
      RC_ASSERT(ticket.size == expected.size);
      RC_ASSERT(ticket.lane_day.lane() == expected.lane);
      if (expected.status == TicketStatus::waiting) RC_ASSERT(ticket.line == expected.line);
      if (expected.status == TicketStatus::called) RC_ASSERT(ticket.counter == expected.counter);
    }
  }

  void restart() {
    auto replayed = std::make_unique<scheduler::State>();
    for (const auto& event : journal_) replayed->apply(event);
    RC_ASSERT(replayed->hash() == state_->hash());
    if (++restarts_ % 2 == 0) replayed = through_image(*state_);
    RC_ASSERT(replayed->compute_hash() == state_->hash());
    state_ = std::move(replayed);
    timers_ = std::make_unique<scheduler::Timers>(city_);
    timers_->rebuild(*state_);
    run_timers();
  }

  config::City city_;
  std::unique_ptr<QueueModel> model_;
  std::unique_ptr<scheduler::State> state_ = std::make_unique<scheduler::State>();
  std::unique_ptr<scheduler::Timers> timers_ = std::make_unique<scheduler::Timers>(city_);
  scheduler::Events journal_;
  Instant now_{};
  std::vector<Booking> bookings_;
  std::map<Rejection, int> seen_;
  std::uint64_t ids_ = 0;
  int restarts_ = 0;
};

TEST_CASE("a hall's day goes as the plain model says, whatever clerks and visitors do") {
  std::map<Rejection, int> seen;
  std::map<TicketStatus, int> ended;
  const bool holds = rc::check(
      "core and model agree after every step",
      [&](std::uint8_t order, std::uint8_t ties, bool ages) {
        const auto moves = *rc::gen::container<std::vector<QueueStep>>(steps_count, steps());
        Day day{static_cast<config::CallOrder>(order % 3), static_cast<config::LaneTies>(ties % 3),
                ages ? 20 : 0};
        for (const auto& step : moves) day.run(step);
        day.finish();
        for (const auto& [rejection, times] : day.seen()) seen[rejection] += times;
        for (const auto status : {TicketStatus::done, TicketStatus::left, TicketStatus::no_show}) {
          ended[status] += day.count(status);
        }
      });
  CHECK(holds);
  if (!holds) return;
  for (const auto rejection :
       {Rejection::none, Rejection::wrong_state, Rejection::too_early, Rejection::counter_closed,
        Rejection::counter_busy, Rejection::no_visitor, Rejection::recall_first,
        Rejection::recalls_spent, Rejection::wrong_lane}) {
    CAPTURE(rejection);
    CHECK(seen[rejection] > 0);
  }
  for (const auto& [status, times] : ended) {
    CAPTURE(status);
    CHECK(times > 0);
  }
}

}  // namespace
}  // namespace offpeak::model
