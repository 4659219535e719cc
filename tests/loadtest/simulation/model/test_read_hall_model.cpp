#include <doctest/doctest.h>

#include <string>

#include "loadtest/simulation/model/read_hall_model.hpp"

using namespace offpeak;

namespace {

struct Mistake {
  const char* text;
  int line;
  const char* field;
};

}  // namespace

TEST_CASE("a service may take no time, for all or for a class, but must be said for who comes") {
  const std::string hall = "minutes: 10\ncounters: 1\nwalk_ins_per_hour: 3\n";
  for (const char* service : {"0", "{distribution: constant, mean: 0}", "{walk_in: 0}",
                              "{distribution: uniform, min: 0, max: 0}"}) {
    CAPTURE(service);
    CHECK(loadtest::parse_hall_model(hall + "service: " + service + '\n', "hall").model);
  }
  CHECK_FALSE(loadtest::parse_hall_model(hall + "service: {priority: 2}\n", "hall").model);
}

TEST_CASE("a mistake in a hall model names its line and its field") {
  const Mistake mistakes[] = {
      {"minutes: 10\ncounters: 0\nservice: 1\n", 2, "counters"},
      {"minutes: 10\ncounters: [[0, 1], [5, 0]]\nservice: 1\n", 2, "counters"},
      {"minutes: 10\ncounters: [[5, 1], [5, 2]]\nservice: 1\n", 2, "counters[1]"},
      {"minutes: 10\ncounters: 1\nservice: {distribution: exponental, mean: 1}\n", 3,
       "service.distribution"},
      {"minutes: 10\ncounters: 1\nservice: {distribution: gamma, mean: 1}\n", 3, "service.cv"},
      {"minutes: .inf\ncounters: 1\nservice: 1\n", 1, "minutes"},
      {"minutes: 1e400\ncounters: 1\nservice: 1\n", 1, "minutes"},
      {"minutes: 10\ncounters: [[.nan, 1]]\nservice: 1\n", 2, "counters[0][0]"},
      {"minutes: 10\ncounters: 1\nservice: {distribution: gamma, mean: .inf, cv: 1}\n", 3,
       "service.mean"},
      {"minutes: 10\ncounters: 1\nservice: 1\norder: fifo\n", 4, "order"},
      {"minutes: 10\ncounters: 1\nservice: 1\nwalkins_per_hour: 3\n", 4, "walkins_per_hour"},
      {"minutes: 10\ncounters: 1\nservice: 1\nappointments: {every: 5, show: 2}\n", 4,
       "appointments.show"},
      {"counters: 1\ntrace: {arrivals: [1, 2], service: [1, 2, 3]}\n", 2, "trace"},
      {"counters: 1\ntrace: {arrivals: [2, 1], service: 1}\n", 2, "trace"},
      {"minutes: 3\ncounters: 1\ntrace: {arrivals: [1, 4], service: 1}\n", 1, ""},
  };
  for (const auto& mistake : mistakes) {
    CAPTURE(mistake.text);
    const auto read = loadtest::parse_hall_model(mistake.text, "model.yaml");
    CHECK_FALSE(read.model);
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(read.diagnostics.front().line == mistake.line);
    CHECK(read.diagnostics.front().field == mistake.field);
    CHECK_FALSE(read.diagnostics.front().expected.empty());
  }
}

TEST_CASE("slots are counted from the first to the last, both included") {
  const auto read = loadtest::parse_hall_model(
      "minutes: 480\ncounters: 5\nappointments: {from: 0, to: 465, every: 15, count: 3}\n"
      "service: 6\n",
      "model.yaml");
  REQUIRE(read.model);
  CHECK(read.model->slots.size() == 32);
  CHECK(read.model->slots.back().at_min == 465);
}
