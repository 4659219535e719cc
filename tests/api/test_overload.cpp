// Too much at once: a full ring refuses, does nothing, and loses nothing that it took.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "scheduler/engine/engine.hpp"
#include "store/memory/journal.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/support/patience.hpp"

using namespace offpeak::testing;
namespace engine = offpeak::engine;
namespace scheduler = offpeak::scheduler;

namespace {

// A ring so small that the writer's own batches hold more.
constexpr std::size_t ring_capacity = 256;
// What may lie behind a commit that does not end and a small batch that is ready behind it: the
// other batches, and the ring.
constexpr std::size_t waiting_min =
    (engine::batches_max - 2) * engine::batch_commands_max + ring_capacity;
// A batch takes what the writer had in hand when it became full.
constexpr std::size_t waiting_max =
    waiting_min + (engine::batches_max - 2) * (engine::commands_ahead - 1);
// However they are split: a crowd of them is made a batch, fewer than a crowd wait for more.
constexpr std::size_t crowd_and_rest = 2 * engine::crowd - 1;
constexpr std::size_t rest_max = engine::crowd - 1;

// Too few to be worth a commit of their own.
constexpr std::size_t early_bookings = engine::crowd - 3;
constexpr std::size_t late_bookings = 100;
constexpr std::size_t refused_min = late_bookings - (waiting_max - waiting_min) - rest_max;

const std::string slot = documents("2026-06-15", "1000");

HttpRequest booking(const ApiServer& server, std::uint64_t n) {
  return {.method = "POST",
          .target = "/v1/appointments",
          .body = wish(slot, {{n, "advice"}}),
          .token = server.citizen(n),
          .idempotency_key = "key"};
}

/// Questions of nobody in particular, from this thread.
class Filler {
 public:
  void open_ports(engine::Engine& engine) {
    for (auto& port : ports_) port = &engine.add_port([] {});
  }

  void submit(engine::Engine& engine, std::size_t commands) {
    const scheduler::Command question{
        .caller = {}, .idempotency = {}, .body = scheduler::GetAppointment{}};
    for (std::size_t done = 0; done < commands;) {
      engine::Port& port = *ports_[done % ports_.size()];
      REQUIRE(port.has_room());
      if (engine.submit(port, question, 0) == engine::Push::claimed) {
        ++done;
      } else {
        std::this_thread::yield();  // the writer is behind, not stuck yet
      }
      engine.kick();
    }
  }

 private:
  std::array<engine::Port*, 2> ports_{};  // one alone may not have so many under way
};

/// Commands that got into the ring so far. Never too many: what is decided meanwhile counts once.
std::size_t taken_in(const engine::Engine& engine) {
  const std::size_t decided = engine.metrics().commands;
  return decided + engine.ring_depth();
}

std::size_t answered(const std::vector<HttpClient>& clients) {
  return static_cast<std::size_t>(
      std::ranges::count_if(clients, [](const auto& client) { return client.has_reply(); }));
}

}  // namespace

TEST_CASE("A full ring refuses and does nothing; what it took before succeeds in the end") {
  offpeak::store::MemoryJournal journal;
  Filler filler;
  ApiServer server{{.city = city_with_slots_of(600),
                    .ring_capacity = ring_capacity,
                    .journal = &journal,
                    .before_start = [&](engine::Engine& of) { filler.open_ports(of); }}};

  // The journal waits with the first booking in its hands.
  journal.hold_appends();
  auto first = server.connect();
  first.send(booking(server, 0));
  journal.wait_for_held_append();

  // Some bookings behind it, made a batch by a few questions, and so many more questions that all
  // batches and the ring are full.
  auto early = server.connect();
  for (std::uint64_t n = 1; n <= early_bookings; ++n) early.send(booking(server, n));
  while (taken_in(server.engine()) < 1 + early_bookings) std::this_thread::yield();
  filler.submit(server.engine(), crowd_and_rest - early_bookings);
  while (server.engine().metrics().commands < 1 + engine::crowd) std::this_thread::yield();
  filler.submit(server.engine(), waiting_min - rest_max);

  std::vector<HttpClient> late;
  for (std::uint64_t n = 0; n < late_bookings; ++n) {
    late.push_back(server.connect());
    late.back().send(booking(server, 100 + n));
  }
  const auto end = std::chrono::steady_clock::now() + patience;
  while (answered(late) < refused_min && std::chrono::steady_clock::now() < end) {
    std::this_thread::yield();
  }
  CHECK(answered(late) >= refused_min);
  // What does not go through the ring goes on.
  auto client = server.connect();
  CHECK(client.get("/readyz").text("status") == "ready");
  CHECK(client.get("/v1/slots?service=advice&hall=330100&from=2026-06-15&to=2026-06-15").status ==
        200);

  journal.release_appends();
  CHECK(first.read_reply().status == 201);
  for (std::size_t i = 0; i < early_bookings; ++i) CHECK(early.read_reply().status == 201);
  while (server.engine().ring_depth() > 0) std::this_thread::yield();
  std::size_t refused = 0;
  for (std::uint64_t n = 0; n < late_bookings; ++n) {
    const auto reply = late[n].read_reply();
    const auto mine = client.get("/v1/me/appointments", server.citizen(100 + n)).body;
    if (reply.status == 201) {
      CHECK(mine == R"({"appointments":[)" + reply.body + "]}");
      continue;
    }
    ++refused;
    CHECK(reply.status == 503);
    CHECK(reply.text("code") == "overloaded");
    CHECK(reply.header("Retry-After") == "1");
    // Nothing was done, so the key is as good as new.
    CHECK(mine == R"({"appointments":[]})");
    CHECK(client.exchange(booking(server, 100 + n)).status == 201);
  }
  CHECK(refused >= refused_min);
}
