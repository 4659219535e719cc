// What is kept of calls for staff, and for how long.
#include <doctest/doctest.h>

#include "api/assistance_calls.hpp"

namespace api = offpeak::api;
namespace config = offpeak::config;
using namespace std::chrono_literals;
using offpeak::scheduler::ActorId;

namespace {

constexpr config::HallCode here{330100};
constexpr config::HallCode elsewhere{330102};
const config::Instant morning = config::instant_of(1'781'314'200'000);

constexpr api::AssistanceId id_of(std::uint64_t n) { return {{n, n}}; }

api::AssistanceCall call_of(std::uint64_t n, config::Instant at = morning) {
  return {.id = id_of(n), .at = at, .place = "", .caller = ActorId{n}};
}

std::vector<api::AssistanceId> open_in(api::AssistanceCalls& calls, config::HallCode hall,
                                       config::Instant now = morning) {
  std::vector<api::AssistanceId> ids;
  for (const auto& call : calls.open(hall, now)) ids.push_back(call.id);
  return ids;
}

using Ids = std::vector<api::AssistanceId>;

}  // namespace

TEST_CASE("A caller has one open call, and another one once that is answered") {
  api::AssistanceCalls calls;
  CHECK(calls.add(here, call_of(1))->id == id_of(1));
  auto again = call_of(1, morning + 20s);
  again.id = id_of(9);
  const auto same = calls.add(here, again);
  CHECK(same->id == id_of(1));
  CHECK(same->at == morning);
  CHECK(open_in(calls, here) == Ids{id_of(1)});
  CHECK(calls.finish(here, id_of(1), morning + 30s));
  CHECK(open_in(calls, here).empty());
  CHECK(calls.add(here, again)->id == id_of(9));
  CHECK(open_in(calls, here) == Ids{id_of(9)});
}

TEST_CASE("A call is of its hall, and what was answered stays so") {
  api::AssistanceCalls calls;
  calls.add(here, call_of(1));
  calls.add(here, call_of(2));
  CHECK(open_in(calls, elsewhere).empty());
  CHECK_FALSE(calls.finish(elsewhere, id_of(1), morning));
  CHECK_FALSE(calls.find(elsewhere, id_of(1), morning));
  CHECK_FALSE(calls.finish(here, id_of(3), morning));
  CHECK_FALSE(calls.find(here, id_of(1), morning)->is_done);
  for (int i = 0; i < 2; ++i) {
    CHECK(calls.finish(here, id_of(1), morning));
    CHECK(calls.find(here, id_of(1), morning)->is_done);
  }
  CHECK(open_in(calls, here) == Ids{id_of(2)});
}

TEST_CASE("A call is forgotten after a quarter of an hour, answered or not") {
  api::AssistanceCalls calls;
  calls.add(here, call_of(1));
  calls.add(here, call_of(2, morning + 1min));
  calls.finish(here, id_of(2), morning + 1min);
  const auto last = morning + api::AssistanceCalls::kept_for - 1ms;
  CHECK(open_in(calls, here, last) == Ids{id_of(1)});
  CHECK(open_in(calls, here, last + 1ms).empty());
  CHECK_FALSE(calls.find(here, id_of(1), last + 1ms));
  CHECK(calls.find(here, id_of(2), last + 1ms)->is_done);
  CHECK_FALSE(calls.find(here, id_of(2), last + 1ms + 1min));
}

TEST_CASE("A hall that is full forgets what was answered, and nobody who waits") {
  api::AssistanceCalls calls;
  for (std::uint64_t n = 1; n <= api::AssistanceCalls::calls_max; ++n) {
    REQUIRE(calls.add(here, call_of(n)));
  }
  const auto newcomer = call_of(100);
  CHECK_FALSE(calls.add(here, newcomer));
  CHECK(calls.add(here, call_of(5))->id == id_of(5));
  CHECK(calls.add(elsewhere, newcomer));
  CHECK(calls.finish(here, id_of(7), morning));
  CHECK(calls.add(here, newcomer)->id == id_of(100));
  CHECK_FALSE(calls.find(here, id_of(7), morning));
  const auto open = open_in(calls, here);
  CHECK(open.size() == api::AssistanceCalls::calls_max);
  CHECK(open.front() == id_of(1));
  CHECK(open.back() == id_of(100));
}
