#include "tests/scheduler/engine/harness.hpp"

#include "store/event_codec.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr auto saturday = "330100.documents.2026-06-13.0830";
constexpr auto sunday = "330100.documents.2026-06-14.0930";
constexpr auto monday = "330100.documents.2026-06-15.1000";

}  // namespace

const config::City& large_city() {
  static const config::City made = [] {
    constexpr int times = 1000;
    auto copy = city();
    for (auto& hall : copy.halls) {
      for (auto& percent : hall.lane_percent) percent *= times;
      hall.rules.walk_in_reserve_percent = 0;
      hall.rules.release = {{std::nullopt, minute("00:00"), 100}};
    }
    return copy;
  }();
  return made;
}

s::BookSlot booking(std::string_view slot_name, const Group& group) {
  return {.id = fresh<s::AppointmentId>(), .slot = slot(slot_name), .party = group};
}

s::HoldSlot hold(std::string_view slot_name, const Group& group) {
  return {.id = fresh<s::AppointmentId>(), .slot = slot(slot_name), .party = group};
}

s::BookSlot nth_booking(std::uint64_t n) {
  constexpr std::uint64_t days = 10;
  constexpr std::uint64_t slots = 7;  // of a morning
  const auto date = day("2026-06-09") + std::chrono::days{n % days};
  const auto start = minute("08:30") + std::chrono::minutes{30 * (n / days % slots)};
  return {.id = fresh<s::AppointmentId>(),
          .slot = {main_hall, documents, date, start},
          .party = Group{citizen(n)}};
}

void Caller::Bell::ring() {
  {
    const std::lock_guard lock{mutex};
    rung = true;
  }
  changed.notify_one();
}

void Caller::Bell::wait() {
  std::unique_lock lock{mutex};
  changed.wait(lock, [this] { return rung; });
  rung = false;
}

Caller::Caller(Engine& engine)
    : engine_{engine}, bell_{std::make_shared<Bell>()}, port_{&engine.add_port([bell = bell_] {
        bell->ring();
      })} {}

namespace {

/// Who is booked for asks for it, so that a booking is one fact: of others it is put down who
/// asked.
s::Caller caller_of(const s::CommandBody& body) {
  return std::visit(
      [](const auto& one) -> s::Caller {
        if constexpr (requires { one.party; })
          return citizen_caller(one.party.applicants[0].citizen);
        return admin;
      },
      body);
}

}  // namespace

Push Caller::send(const s::CommandBody& body, const s::Idempotency& idempotency) {
  return send_as(caller_of(body), body, idempotency);
}

Push Caller::send_as(const s::Caller& caller, const s::CommandBody& body,
                     const s::Idempotency& idempotency) {
  const s::Command command{.caller = caller, .idempotency = idempotency, .body = body};
  const Push push = engine_.submit(*port_, command, sent_);
  if (push == Push::claimed) ++sent_;
  engine_.kick();
  return push;
}

const Completion& Caller::ask(const s::CommandBody& body) {
  const std::uint64_t cookie = sent_;
  REQUIRE(send(body) == Push::claimed);
  return wait_for(cookie);
}

std::size_t Caller::look() {
  port_->drain([this](Completion& completion) {
    const auto cookie = completion.cookie;
    exact_ = exact_ && cookie < sent_ && completions_.emplace(cookie, std::move(completion)).second;
  });
  return completions_.size();
}

void Caller::wait_for_all() {
  while (look() < sent_) bell_->wait();
}

const Completion& Caller::wait_for(std::uint64_t cookie) {
  for (look(); !completions_.contains(cookie); look()) bell_->wait();
  return completion(cookie);
}

void live_a_little(Caller& caller) {
  const auto kept = booking(saturday, {alice, {bob, endorsement}});
  const auto moved = booking(saturday, {carol});
  const auto cancelled = booking(sunday, {dave});
  const auto confirmed = hold(sunday, {erin});
  const auto released = hold(monday, {frank, grace});
  for (const s::CommandBody& body : std::initializer_list<s::CommandBody>{
           kept, moved, cancelled, confirmed, released, hold(monday, {citizen(1)}),
           s::ConfirmHold{confirmed.id}, s::ReleaseHold{released.id},
           s::Cancel{.id = cancelled.id, .random = {{7, 7}}},
           s::Reschedule{.id = moved.id,
           .new_id = fresh<s::AppointmentId>(),
           .slot = slot(monday),
           .random = {{9, 9}}}}) {
    REQUIRE(caller.ask(body).reply.receipt.rejection == s::Rejection::none);
  }
  std::uint64_t n = 100;
  while (caller.ask(booking(sunday, {citizen(n)})).reply.receipt.rejection == s::Rejection::none) {
    ++n;
  }
  REQUIRE(caller
              .ask(s::JoinWaitlist{.id = fresh<s::WaitlistId>(),
                                   .offer_id = fresh<s::AppointmentId>(),
                                   .slot = slot(sunday),
                                   .party = Group{citizen(50)}})
              .reply.receipt.rejection == s::Rejection::none);
  REQUIRE(caller.send(booking(monday, {citizen(51)}), {.key = {{1, 1}}, .request = {{2, 2}}}) ==
          Push::claimed);
  caller.wait_for_all();
}

void send_crowd(Caller& caller) {
  for (std::size_t i = 0; i < crowd; ++i) {
    REQUIRE(caller.send(s::ListAppointments{alice}) == Push::claimed);
  }
}

void await_refusal(Caller& caller) {
  await([&] { return caller.send(s::ListAppointments{alice}) != Push::claimed; });
}

std::size_t Journaled::events() const {
  std::size_t count = 0;
  for (const auto& batch : batches) count += batch.size();
  return count;
}

Journaled read_journal(store::Journal& journal) {
  Journaled found;
  std::uint64_t next = 1;
  const auto summary = journal.replay({}, [&](const store::Batch& batch) -> store::Result<void> {
    CHECK(batch.first_sequence == next);
    next += batch.events;
    auto& events = found.batches.emplace_back();
    auto bytes = batch.payload;
    for (std::uint32_t i = 0; i < batch.events; ++i) {
      const auto event = store::decode_event(bytes);
      REQUIRE(event.has_value());
      events.push_back(*event);
    }
    CHECK(bytes.empty());
    return {};
  });
  REQUIRE(summary.has_value());
  return found;
}

}  // namespace offpeak::engine::tests
