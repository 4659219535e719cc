#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "scheduler/engine/ring.hpp"

namespace offpeak::engine::tests {
namespace {

/// The n-th value of one producer.
struct Item {
  std::uint32_t producer = 0;
  std::uint32_t number = 0;
};

using Ring = MpscRing<Item>;

int pop(Ring& ring) {
  Item item;
  return ring.try_pop(item) ? static_cast<int>(item.number) : -1;
}

/// Pushes `count` items, waiting out a full ring; returns how many were taken before it closed.
std::uint32_t push_all(Ring& ring, std::uint32_t producer, std::uint32_t count) {
  std::uint32_t pushed = 0;
  while (pushed < count) {
    switch (ring.try_push({producer, pushed})) {
      case Push::claimed:
        ++pushed;
        break;
      case Push::full:
        std::this_thread::yield();
        break;
      case Push::closed:
        return pushed;
    }
  }
  return pushed;
}

TEST_CASE("values come out in the order in which they went in") {
  Ring ring{8};
  for (std::uint32_t i = 0; i < 5; ++i) REQUIRE(ring.try_push({0, i}) == Push::claimed);
  for (int i = 0; i < 5; ++i) CHECK(pop(ring) == i);
  CHECK(pop(ring) == -1);
}

TEST_CASE("a full ring says so, changes nothing, and takes values again after one came out") {
  Ring ring{4};
  for (std::uint32_t i = 0; i < 4; ++i) REQUIRE(ring.try_push({0, i}) == Push::claimed);
  CHECK(ring.try_push({0, 99}) == Push::full);
  CHECK(ring.try_push({0, 99}) == Push::full);
  CHECK(pop(ring) == 0);
  CHECK(ring.try_push({0, 4}) == Push::claimed);
  CHECK(ring.try_push({0, 99}) == Push::full);
  for (int i = 1; i <= 4; ++i) CHECK(pop(ring) == i);
  CHECK(ring.empty());
}

TEST_CASE("depth counts what lies in the ring, open or closed") {
  Ring ring{4};
  CHECK(ring.capacity() == 4);
  CHECK(ring.depth() == 0);
  for (std::uint32_t i = 0; i < 4; ++i) {
    REQUIRE(ring.try_push({0, i}) == Push::claimed);
    CHECK(ring.depth() == i + 1);
  }
  CHECK(ring.try_push({0, 99}) == Push::full);
  CHECK(ring.depth() == 4);
  ring.close();
  CHECK(ring.depth() == 4);
  for (std::size_t left = 4; left > 0; --left) {
    CHECK(ring.depth() == left);
    CHECK(pop(ring) >= 0);
  }
  CHECK(ring.depth() == 0);
}

TEST_CASE("the smallest ring keeps order and bounds over many laps") {
  Ring ring{2};
  int expected = 0;
  std::uint32_t next = 0;
  for (int lap = 0; lap < 100'000; ++lap) {
    REQUIRE(ring.try_push({0, next++}) == Push::claimed);
    REQUIRE(ring.try_push({0, next++}) == Push::claimed);
    REQUIRE(ring.try_push({0, next}) == Push::full);
    REQUIRE(pop(ring) == expected++);
    REQUIRE(ring.try_push({0, next++}) == Push::claimed);
    REQUIRE(pop(ring) == expected++);
    REQUIRE(pop(ring) == expected++);
    REQUIRE(ring.empty());
  }
}

TEST_CASE("a closed ring takes nothing and gives out what it had taken") {
  Ring ring{4};
  REQUIRE(ring.try_push({0, 1}) == Push::claimed);
  REQUIRE(ring.try_push({0, 2}) == Push::claimed);
  CHECK_FALSE(ring.drained());
  ring.close();
  ring.close();
  CHECK(ring.try_push({0, 3}) == Push::closed);
  CHECK_FALSE(ring.drained());
  CHECK(pop(ring) == 1);
  CHECK_FALSE(ring.drained());
  CHECK(pop(ring) == 2);
  CHECK(ring.drained());
  CHECK(ring.try_push({0, 3}) == Push::closed);
}

TEST_CASE("an open ring is never drained, a closed empty one at once") {
  Ring ring{2};
  CHECK_FALSE(ring.drained());
  ring.close();
  CHECK(ring.drained());
}

TEST_CASE("of many producers nothing is lost, nothing doubled, and each one's order is kept") {
  struct Row {
    std::uint32_t producers;
    std::size_t capacity;
    std::uint32_t items;
  };
  for (const Row& row : {Row{4, 1024, 100'000}, Row{8, 64, 30'000}, Row{6, 2, 10'000}}) {
    CAPTURE(row.producers);
    CAPTURE(row.capacity);
    Ring ring{row.capacity};
    std::vector<std::thread> threads;
    for (std::uint32_t producer = 0; producer < row.producers; ++producer) {
      threads.emplace_back([&ring, producer, &row] { push_all(ring, producer, row.items); });
    }
    std::vector<std::uint32_t> next(row.producers, 0);
    bool in_order = true;
    for (std::uint64_t popped = 0; popped < std::uint64_t{row.producers} * row.items;) {
      Item item;
      if (!ring.try_pop(item)) {
        std::this_thread::yield();
        continue;
      }
      ++popped;
      in_order = in_order && item.number == next[item.producer]++;
    }
    for (auto& thread : threads) thread.join();
    CHECK(in_order);
    CHECK(next == std::vector<std::uint32_t>(row.producers, row.items));
    CHECK(ring.empty());
    CHECK(ring.depth() == 0);
  }
}

TEST_CASE("a close racing with pushes: drained means that everything claimed came out") {
  constexpr std::uint32_t producers = 4;
  for (int round = 0; round < 100; ++round) {
    Ring ring{16};
    std::atomic<std::uint64_t> claimed{0};
    std::vector<std::thread> threads;
    for (std::uint32_t producer = 0; producer < producers; ++producer) {
      threads.emplace_back([&, producer] { claimed += push_all(ring, producer, 1'000'000'000); });
    }
    std::uint64_t popped = 0;
    Item item;
    while (popped < 50) popped += ring.try_pop(item) ? 1 : 0;
    std::thread closer{[&ring] { ring.close(); }};
    while (!ring.drained()) popped += ring.try_pop(item) ? 1 : 0;
    for (auto& thread : threads) thread.join();
    closer.join();
    REQUIRE(popped == claimed);
    REQUIRE_FALSE(ring.try_pop(item));
    REQUIRE(ring.drained());
  }
}

}  // namespace
}  // namespace offpeak::engine::tests
