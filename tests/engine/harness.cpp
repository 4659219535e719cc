#include "tests/engine/harness.hpp"

#include "store/event_codec.hpp"

namespace offpeak::engine::tests {

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

Push Caller::send(const s::CommandBody& body, const s::Idempotency& idempotency) {
  const s::Command command{.caller = admin, .idempotency = idempotency, .body = body};
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
  const auto summary = journal.replay(0, [&](const store::Batch& batch) -> store::Result<void> {
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
