#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loadtest/simulation/plan/target.hpp"

namespace offpeak::loadtest {
namespace {

Target target(const std::string& text) { return *parse_target(text); }

TEST_CASE("a target is read as it is written") {
  struct Row {
    std::string text;
    Target::Kind kind;
    double minutes, over_share;
    std::string name;
  };
  const Row rows[] = {
      {"p90<15", Target::Kind::over, 15, 0.10, "p90"},
      {"p50<10", Target::Kind::over, 10, 0.50, "p50"},
      {"p99.5<7.5", Target::Kind::over, 7.5, 0.005, "p99.5"},
      {"mean<5", Target::Kind::mean, 5, 0, "mean"},
      {"over15<10%", Target::Kind::over, 15, 0.10, "over15"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Target read = target(row.text);
    CHECK(read.kind == row.kind);
    CHECK(read.minutes == row.minutes);
    CHECK(read.over_share == doctest::Approx(row.over_share).epsilon(1e-9));
    CHECK(read.name() == row.name);
  }
}

TEST_CASE("a target that is none says what would be right") {
  for (const std::string text :
       {"",         "p90",       "p90<",     "p<15",      "p90<15%",     "p0<15",     "p100<15",
        "p90<0",    "p90<-1",    "p90<1441", "p90<nan",   "q90<15",      "mean5",     "mean<5 ",
        "mean<inf", "over15<10", "over<10%", "over15<0%", "over15<100%", "over0<10%", "p90>15"}) {
    CAPTURE(text);
    const auto read = parse_target(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().message.find("p90<15") != std::string::npos);
    CHECK(read.error().message.find("over15<10%") != std::string::npos);
  }
}

TEST_CASE("a percentile and the share over it are the same target") {
  for (const double share : {0.05, 0.0999, 0.11}) {
    CHECK(target("p90<15").is_met(1, share) == target("over15<10%").is_met(1, share));
  }
  CHECK(target("p90<15").percentile().value() == doctest::Approx(0.9));
  CHECK_FALSE(target("over15<10%").percentile().has_value());
  CHECK_FALSE(target("mean<5").percentile().has_value());
}

TEST_CASE("the least counters by Erlang C meet the target, and one less does not") {
  for (const std::string text : {"p90<15", "p50<1", "mean<5", "mean<0.5", "over5<2%"}) {
    for (const double rate : {0.05, 0.5, 1.0, 3.3, 12.0}) {
      CAPTURE(text);
      CAPTURE(rate);
      const auto least = least_counters(rate, 6, target(text), 200);
      REQUIRE(least.has_value());
      CHECK(target(text).is_met(*delay_system(rate, 1.0 / 6, *least)));
      if (*least == 1) continue;
      const auto fewer = delay_system(rate, 1.0 / 6, *least - 1);
      CHECK((!fewer || !target(text).is_met(*fewer)));
    }
  }
}

TEST_CASE("a load that no allowed number can serve is unstable, and none needs none") {
  CHECK(least_counters(10, 6, target("p90<15"), 60).error() == Unsolved::unstable);
  CHECK(*least_counters(0, 6, target("p90<15"), 60) == 0);
  CHECK(least_counters(-1, 6, target("p90<15"), 60).error() == Unsolved::out_of_domain);
  CHECK(least_counters(1, 0, target("p90<15"), 60).error() == Unsolved::out_of_domain);
}

}  // namespace
}  // namespace offpeak::loadtest
