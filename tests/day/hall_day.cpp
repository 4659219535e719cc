#include "tests/day/hall_day.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "tests/support/identity_numbers.hpp"

namespace offpeak::day {
namespace {

using config::Instant;
using testing::HttpReply;

using Beat = std::chrono::duration<std::int64_t, std::ratio<10>>;

constexpr std::size_t surprises_max = 5;
constexpr double to_the_counter_minutes = 0.5;
constexpr double between_recalls_minutes = 0.5;
constexpr double form_minutes = 10;
constexpr double patience_minutes = 15;
constexpr double idle_minutes = 5;

std::string list_of(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "\"" : ",\"") + key + "\"";
  return "[" + text + "]";
}

}  // namespace

HallDay::HallDay(const config::City& city, const config::Hall& hall, config::Date date,
                 std::vector<Visitor> visitors, std::uint64_t first_citizen, std::mt19937_64 random,
                 DayClock& clock, testing::HttpClient client, Tokens tokens)
    : city_{city},
      hall_{hall},
      date_{date},
      next_citizen_{first_citizen},
      random_{random},
      clock_{clock},
      client_{std::move(client)},
      tokens_{std::move(tokens)},
      path_{"/v1/halls/" + scheduler::format_hall(hall.code)} {
  for (auto& visitor : visitors) guests_.push_back({.visitor = std::move(visitor)});
  tally_.visitors = static_cast<std::int64_t>(guests_.size());
  for (const auto& counter : hall.counters) {
    Clerk clerk;
    clerk.number = counter.number;
    for (const auto& [lane, share] : counter.share_percent) {
      clerk.lanes.push_back(city.find(lane)->key);
    }
    const auto open = scheduler::periods_on(city, hall, date);
    clerk.periods.assign(open.begin(), open.end());
    if (!counter.hours.empty()) clerk.periods = counter.hours;
    clerks_.push_back(std::move(clerk));
  }
}

/// Things happen at whole multiples of Beat: what many halls do at one moment shares commits.
void HallDay::plan(Instant at, std::function<void()> act) {
  agenda_.push({std::chrono::ceil<Beat>(at), planned_++, std::move(act)});
}

void HallDay::plan_in(double minutes, std::function<void()> act) {
  plan(clock_.now() + config::milliseconds{static_cast<std::int64_t>(minutes * 60'000)},
       std::move(act));
}

HttpReply HallDay::kiosk(const std::string& path, const std::string& body) {
  ++tally_.requests;
  return client_.post(path_ + path, body, tokens_.kiosk);
}

HttpReply HallDay::clerk_does(const Clerk& clerk, const char* action, const std::string& body) {
  ++tally_.requests;
  return client_.post(path_ + "/counters/" + std::to_string(clerk.number) + "/" + action, body,
                      tokens_.staff);
}

bool HallDay::expect(const HttpReply& reply, int status, const char* what) {
  if (reply.status == status) return true;
  if (tally_.surprises.size() < surprises_max) {
    tally_.surprises.push_back(path_ + " " + what + ": " + std::to_string(reply.status) + " " +
                               reply.body);
  }
  return false;
}

HallTally HallDay::run() {
  book_all();
  plan_arrivals();
  for (auto& clerk : clerks_) {
    plan(at_minute(clerk.periods.front().from), [this, &clerk] { open(clerk); });
  }
  while (!agenda_.empty()) {
    const Due due = agenda_.top();
    agenda_.pop();
    clock_.await(due.at);
    due.act();
  }
  return std::move(tally_);
}

// ---- visitors -----------------------------------------------------------------------------------

void HallDay::book_all() {
  for (auto& guest : guests_) {
    if (guest.visitor.wants_appointment) book(guest);
  }
}

/// A slot at random, and when it is full the ones after it; who finds none comes without.
void HallDay::book(Guest& guest) {
  const auto* lane = city_.find_lane(guest.visitor.lane);
  const auto slots = scheduler::plan_day(city_, hall_, lane->code, date_);
  std::string applicants;
  for (const auto& service : guest.visitor.services) {
    applicants += (applicants.empty() ? "" : ",");
    applicants += R"({"service":")" + service + R"(","id_type":"resident","id_number":")" +
                  testing::resident_number(next_citizen_++) + R"("})";
  }
  const std::size_t first = slots.empty() ? 0 : random_() % slots.size();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto& slot = slots[(first + i) % slots.size()];
    const auto name = scheduler::format_slot(city_, slot.key);
    ++tally_.requests;
    const auto reply = client_.post(
        "/v1/appointments", R"({"slot":")" + name + R"(","applicants":[)" + applicants + "]}",
        tokens_.hotline);
    if (reply.status == 201) {
      guest.slot = name;
      guest.code = reply.text("code");
      guest.visitor.arrival = slot.start - config::minutes{guest.visitor.minutes_early};
      return;
    }
    if (reply.text("code") != "slot_full") {
      expect(reply, 201, "booking");
      return;
    }
  }
}

