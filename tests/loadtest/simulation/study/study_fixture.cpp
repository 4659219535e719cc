#include "tests/loadtest/simulation/study/study_fixture.hpp"

#include <stdexcept>
#include <utility>

#include "config/load.hpp"
#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"
#include "loadtest/simulation/study/results.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::loadtest {
namespace {

void add_party(Waits& waits, Cell& cell, double minutes) {
  const auto wait_ms = static_cast<std::int64_t>(minutes * 60'000);
  ++waits.parties;
  ++waits.people;
  waits.wait_ms += wait_ms;
  waits.over_15 += minutes > 15 ? 1 : 0;
  waits.over_30 += minutes > 30 ? 1 : 0;
  waits.minutes.add(minutes);
  ++cell.arrivals;
  ++cell.called;
  cell.wait_ms += wait_ms;
}

}  // namespace

const config::City& hangzhou() {
  static const config::City city = [] {
    auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
    if (!loaded.city) throw std::runtime_error{"config/hangzhou.yaml has mistakes"};
    return *loaded.city;
  }();
  return city;
}

Scenario scenario(std::string name, double people) {
  Scenario made;
  made.name = std::move(name);
  made.city = hangzhou();
  made.change.people = people;
  made.date = config::make_date(2026, 6, 13);
  return made;
}

DayResult played(const Scenario& scenario, const Draws& draws) {
  constexpr int first_cell = 17;  // 08:30
  constexpr int open_cells = 7;
  const Stream stream{draws.seed, draws.replication, Purpose::patience, 0, draws.antithetic};
  DayResult day;
  std::uint64_t party = 0;
  for (const config::Hall& hall : scenario.city.halls) {
    HallResult& result = day.halls.emplace_back();
    result.hall = static_cast<std::uint32_t>(hall.code);
    for (int at = first_cell; at < first_cell + open_cells; ++at) {
      Cell& cell = result.cells[static_cast<std::size_t>(at)];
      cell.open_ms = 1'800'000;
      cell.busy_ms = 900'000;
      cell.level_ms[1] = 1'800'000;
      const int parties = static_cast<int>(scenario.change.people) / 100;
      for (int i = 0; i < parties; ++i) {
        const double wait = exponential(stream.uniform(party++), scenario.change.people / 100);
        add_party(party % 3 == 0 ? result.booked : result.walk_in, cell, wait);
      }
      result.open_ms += cell.open_ms;
      result.busy_ms += cell.busy_ms;
    }
    const std::uint64_t called = result.booked.parties + result.walk_in.parties;
    result.balance.meant = {called + 2, called + 5};
    result.balance.of(Fate::no_show) = {2, 5};
    result.balance.of(Fate::served) = {called, called};
    result.lanes.resize(scenario.city.lanes.size());
    result.services.resize(scenario.city.services.size());
    result.lanes[0].waits = result.all();
    result.lanes[0].busy_ms = result.busy_ms;
    result.lanes[0].open_ms = result.open_ms;
    result.overtime_ms = static_cast<std::int64_t>(stream.uniform(party++) * 1e6);
  }
  return day;
}

StudyResult run_quietly(const StudySpec& spec, const Play& play) {
  const std::atomic<bool> stop{false};
  return run_study(
      spec, stop, [](const Progress&) {}, play);
}

std::string results_of(const StudySpec& spec) {
  return results_json(frame_of(spec, "0"), run_quietly(spec));
}

}  // namespace offpeak::loadtest
