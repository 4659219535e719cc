// Real threads on a real engine: every history is linearizable. OFFPEAK_LONG=1 runs more of them,
// OFFPEAK_SEED=N begins elsewhere; the seed of a failure is printed with its calls. A seed gives
// the same requests again, not the same interleaving.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <iostream>

#include "tests/linearizability/history.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::linearizability {
namespace {

constexpr int histories = 200;
constexpr int histories_long = 1000;
constexpr std::uint64_t every_nth_on_sqlite = 10;

std::uint64_t first_seed() {
  const char* given = getenv("OFFPEAK_SEED");
  return given == nullptr ? 1 : std::stoull(given);
}

int count() {
  const char* given = getenv("OFFPEAK_LONG");
  return given != nullptr && std::string{given} == "1" ? histories_long : histories;
}

TEST_CASE("concurrent histories of the engine are linearizable, with failures of its journal") {
  const auto first = first_seed();
  const int wanted = count();
  std::size_t operations = 0;
  std::size_t unknown = 0;
  std::size_t moved = 0;
  int failed_over = 0;
  int failures = 0;
  for (auto seed = first; seed < first + static_cast<std::uint64_t>(wanted); ++seed) {
    const store::tests::TemporaryDirectory directory;
    HistoryOptions options{.seed = seed, .sqlite = {}, .defect = Defect::none};
    if (seed % every_nth_on_sqlite == 0) options.sqlite = directory / "offpeak.db";
    const auto history = make_history(options);
    operations += history.operations;
    unknown += history.unknown;
    moved += history.moved;
    failed_over += history.failed_over ? 1 : 0;
    const auto wrong = check_history(options, history);
    CHECK_MESSAGE(wrong.empty(), "OFFPEAK_SEED=", seed, ": ", wrong);
    failures += wrong.empty() ? 0 : 1;
  }
  std::cout << "linearizability: histories=" << wanted << " operations=" << operations
            << " unknown=" << unknown << " moved=" << moved << " failed_over=" << failed_over
            << " first_seed=" << first << " failures=" << failures << std::endl;
  CHECK(failed_over > wanted / 5);
  CHECK(unknown > 0);
  CHECK(moved > 0);
}

/// Seeds within which a defect has to show.
constexpr std::uint64_t seeds_to_find_max = 100;

TEST_CASE("an engine that is wrong is found to be") {
  for (const auto defect : {Defect::forgets_acknowledged, Defect::answers_stale, Defect::oversells,
                            Defect::replies_early, Defect::forgets_keys, Defect::keeps_both}) {
    CAPTURE(static_cast<int>(defect));
    std::uint64_t seed = 1;
    bool found = false;
    for (; !found && seed <= seeds_to_find_max; ++seed) {
      const HistoryOptions options{.seed = seed, .sqlite = {}, .defect = defect};
      found = !check_history(options, make_history(options)).empty();
    }
    CHECK(found);
    MESSAGE("defect ", static_cast<int>(defect), " found after ", seed - 1, " seeds");
  }
}

}  // namespace
}  // namespace offpeak::linearizability