void HallDay::plan_arrivals() {
  for (auto& guest : guests_) {
    if (!guest.slot.empty() && guest.visitor.habit == Habit::stays_away) {
      lane_of(guest).no_shows += guest.visitor.people();
      continue;
    }
    ++expected_;
    plan(guest.visitor.arrival, [this, &guest] { arrive(guest); });
  }
}

void HallDay::arrive(Guest& guest) {
  --expected_;
  const auto& visitor = guest.visitor;
  const std::string ground =
      visitor.ground.empty() ? "" : R"(,"priority":")" + visitor.ground + "\"";
  if (guest.slot.empty()) {
    const auto reply =
        kiosk("/tickets", R"({"services":)" + list_of(visitor.services) + ground + "}");
    if (reply.status == 409 && reply.text("code") == "numbers_ended") {
      ++tally_.turned_away;
      return;
    }
    return take_place(guest, reply, false);
  }
  const auto reply = kiosk("/check-ins", R"({"code":")" + guest.code + "\"" + ground + "}");
  const auto problem = reply.status == 201 ? "" : reply.text("code");
  if (problem == "too_late") {
    lane_of(guest).no_shows += visitor.people();
    return;
  }
  take_place(guest, reply, true);
}

void HallDay::take_place(Guest& guest, const HttpReply& reply, bool booked) {
  if (!expect(reply, 201, booked ? "check-in" : "ticket")) {
    ++tally_.turned_away;
    return;
  }
  const auto people = guest.visitor.people();
  Tally& lane = lane_of(guest);
  ++lane.tickets;
  lane.people += people;
  (booked ? lane.booked : lane.walk_in) += people;
  if (!guest.visitor.ground.empty()) lane.priority += people;
  guest.ticket = reply.text("id");
  guest.waiting = true;
  by_ticket_[guest.ticket] = &guest;
  ++inside_;
  if (guest.visitor.habit == Habit::leaves) {
    plan_in(patience_minutes, [this, &guest] { give_up(guest); });
  }
  wake_idle();
}

void HallDay::give_up(Guest& guest) {
  if (!guest.waiting) return;
  ++tally_.requests;
  if (!expect(client_.del("/v1/tickets/" + guest.ticket), 204, "leaving")) return;
  guest.waiting = false;
  lane_of(guest).left += guest.visitor.people();
  leave_hall();
}

// ---- clerks -------------------------------------------------------------------------------------

void HallDay::open(Clerk& clerk) {
  expect(clerk_does(clerk, "open"), 204, "opening");
  next(clerk);
}

void HallDay::wake_idle() {
  for (auto& clerk : clerks_) {
    if (!clerk.idle) continue;
    clerk.idle = false;
    ++clerk.turn;
    plan(clock_.now(), [this, &clerk] { next(clerk); });
  }
}

/// Calls whoever comes next; at noon rests, in the evening goes when the hall is empty.
void HallDay::next(Clerk& clerk) {
  const Instant now = clock_.now();
  const bool is_last = clerk.period + 1 == clerk.periods.size();
  if (!is_last && now >= at_minute(clerk.periods[clerk.period].to)) return rest(clerk);
  const bool is_over = now >= at_minute(clerk.periods.back().to);
  if (is_over && inside_ == 0 && expected_ == 0) return close(clerk);

  std::string body;
  if (!clerk.parked.empty()) {
    body = R"({"ticket":")" + clerk.parked.back()->ticket + R"("})";
    clerk.parked.pop_back();
  }
  const auto reply = clerk_does(clerk, "call-next", body);
  if (reply.status == 200) return called(clerk, reply);
  expect(reply, 204, "calling");
  clerk.idle = true;
  const std::uint64_t turn = ++clerk.turn;
  plan_in(idle_minutes, [this, &clerk, turn] {
    if (clerk.turn != turn) return;
    clerk.idle = false;
    next(clerk);
  });
}

