// A city of one hall with one counter, services of a fixed length and visitors by hand.
#pragma once

#include <limits>
#include <stdexcept>
#include <vector>

#include "config/load.hpp"
#include "loadtest/simulation/days/simulator.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::loadtest {

inline config::City load_hangzhou() {
  auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  if (!loaded.city) throw std::runtime_error{"config/hangzhou.yaml has mistakes"};
  return std::move(*loaded.city);
}

/// Passport renewals take 6 minutes, and the way to the counter 26 seconds. Walk-ins get numbers
/// until closing.
class OneHall {
 public:
  static constexpr DayTime visit_ms = 6 * minute_ms + 26'000;

  explicit OneHall(int counters = 1) {
    scenario.city = load_hangzhou();
    scenario.date = config::make_date(2026, 6, 9);
    scenario.city.halls.resize(1);
    auto& hall = scenario.city.halls[0];
    const auto documents = scenario.city.find_lane("documents")->code;
    hall.rules.last_tickets = config::minutes{0};
    hall.lane_percent = {};
    hall.lane_percent[static_cast<std::size_t>(documents)] = 100 * counters;
    hall.counters.clear();
    for (int number = 1; number <= counters; ++number) {
      hall.counters.push_back({.number = number, .share_percent = {{documents, 100}}, .hours = {}});
    }
    hall.seasons = {{.first = std::chrono::January / 1,
                     .last = std::chrono::December / 31,
                     .periods = {{minute(8, 30), minute(12, 0)}, {minute(13, 30), minute(17, 0)}}}};
    for (auto& service : scenario.city.services) service.variation = 0;
    scenario.demand.balking_share = 1;
    simulator.check_replays();
  }

  static config::MinuteOfDay minute(int hour, int of_hour) {
    return config::MinuteOfDay{hour * 60 + of_hour};
  }

  Visitor& come(int hour, int of_hour) {
    Visitor visitor;
    visitor.number = visitors.size();
    visitor.hall = scenario.city.halls[0].code;
    visitor.service = scenario.city.find_service("passport_renewal")->code;
    visitor.wished_minute = minute(hour, of_hour).count();
    visitor.patience_minutes = std::numeric_limits<double>::infinity();
    visitors.push_back(visitor);
    return visitors.back();
  }
  /// Two days ahead.
  Visitor& book(int hour, int of_hour) {
    Visitor& visitor = come(hour, of_hour);
    visitor.wants_appointment = true;
    visitor.lead_days = 2;
    visitor.lead_moment = 0.5;
    return visitor;
  }

  HallResult play() {
    return simulator.run(scenario, scenario.date, visitors, {.seed = 1}).halls[0];
  }

  Scenario scenario;
  std::vector<Visitor> visitors;
  Simulator simulator;
};

}  // namespace offpeak::loadtest
