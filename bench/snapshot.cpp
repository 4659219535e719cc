// What a snapshot of a million appointments costs those who book meanwhile, and how fast a server
// is back with it. Bookings arrive at a fixed rate, whether or not those before are done; a
// latency counts from the moment a booking was due to be sent.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "bench/city.hpp"
#include "scheduler/engine/engine.hpp"
#include "store/sqlite/file_snapshots.hpp"
#include "store/sqlite/journal.hpp"

namespace offpeak::bench {
namespace {

using DayTime = std::chrono::steady_clock::time_point;
using std::chrono::microseconds;

constexpr int appointments = 1'000'000;
constexpr microseconds between_bookings{500};
constexpr int bookings_per_phase = 12'000;
constexpr int rounds = 3;

void fail(const std::string& reason) {
  std::cerr << reason << '\n';
  std::exit(1);
}

/// A store in a directory of its own.
struct Place {
  Place() : directory{std::filesystem::temp_directory_path() / "offpeak-bench-snapshot"} {
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
  }
  ~Place() { std::filesystem::remove_all(directory); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  std::unique_ptr<store::SqliteJournal> open() const {
    auto journal = store::SqliteJournal::open(database());
    if (!journal) fail(journal.error().message);
    return std::move(*journal);
  }
  std::filesystem::path database() const { return directory / "offpeak.db"; }

  std::filesystem::path directory;
};

/// An engine on the place, led until the end of its life.
class Led {
 public:
  Led(const config::City& city, const Place& place, const engine::SnapshotPolicy& policy)
      : clock_{morning, 0},
        journal_{place.open()},
        snapshots_{place.database()},
        engine_{city, clock_, {.snapshots = &snapshots_, .snapshot_policy = policy}, {fail, fail}},
        port_{engine_.add_port([this] { parker_.wake(); })} {
    const auto recovery = engine_.recover(*journal_);
    if (!recovery) fail(recovery.error().message);
    recovery_ = *recovery;
    engine_.lead(*journal_);
  }
  ~Led() { engine_.stop(); }
  Led(const Led&) = delete;
  Led& operator=(const Led&) = delete;

  const engine::Recovery& recovery() const { return recovery_; }
  const engine::EngineMetrics& metrics() const { return engine_.metrics(); }

  /// As fast as it goes.
  void book(BookingSource& source, int count) {
    int sent = 0;
    int done = 0;
    while (done < count) {
      while (sent < count && sent - done < 4096) {
        if (engine_.submit(port_, source.next(), 0) != engine::Push::claimed) break;
        ++sent;
      }
      engine_.kick();
      done += wait_and_drain({}, [](std::uint64_t) {});
    }
  }

  /// At the fixed rate: microseconds from when each was due to its reply.
  std::vector<double> book_in_time(BookingSource& source, int count) {
    std::vector<double> latencies;
    latencies.reserve(static_cast<std::size_t>(count));
    const DayTime start = std::chrono::steady_clock::now();
    const auto due = [&](std::uint64_t n) { return start + n * between_bookings; };
    int sent = 0;
    while (latencies.size() < static_cast<std::size_t>(count)) {
      const DayTime now = std::chrono::steady_clock::now();
      while (sent < count && due(static_cast<std::uint64_t>(sent)) <= now) {
        if (engine_.submit(port_, source.next(), static_cast<std::uint64_t>(sent)) !=
            engine::Push::claimed) {
          fail("the ring is full");
        }
        ++sent;
        engine_.kick();
      }
      wait_and_drain(due(static_cast<std::uint64_t>(sent)), [&](std::uint64_t n) {
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - due(n);
        latencies.push_back(took.count());
      });
    }
    return latencies;
  }

 private:
  template <class Visit>
  int wait_and_drain(std::optional<DayTime> until, const Visit& visit) {
    int found = 0;
    const auto drain = [&] {
      port_.drain([&](engine::Completion& completion) {
        ++found;
        if (completion.reply.receipt.rejection != scheduler::Rejection::none) {
          fail("a booking failed");
        }
        visit(completion.cookie);
      });
      return found > 0;
    };
    if (drain()) return found;
    parker_.announce();
    if (drain()) {
      parker_.withdraw();
      return found;
    }
    parker_.sleep(until ? std::optional<std::chrono::nanoseconds>{std::max(
                              std::chrono::nanoseconds{0},
                              std::chrono::nanoseconds{*until - std::chrono::steady_clock::now()})}
                        : std::nullopt);
    drain();
    return found;
  }

  engine::Clock clock_;
  std::unique_ptr<store::SqliteJournal> journal_;
  store::FileSnapshots snapshots_;
  engine::Parker parker_;
  engine::Engine engine_;
  engine::Port& port_;
  engine::Recovery recovery_;
};

double quantile(std::vector<double>& values, double q) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

void print(const char* phase, std::vector<double> latencies, std::uint64_t snapshots,
           double seconds) {
  std::printf("%-22s p50 %7.0f us  p99 %7.0f us  p99.9 %7.0f us  snapshots %llu (last %.2f s)\n",
              phase, quantile(latencies, 0.5), quantile(latencies, 0.99),
              quantile(latencies, 0.999), static_cast<unsigned long long>(snapshots), seconds);
  std::fflush(stdout);
}

void run() {
  const auto city = big_city();
  const Place place;
  BookingSource source{city};
  {
    Led led{city, place, {.events = 0, .every = {}}};
    led.book(source, appointments);
  }
  constexpr engine::SnapshotPolicy never{.events = 0, .every = {}};
  // Less than two snapshots' time apart.
  constexpr engine::SnapshotPolicy always{.events = 1000, .every = {}};
  for (int round = 0; round < rounds; ++round) {
    {
      Led led{city, place, never};
      print("without snapshots", led.book_in_time(source, bookings_per_phase), 0, 0);
    }
    {
      Led led{city, place, always};
      auto latencies = led.book_in_time(source, bookings_per_phase);
      print("while one is written", std::move(latencies), led.metrics().snapshots,
            static_cast<double>(led.metrics().snapshot_milliseconds) / 1000);
    }
    const Led led{city, place, never};
    const auto& recovery = led.recovery();
    std::printf(
        "start: %lld ms with the snapshot of sequence %llu, then %llu events; %llu "
        "appointments\n",
        static_cast<long long>(recovery.took.count()),
        static_cast<unsigned long long>(recovery.snapshot.value_or(0)),
        static_cast<unsigned long long>(recovery.replay.events),
        static_cast<unsigned long long>(recovery.counts.appointments));
  }
}

}  // namespace
}  // namespace offpeak::bench

int main() { offpeak::bench::run(); }