void HallDay::rest(Clerk& clerk) {
  expect(clerk_does(clerk, "pause"), 204, "pausing");
  ++clerk.period;
  plan(std::max(clock_.now(), at_minute(clerk.periods[clerk.period].from)),
       [this, &clerk] { open(clerk); });
}

void HallDay::close(Clerk& clerk) {
  clerk.closed = true;
  expect(clerk_does(clerk, "close"), 204, "closing");
}

void HallDay::called(Clerk& clerk, const HttpReply& reply) {
  const std::string ticket{reply.json().at("ticket").at("id").as_string()};
  const auto found = by_ticket_.find(ticket);
  if (found == by_ticket_.end()) {
    tally_.surprises.push_back("a ticket of nobody was called: " + ticket);
    return;
  }
  Guest& guest = *found->second;
  guest.waiting = false;
  ++lane_of(guest).calls;
  const bool first = !std::exchange(guest.called_before, true);
  const Habit habit = guest.visitor.habit;
  if (habit == Habit::absent || (habit == Habit::inattentive && first)) {
    return call_in_vain(clerk, guest, 0);
  }
  if (habit == Habit::transfers && first && transfer(clerk, guest)) return;
  plan_in(to_the_counter_minutes, [this, &clerk, &guest] { meet(clerk, guest); });
}

void HallDay::call_in_vain(Clerk& clerk, Guest& guest, int recalls) {
  plan_in(between_recalls_minutes, [this, &clerk, &guest, recalls] {
    if (recalls == hall_.rules.call.recalls_max) return miss(clerk, guest);
    expect(clerk_does(clerk, "recall"), 200, "recalling");
    ++tally_.recalls;
    call_in_vain(clerk, guest, recalls + 1);
  });
}

void HallDay::miss(Clerk& clerk, Guest& guest) {
  const auto reply = clerk_does(clerk, "miss");
  if (!expect(reply, 200, "missing")) return;
  if (reply.json().at("ticket").at("status") == "waiting") {
    guest.waiting = true;
    wake_idle();
  } else {
    lane_of(guest).missed += guest.visitor.people();
    leave_hall();
  }
  next(clerk);
}

/// To another lane that a counter serves.
bool HallDay::transfer(Clerk& clerk, Guest& guest) {
  for (const auto& other : clerks_) {
    for (const auto& lane : other.lanes) {
      if (lane == guest.visitor.lane) continue;
      if (!expect(clerk_does(clerk, "transfer", R"({"lane":")" + lane + R"("})"), 200,
                  "transfer")) {
        return false;
      }
      ++tally_.transferred;
      guest.waiting = true;
      wake_idle();
      next(clerk);
      return true;
    }
  }
  return false;
}

void HallDay::meet(Clerk& clerk, Guest& guest) {
  expect(clerk_does(clerk, "serve"), 200, "serving");
  if (guest.visitor.habit == Habit::parks) {
    guest.visitor.habit = Habit::none;
    return plan_in(1, [this, &clerk, &guest] { park(clerk, guest); });
  }
  plan_in(guest.visitor.counter_minutes, [this, &clerk, &guest] { finish(clerk, guest); });
}

void HallDay::park(Clerk& clerk, Guest& guest) {
  expect(clerk_does(clerk, "park"), 200, "parking");
  ++tally_.parked;
  plan_in(form_minutes, [this, &clerk, &guest] {
    clerk.parked.push_back(&guest);
    wake_idle();
  });
  next(clerk);
}

void HallDay::finish(Clerk& clerk, Guest& guest) {
  const auto body = R"({"documents":)" + std::to_string(guest.visitor.documents) + "}";
  if (expect(clerk_does(clerk, "finish", body), 200, "finishing")) {
    lane_of(guest).served += guest.visitor.people();
    lane_of(guest).documents += guest.visitor.documents;
  }
  leave_hall();
  next(clerk);
}

}  // namespace offpeak::day
