#include <string_view>

#include "base/csv_writer.hpp"
#include "loadtest/simulation/study/balance_estimates.hpp"
#include "loadtest/simulation/study/cells.hpp"
#include "loadtest/simulation/study/frontier.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/parts_of_day.hpp"
#include "loadtest/simulation/study/results.hpp"

namespace offpeak::loadtest {
namespace {

/// Where a line belongs: scenario,hall,lane,service,half_hour.
struct LineName {
  std::string scenario;
  std::string hall{};
  std::string lane{};
  std::string service{};
  std::string half_hour{};
};

class Lines {
 public:
  Lines() {
    for (const auto* name :
         {"scenario", "hall", "lane", "service", "half_hour", "measure", "value", "ci99"}) {
      csv_.text(name);
    }
    csv_.end_row();
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  /// A figure without an interval.
  void add(const LineName& name, std::string_view measure, double value) {
    begin(name, measure).real(value, digits_shown).blank().end_row();
  }
  void add(const LineName& name, std::string_view measure, const Estimate& estimate) {
    begin(name, measure)
        .real(estimate.mean, digits_shown)
        .real(estimate.half_width, digits_shown)
        .end_row();
  }
  void add(const LineName& name, const HeadlineEstimates& all) {
    for (std::size_t field = 0; field < all.size(); ++field) {
      add(name, headline_fields[field].key, all[field]);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  base::CsvWriter& begin(const LineName& name, std::string_view measure) {
    return csv_.text(name.scenario)
        .text(name.hall)
        .text(name.lane)
        .text(name.service)
        .text(name.half_hour)
        .text(measure);
  }

  std::string out_;
  base::CsvWriter csv_{out_};
};

void add_calendar(Lines& lines, const LineName& name, const StudyFrame& frame) {
  for (const PlayedDay& day : frame.calendar) {
    const std::string key = "calendar." + day.date;
    lines.add(name, key + ".halls_open", day.halls_open);
    lines.add(name, key + ".assumed", day.is_assumed ? 1 : 0);
  }
}

void add_cell(Lines& lines, const LineName& name, const Cell& cell, double days) {
  constexpr std::string_view levels[] = {"grey", "green", "yellow", "red"};
  for (const CellMeasure& measure : cell_measures) {
    lines.add(name, measure.key, measure.value(cell, days));
  }
  const auto shares = level_shares(cell);
  for (std::size_t level = 0; level < shares.size(); ++level) {
    lines.add(name, levels[level], shares[level]);
  }
}

void add_balance(Lines& lines, const LineName& name, const BalanceEstimates& rows) {
  for (const BalanceRow& row : rows) {
    const std::string key = "balance." + std::string{row.key};
    lines.add(name, key + ".parties", row.parties);
    lines.add(name, key + ".people", row.people);
  }
}

/// `name` is that of the city or a hall.
void add_lanes_and_services(Lines& lines, LineName name, const StudyFrame& frame,
                            const std::vector<LaneResult>& by_lane,
                            const std::vector<ServiceResult>& by_service, double days) {
  for (std::size_t at = 0; at < by_lane.size(); ++at) {
    name.lane = std::to_string(frame.lanes[at].code);
    for (const auto& measure : lane_measures) {
      lines.add(name, measure.key, measure.value(by_lane[at], days));
    }
  }
  name.lane.clear();
  for (std::size_t at = 0; at < by_service.size(); ++at) {
    name.service = frame.services[at].key;
    for (const auto& measure : service_measures) {
      lines.add(name, measure.key, measure.value(by_service[at], days));
    }
  }
}

void add_hall(Lines& lines, const StudyFrame& frame, const ScenarioResult& scenario, std::size_t at,
              CellSpan span) {
  const HallResult& hall = scenario.sum.halls[at];
  const double days = days_of(frame, scenario);
  LineName name{.scenario = scenario.name, .hall = std::to_string(hall.hall)};
  const Series series = hall_series(scenario, at);
  lines.add(name, estimates(scenario.replications, series, frame.antithetic));
  add_balance(lines, name, balance_estimates(scenario.replications, series, frame.antithetic));
  lines.add(name, "midnight_days", static_cast<double>(hall.midnight_days));
  add_lanes_and_services(lines, name, frame, hall.lanes, hall.services, days);
  for (int cell = span.from; cell < span.to; ++cell) {
    if (!is_used(hall.cells[static_cast<std::size_t>(cell)])) continue;
    name.half_hour = cell_name(cell);
    add_cell(lines, name, hall.cells[static_cast<std::size_t>(cell)], days);
  }
}

}  // namespace

std::string results_csv(const StudyFrame& frame, const StudyResult& result) {
  const CellSpan span = shown_cells(result);
  Lines lines;
  const auto is_on_frontier = frontier(frame, result);
  for (std::size_t at = 0; at < result.scenarios.size(); ++at) {
    const ScenarioResult& scenario = result.scenarios[at];
    const LineName city{.scenario = scenario.name};
    lines.add(city, estimates(scenario.replications, scenario.headlines, frame.antithetic));
    if (at == 0) add_calendar(lines, city, frame);
    lines.add(city, "frontier", is_on_frontier[at] ? 1 : 0);
    add_balance(lines, city,
                balance_estimates(scenario.replications, scenario.headlines, frame.antithetic));
    add_lanes_and_services(lines, city, frame, lanes_of(scenario.sum, frame.lanes.size()),
                           services_of(scenario.sum, frame.services.size()),
                           days_of(frame, scenario));
    for (std::size_t hall = 0; hall < frame.halls.size(); ++hall) {
      add_hall(lines, frame, scenario, hall, span);
    }
  }
  return lines.take();
}

}  // namespace offpeak::loadtest
