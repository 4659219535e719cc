// A lost wake-up would leave one of these tests asleep for good.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "scheduler/engine/parker.hpp"

namespace offpeak::engine::tests {
namespace {

using std::chrono::nanoseconds;

/// Sleeps until `ready`, as the engine's threads do.
template <class Ready>
void await(Parker& parker, const Ready& ready) {
  while (!ready()) {
    parker.announce();
    if (ready()) {
      parker.withdraw();
    } else {
      parker.sleep(std::nullopt);
    }
  }
}

/// Two threads that take turns; `ring` is how one calls the other. Returns the turns taken.
template <class Ring>
int hand_over(int hand_offs, const Ring& ring) {
  Parker left;
  Parker right;
  std::atomic<int> turn{0};  // even: the left one's
  std::thread other{[&] {
    for (int i = 1; i < hand_offs; i += 2) {
      await(right, [&] { return turn.load(std::memory_order_acquire) == i; });
      turn.store(i + 1, std::memory_order_release);
      ring(left);
    }
  }};
  for (int i = 0; i < hand_offs; i += 2) {
    await(left, [&] { return turn.load(std::memory_order_acquire) == i; });
    turn.store(i + 1, std::memory_order_release);
    ring(right);
  }
  other.join();
  return turn;
}

TEST_CASE("no wake-up is lost in 100,000 hand-offs between two threads") {
  constexpr int hand_offs = 100'000;
  CHECK(hand_over(hand_offs, [](Parker& parker) { parker.wake(); }) == hand_offs);
  CHECK(hand_over(hand_offs, [](Parker& parker) { parker.nudge(); }) == hand_offs);
}

TEST_CASE("a dozing sleeper is woken by a wake, never lost among nudges") {
  constexpr int wakes = 50'000;
  Parker parker;
  std::atomic<int> finished{0};
  std::atomic<int> asked{0};
  std::atomic<bool> stop{false};
  std::thread busy{[&] {
    while (!stop) parker.nudge();
  }};
  std::thread waker{[&] {
    for (int i = 1; i <= wakes; ++i) {
      while (asked.load(std::memory_order_acquire) < i) std::this_thread::yield();
      finished.store(i, std::memory_order_release);
      parker.wake();
    }
  }};
  for (int i = 1; i <= wakes; ++i) {
    asked.store(i, std::memory_order_release);
    while (finished.load(std::memory_order_acquire) < i) {
      parker.announce_doze();
      if (finished.load(std::memory_order_acquire) >= i) {
        parker.withdraw();
      } else {
        parker.sleep(std::nullopt);
      }
    }
  }
  waker.join();
  stop = true;
  busy.join();
  CHECK(finished == wakes);
}

TEST_CASE("a nudge leaves a dozing sleeper asleep until its time has passed") {
  constexpr nanoseconds time{2'000'000};
  Parker parker;
  const auto began = std::chrono::steady_clock::now();
  parker.announce_doze();
  parker.nudge();
  parker.sleep(time);
  CHECK(std::chrono::steady_clock::now() - began >= time);
}

TEST_CASE("a nudge ends a sleep, a wake ends a doze") {
  Parker parker;
  int sleeps = 0;
  for (; sleeps < 1000; sleeps += 2) {
    parker.announce();
    parker.nudge();
    parker.sleep(std::nullopt);
    parker.announce_doze();
    parker.nudge();
    parker.wake();
    parker.sleep(std::nullopt);
  }
  CHECK(sleeps == 1000);
}

TEST_CASE("many wakers: the sleeper sees everything that was made visible before a wake") {
  constexpr int wakers = 4;
  constexpr int each = 20'000;
  Parker parker;
  std::atomic<int> produced{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < wakers; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < each; ++j) {
        produced.fetch_add(1, std::memory_order_release);
        parker.wake();
      }
    });
  }
  int seen = 0;
  while (seen < wakers * each) {
    await(parker, [&] { return produced.load(std::memory_order_acquire) > seen; });
    seen = produced.load(std::memory_order_acquire);
  }
  for (auto& thread : threads) thread.join();
  CHECK(seen == wakers * each);
}

TEST_CASE("a wake after the announcement ends a sleep that has not begun") {
  Parker parker;
  int sleeps = 0;
  for (; sleeps < 1000; ++sleeps) {
    parker.announce();
    parker.wake();
    parker.sleep(std::nullopt);
  }
  CHECK(sleeps == 1000);
}

TEST_CASE("several wakes are one") {
  Parker parker;
  parker.announce();
  for (int i = 0; i < 10; ++i) parker.wake();
  parker.sleep(std::nullopt);
  const auto began = std::chrono::steady_clock::now();
  constexpr nanoseconds time{2'000'000};
  parker.announce();
  parker.sleep(time);
  CHECK(std::chrono::steady_clock::now() - began >= time);
}

TEST_CASE("a sleep ends when its time has passed, not before") {
  Parker parker;
  for (const auto time : {nanoseconds{0}, nanoseconds{1}, nanoseconds{3'000'000}}) {
    CAPTURE(time.count());
    const auto began = std::chrono::steady_clock::now();
    parker.announce();
    parker.sleep(time);
    CHECK(std::chrono::steady_clock::now() - began >= time);
  }
}

TEST_CASE("nobody asleep: waking costs nothing and leaves nothing behind") {
  Parker parker;
  parker.wake();
  parker.announce();
  parker.withdraw();
  parker.wake();
  const auto began = std::chrono::steady_clock::now();
  constexpr nanoseconds time{2'000'000};
  parker.announce();
  parker.sleep(time);
  CHECK(std::chrono::steady_clock::now() - began >= time);
}

}  // namespace
}  // namespace offpeak::engine::tests
