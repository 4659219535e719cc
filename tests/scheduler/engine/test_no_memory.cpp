// Each of the engine's threads in turn finds no memory: the engine has failed, whoever waits is
// answered, and it ends as after any other failure.
#include <pthread.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

#include "store/memory/snapshots.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace {

/// The thread that finds no memory, once.
std::atomic<const char*> starved{nullptr};

bool is_starved() {
  const char* name = starved.load();
  if (name == nullptr) return false;
  std::array<char, 16> own{};
  pthread_getname_np(pthread_self(), own.data(), own.size());
  return std::strcmp(own.data(), name) == 0 && starved.compare_exchange_strong(name, nullptr);
}

}  // namespace

void* operator new(std::size_t size) {
  void* const memory = is_starved() ? nullptr : std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace offpeak::engine::tests {
namespace {

struct Place {
  store::MemorySnapshots snapshots;
  House house{large_city(),
              slow_clock(),
              {.reserved_records = 16,
               .snapshots = &snapshots,
               .snapshot_policy = {.events = 1'000'000, .every = {}}}};
  Caller caller{house.engine};
};

/// Until the engine takes no more.
void book_until_failed(Place& place) {
  for (std::uint64_t n = 1; place.caller.send(nth_booking(n)) == Push::claimed; ++n) {
    place.caller.wait_for_all();
  }
}

TEST_CASE("a writer without memory fails the engine, and all that wait hear that it failed") {
  Place place;
  place.house.start();
  CHECK_FALSE(place.caller.ask(nth_booking(0)).failed);
  starved = "writer";
  book_until_failed(place);
  CHECK(place.house.engine.has_failed());
  CHECK(place.caller.completions().rbegin()->second.failed);
  place.house.engine.stop();
  CHECK(place.house.failures == std::vector<std::string>{"the writer: std::bad_alloc"});
  CHECK(place.caller.is_exact());
}

TEST_CASE("a journal thread or a shadow without memory fails the engine, which ends") {
  for (const char* const name : {"journal", "shadow"}) {
    CAPTURE(name);
    Place place;
    place.house.start();
    CHECK_FALSE(place.caller.ask(nth_booking(0)).failed);
    starved = name;
    for (std::uint64_t n = 1; place.caller.send(nth_booking(n)) != Push::closed; ++n) {
      place.caller.look();
    }
    CHECK(place.house.engine.has_failed());
    place.house.engine.stop();
    CHECK(place.house.failures ==
          std::vector<std::string>{"the " + std::string{name} + ": std::bad_alloc"});
  }
}

}  // namespace
}  // namespace offpeak::engine::tests
