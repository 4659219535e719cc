// The simulation is deterministic, and finds what is wrong.
#include <doctest/doctest.h>

#include "tests/simulation/simulation.hpp"

namespace offpeak::simulation {
namespace {

TEST_CASE("the same seed gives the same run, event for event") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Options options;
    options.seed = seed;
    const auto once = simulate(options);
    const auto again = simulate(options);
    CHECK(once.digest == again.digest);
    CHECK(once.steps == again.steps);
    CHECK(once.violation == again.violation);
  }
}

TEST_CASE("different seeds give different runs") {
  Options one;
  Options other;
  other.seed = 2;
  CHECK(simulate(one).digest != simulate(other).digest);
}

TEST_CASE("every kind of trouble comes up, and every rule holds through it") {
  Coverage total;
  Options options;
  for (options.seed = 1; options.seed <= 60; ++options.seed) {
    CAPTURE(options.seed);
    const auto outcome = simulate(options);
    CHECK(outcome.violation == "");
    for (const auto& field : coverage_fields) total.*field.count += outcome.coverage.*field.count;
  }
  for (const auto& field : coverage_fields) {
    CAPTURE(std::string{field.name});
    CHECK(total.*field.count > 0);
  }
}

struct Row {
  const char* what;
  ServerDefect server;
  NodeDefect node;
  std::uint64_t seeds_max;       // within which it is found
  std::uint64_t first_seed = 1;  // a rare schedule is looked for near where it was seen
};

TEST_CASE("a store or a server that is wrong is found within few seeds") {
  const Row rows[] = {
      {"the store loses what it acknowledged", ServerDefect::loses_acknowledged, NodeDefect::none,
       60},
      {"the store accepts old epochs", ServerDefect::accepts_old_epochs, NodeDefect::none, 200},
      {"the store acknowledges before it syncs", ServerDefect::replies_before_sync,
       NodeDefect::none, 100},
      {"the store takes an entry twice", ServerDefect::appends_twice, NodeDefect::none, 100},
      {"a server replies before its commit", ServerDefect::none, NodeDefect::replies_before_commit,
       20},
      {"a server answers without asking whether it leads", ServerDefect::none,
       NodeDefect::vouches_for_nothing, 1500, 900},
      {"a server forgets idempotency keys", ServerDefect::none, NodeDefect::forgets_keys, 20},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string{row.what});
    Options options;
    options.server_defect = row.server;
    options.node_defect = row.node;
    std::string found;
    std::uint64_t seeds = 0;
    while (found.empty() && seeds < row.seeds_max) {
      options.seed = row.first_seed + seeds++;
      found = simulate(options).violation;
    }
    CHECK(!found.empty());
    MESSAGE(std::string{row.what} << ": after " << seeds << " seeds: " << found);
  }
}

}  // namespace
}  // namespace offpeak::simulation
