#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "scheduler/engine/port.hpp"

namespace offpeak::engine::tests {
namespace {

Completions completions(std::uint64_t first, std::uint64_t count) {
  Completions made;
  for (std::uint64_t i = 0; i < count; ++i) made.push_back({.cookie = first + i, .reply = {}});
  return made;
}

std::vector<std::uint64_t> take(Mailbox& mailbox) {
  std::vector<std::uint64_t> cookies;
  mailbox.take_all([&](Completion& completion) { cookies.push_back(completion.cookie); });
  return cookies;
}

TEST_CASE("only the first put into an empty box says that the owner has to be woken") {
  Mailbox mailbox;
  CHECK(mailbox.put(completions(1, 2)));
  CHECK_FALSE(mailbox.put(completions(3, 1)));
  CHECK(take(mailbox).size() == 3);
  CHECK(take(mailbox).empty());
  CHECK(mailbox.put(completions(4, 1)));
  CHECK(take(mailbox) == std::vector<std::uint64_t>{4});
}

TEST_CASE("completions of one put come in their order, with what they carry") {
  Mailbox mailbox;
  Completions put = completions(7, 3);
  put[1].failed = true;
  put[2].reply.list = std::make_unique<std::vector<scheduler::AppointmentView>>(2);
  mailbox.put(std::move(put));
  std::vector<std::uint64_t> cookies;
  mailbox.take_all([&](Completion& completion) {
    cookies.push_back(completion.cookie);
    CHECK(completion.failed == (completion.cookie == 8));
    CHECK((completion.reply.list != nullptr) == (completion.cookie == 9));
  });
  CHECK(cookies == std::vector<std::uint64_t>{7, 8, 9});
}

TEST_CASE("a box that is thrown away full leaks nothing") {  // the address sanitizer looks on
  Mailbox mailbox;
  CHECK(mailbox.put(completions(1, 100)));
  CHECK_FALSE(mailbox.put(completions(101, 100)));
}

TEST_CASE("several putters, one taker: each completion once, one wake for each time it was empty") {
  constexpr std::uint64_t putters = 4;
  constexpr std::uint64_t puts = 20'000;
  Mailbox mailbox;
  std::atomic<std::uint64_t> wakes{0};
  std::vector<std::thread> threads;
  for (std::uint64_t putter = 0; putter < putters; ++putter) {
    threads.emplace_back([&, putter] {
      for (std::uint64_t i = 0; i < puts; ++i) {
        if (mailbox.put(completions(2 * (putter * puts + i), 2))) ++wakes;
      }
    });
  }
  std::vector<int> seen(2 * putters * puts, 0);
  std::uint64_t taken = 0;
  std::uint64_t takes = 0;  // that found something
  while (taken < seen.size()) {
    const auto cookies = take(mailbox);
    takes += cookies.empty() ? 0 : 1;
    taken += cookies.size();
    for (const auto cookie : cookies) ++seen[cookie];
    if (cookies.empty()) std::this_thread::yield();
  }
  for (auto& thread : threads) thread.join();
  CHECK(seen == std::vector<int>(seen.size(), 1));
  CHECK(wakes == takes);
  CHECK(take(mailbox).empty());
}

TEST_CASE("a port counts what is under way, and wakes once between two drains") {
  int wakes = 0;
  Port port{3, [&wakes] { ++wakes; }};
  CHECK(port.number() == 3);
  for (std::uint32_t i = 0; i < in_flight_max; ++i) {
    REQUIRE(port.has_room());
    port.count_submitted();
  }
  CHECK_FALSE(port.has_room());
  port.deliver(completions(1, 2));
  port.deliver(completions(3, 1));
  CHECK(wakes == 1);
  int visited = 0;
  port.drain([&](Completion&) { ++visited; });
  CHECK(visited == 3);
  CHECK(port.in_flight() == in_flight_max - 3);
  CHECK(port.has_room());
  port.deliver(completions(4, 1));
  CHECK(wakes == 2);
}

}  // namespace
}  // namespace offpeak::engine::tests
