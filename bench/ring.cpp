// The ring beside a queue behind a mutex, with the command's real size.
#include <benchmark/benchmark.h>

#include <deque>
#include <mutex>
#include <thread>

#include "scheduler/engine/writer.hpp"

namespace offpeak::bench {
namespace {

using engine::Envelope;

/// The plain thing to beat: bounded, but every access waits for the lock.
class MutexQueue {
 public:
  explicit MutexQueue(std::size_t capacity) : capacity_{capacity} {}
  bool try_push(const Envelope& value) {
    const std::lock_guard lock{mutex_};
    if (values_.size() == capacity_) return false;
    values_.push_back(value);
    return true;
  }
  bool try_pop(Envelope& value) {
    const std::lock_guard lock{mutex_};
    if (values_.empty()) return false;
    value = values_.front();
    values_.pop_front();
    return true;
  }

 private:
  std::size_t capacity_;
  std::mutex mutex_;
  std::deque<Envelope> values_;
};

class Ring {
 public:
  explicit Ring(std::size_t capacity) : ring_{capacity} {}
  bool try_push(const Envelope& value) { return ring_.try_push(value) == engine::Push::claimed; }
  bool try_pop(Envelope& value) { return ring_.try_pop(value); }

 private:
  engine::CommandRing ring_;
};

constexpr std::int64_t values_per_producer = 200'000;

/// One consumer, `range(0)` producers.
template <class Queue>
void hand_over(benchmark::State& run) {
  const auto producers = run.range(0);
  for (auto _ : run) {
    Queue queue{16'384};
    std::vector<std::thread> threads;
    for (std::int64_t p = 0; p < producers; ++p) {
      threads.emplace_back([&queue] {
        Envelope envelope;
        for (std::int64_t i = 0; i < values_per_producer; ++i) {
          envelope.cookie = static_cast<std::uint64_t>(i);
          while (!queue.try_push(envelope)) std::this_thread::yield();
        }
      });
    }
    Envelope envelope;
    for (std::int64_t taken = 0; taken < producers * values_per_producer;) {
      if (queue.try_pop(envelope)) {
        ++taken;
      } else {
        std::this_thread::yield();
      }
    }
    for (auto& thread : threads) thread.join();
  }
  run.SetItemsProcessed(run.iterations() * producers * values_per_producer);
}
BENCHMARK(hand_over<Ring>)->Arg(1)->Arg(2)->Arg(4)->UseRealTime();
BENCHMARK(hand_over<MutexQueue>)->Arg(1)->Arg(2)->Arg(4)->UseRealTime();

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();
