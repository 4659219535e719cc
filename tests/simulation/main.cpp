// Runs simulations, one seed after the other:
//
//   simulate_faults --seeds N [--seed S] [--verbose]
//
// Stops at the first seed that breaks a rule, and prints how to run it again.

// The tests' city asks for it, though nothing here is a test of it.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <iostream>

#include "tests/simulation/simulation.hpp"

namespace {

using offpeak::simulation::Options;
using offpeak::simulation::Outcome;

void add(Outcome& total, const Outcome& one) {
  total.steps += one.steps;
  total.faults += one.faults;
  total.answered += one.answered;
  total.asked_again += one.asked_again;
  total.acknowledged += one.acknowledged;
  total.records += one.records;
  total.epochs += one.epochs;
  for (const auto& field : offpeak::simulation::coverage_fields) {
    total.coverage.*field.count += one.coverage.*field.count;
  }
}

/// The seed that runs, for an assertion that ends the process.
volatile std::sig_atomic_t running_seed = 0;

void say_seed(int) {
  char text[64];
  const int size =
      std::snprintf(text, sizeof text, "in seed %ld\n", static_cast<long>(running_seed));
  // Nothing can be done where this fails.
  if (write(STDERR_FILENO, text, static_cast<std::size_t>(size)) < 0) return;
}

void print(const Outcome& outcome) {
  std::cout << "events=" << outcome.steps << " faults=" << outcome.faults
            << " answered=" << outcome.answered << " asked_again=" << outcome.asked_again
            << " acknowledged=" << outcome.acknowledged << " records=" << outcome.records
            << " epochs=" << outcome.epochs;
  for (const auto& field : offpeak::simulation::coverage_fields) {
    std::cout << ' ' << field.name << '=' << outcome.coverage.*field.count;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App parser{"simulations of the servers and their store, by seed"};
  std::uint64_t seeds = 1;
  std::uint64_t first = 1;
  bool verbose = false;
  parser.add_option("--seeds", seeds, "how many");
  parser.add_option("--seed", first, "the first");
  parser.add_flag("--verbose", verbose, "print each fault and each seed's outcome");
  CLI11_PARSE(parser, argc, argv);

  std::signal(SIGABRT, say_seed);
  const auto began = std::chrono::steady_clock::now();
  Outcome total;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    Options options;
    options.seed = seed;
    running_seed = static_cast<std::sig_atomic_t>(seed);
    if (verbose) options.log = [](const std::string& line) { std::cout << line << '\n'; };
    const auto outcome = offpeak::simulation::simulate(options);
    add(total, outcome);
    if (verbose) {
      std::cout << "seed=" << seed << " digest=" << std::hex << outcome.digest << std::dec << ' ';
      print(outcome);
      std::cout << '\n';
    }
    if (outcome.violation.empty()) continue;
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(outcome.at);
    std::cout << "seed " << seed << " at " << at.count() << " ms: " << outcome.violation
              << "\nrun it again: simulate_faults --seed " << seed << " --verbose\n";
    return 1;
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  std::cout << "simulation: seeds=" << seeds << " first_seed=" << first << ' ';
  print(total);
  std::cout << " failures=0 milliseconds=" << took.count() << std::endl;
  return 0;
}
