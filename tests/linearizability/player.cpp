#include "tests/linearizability/player.hpp"

#include <algorithm>

namespace offpeak::linearizability {
namespace {

namespace s = scheduler;

bool is_question(Kind kind) {
  return kind == Kind::read || kind == Kind::list || kind == Kind::taken ||
         kind == Kind::read_later || kind == Kind::read_offer;
}

std::mt19937 random_of(std::uint64_t seed, int number) {
  std::seed_seq numbers{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                        static_cast<std::uint32_t>(number), 0x91u};
  return std::mt19937{numbers};
}

}  // namespace

Player::Player(Table& table, int number, int operations)
    : table_{table}, number_{number}, left_{operations}, random_{random_of(table.seed, number)} {}

void Player::play(engine::Engine& engine, engine::tests::Caller& caller) {
  while (left_ > 0 || !unknown_.empty()) {
    std::vector<Attempt> window;
    for (int i = 1 + below(3); i > 0; --i) {
      Attempt attempt;
      if (!unknown_.empty()) {
        attempt = std::move(unknown_.front());
        unknown_.pop_front();
      } else if (left_-- > 0) {
        attempt = draw();
      } else {
        break;
      }
      if (attempt.operation.kind == Kind::taken) {
        read_taken(engine, attempt);
      } else if (send(caller, attempt)) {
        window.push_back(std::move(attempt));
      } else {
        give_up(attempt);
      }
    }
    for (auto& attempt : window) finish(caller, attempt);
    if (engine.has_failed()) return;
  }
}

Player::Attempt Player::draw() {
  Attempt attempt;
  attempt.slot = below(table_.slots);
  attempt.operation = draw_operation(attempt.slot);
  attempt.key = static_cast<std::uint64_t>(number_ + 1) << 32 | ++keys_;
  return attempt;
}

/// Of those who are booked later on the day, and may watch for the slot.
SlotOperation Player::draw_move(int slot) {
  const int mover = below(movers_per_slot);
  auto& begun = table_.moves[static_cast<std::size_t>(slot)][static_cast<std::size_t>(mover)];
  const int choice = below(100);
  if (choice < 35) {
    const int step = begun.fetch_add(1);
    if (step == 0) return {Kind::book_later, mover};
    if (step <= watches_per_mover) return {Kind::watch, mover * watches_per_mover + step - 1};
  }
  const int newest = std::clamp(begun.load() - 2, 0, watches_per_mover - 1);
  const int watch = mover * watches_per_mover + newest;
  if (choice < 50) return {Kind::take, watch};
  if (choice < 60) return {Kind::decline, watch};
  if (choice < 68) return {Kind::end_watch, mover};
  if (choice < 71) return {Kind::give_up, mover};
  if (choice < 80) return {Kind::list, citizens_per_slot + mover};
  if (choice < 90) return {Kind::read_later, mover};
  return {Kind::read_offer, watch};
}

SlotOperation Player::draw_operation(int slot) {
  if (table_.has_movers && below(2) == 0) return draw_move(slot);
  auto& begun = table_.visits[static_cast<std::size_t>(slot)];
  // Fewer where places are to be free for those who watch.
  const int choice = below(100);
  if (choice < (table_.has_movers ? 15 : 40)) {
    const int visit = begun.fetch_add(1);
    if (visit < visits_per_slot) return {choice % 2 == 0 ? Kind::book : Kind::hold, visit};
  }
  // The newest are the ones that others are busy with.
  const int newest = std::clamp(begun.load(), 1, visits_per_slot);
  const int visit = newest - 1 - below(std::min(newest, 6));
  if (choice < 53) return {Kind::confirm, visit};
  if (choice < 62) return {Kind::release, visit};
  if (choice < 72) return {Kind::cancel, visit};
  if (choice < 80) return {Kind::list, below(citizens_per_slot)};
  if (choice < 90 && table_.reads_taken) return {Kind::taken, 0};
  return {Kind::read, visit};
}

/// False when the engine takes nothing any more.
bool Player::send(engine::tests::Caller& caller, Attempt& attempt) {
  const bool again = attempt.invoked != 0;
  if (!again) attempt.invoked = table_.now();
  if (const auto early = forge(attempt)) note(attempt, table_.now(), early);
  auto key = attempt.key;
  // A request that makes a record keeps its key: it names the record's id, and whoever sends one
  // anew draws another.
  const auto kind = attempt.operation.kind;
  const bool makes_record =
      kind == Kind::book || kind == Kind::hold || kind == Kind::book_later || kind == Kind::watch;
  if (table_.defect == Defect::forgets_keys && again && !makes_record) {
    key |= std::uint64_t{1} << 63;
  }
  const s::Idempotency idempotency{{{key, 1}}, {{key, 2}}};
  const auto body = command_for(table_.seed, attempt.slot, attempt.operation);
  const auto who = caller_for(table_.seed, attempt.slot, attempt.operation);
  attempt.cookies.clear();
  // Now and then a request comes twice: both replies are to be the same.
  for (int i = below(8) == 0 ? 2 : 1; i > 0; --i) {
    const auto cookie = caller.sent();
    if (caller.send_as(who, body, idempotency) != engine::Push::claimed) break;
    attempt.cookies.push_back(cookie);
  }
  return !attempt.cookies.empty();
}

void Player::finish(engine::tests::Caller& caller, Attempt& attempt) {
  std::optional<std::string> told;
  for (const auto cookie : attempt.cookies) {
    const auto& completion = caller.wait_for(cookie);
    if (completion.failed) continue;
    auto result = result_of(completion.reply);
    if (told && !is_question(attempt.operation.kind) && *told != result) {
      faults_.push_back(to_string(attempt.operation) + " sent twice: " + *told + ", " + result);
    }
    if (!told) told = std::move(result);
  }
  if (!told) return give_up(attempt);
  if (forge(attempt)) return;
  const Tick returned = table_.now();
  if (table_.defect == Defect::answers_stale && attempt.operation.kind == Kind::read) {
    const auto known = std::ranges::find_if(noted_, [&](const Noted& noted) {
      return noted.slot == attempt.slot && noted.call.operation.kind == Kind::read &&
             noted.call.operation.number == attempt.operation.number;
    });
    if (known != noted_.end()) told = known->call.result;
  }
  if (table_.defect == Defect::keeps_both && told == "rescheduled") told = "booked";
  note(attempt, returned, told);
}

/// Nobody said what came of it. Most are asked again, with the same key; the rest stays unknown.
void Player::give_up(const Attempt& attempt) {
  if (is_question(attempt.operation.kind) || forge(attempt)) return;
  if (below(4) == 0) {
    note(attempt, never, std::nullopt);
  } else {
    unknown_.push_back(attempt);
  }
}

void Player::note(const Attempt& attempt, Tick returned, std::optional<std::string> result) {
  noted_.push_back({attempt.slot, {attempt.operation, attempt.invoked, returned, result}});
  // What it may lead to, by itself.
  const auto follows = [&](Kind kind) {
    noted_.push_back(
        {attempt.slot, {{kind, attempt.operation.number}, attempt.invoked, never, {}}});
  };
  if (attempt.operation.kind == Kind::cancel && table_.capacity_returns) follows(Kind::give_back);
  if (attempt.operation.kind == Kind::watch) follows(Kind::offer);
}

void Player::read_taken(const engine::Engine& engine, Attempt& attempt) {
  attempt.invoked = table_.now();
  const auto minutes = engine.availability().taken_minutes(slot_key(attempt.slot));
  note(attempt, table_.now(), std::to_string(minutes));
}

/// What is said of a booking before anybody was asked, by an engine with that defect.
std::optional<std::string> Player::forge(const Attempt& attempt) const {
  const bool early = table_.defect == Defect::replies_early && attempt.operation.kind == Kind::book;
  return early ? std::optional<std::string>{"booked"} : std::nullopt;
}

void Player::hand_in(History& history) {
  for (const auto& attempt : unknown_) note(attempt, never, std::nullopt);
  for (auto& noted : noted_) {
    auto& calls = history.slots[static_cast<std::size_t>(noted.slot)];
    const auto kind = noted.call.operation.kind;
    if (kind != Kind::give_back && kind != Kind::offer) {
      ++history.operations;
      if (!noted.call.is_known()) ++history.unknown;
      if (kind == Kind::take && noted.call.result == "booked") ++history.moved;
    }
    calls.push_back(std::move(noted.call));
  }
  std::ranges::move(faults_, std::back_inserter(history.faults));
}

}  // namespace offpeak::linearizability
