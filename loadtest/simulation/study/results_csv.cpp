#include <string_view>

#include "base/csv_writer.hpp"
#include "loadtest/simulation/study/cells.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/results.hpp"

namespace offpeak::loadtest {
namespace {

/// Where a line belongs: scenario,hall,half_hour.
struct LineName {
  std::string scenario;
  std::string hall;
  std::string half_hour;
};

class Lines {
 public:
  Lines() {
    for (const auto* name : {"scenario", "hall", "half_hour", "measure", "value", "ci99"}) {
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
  void add(const LineName& name, const HeadlineEstimates& all) {
    for (std::size_t field = 0; field < all.size(); ++field) {
      begin(name, headline_fields[field].key)
          .real(all[field].mean, digits_shown)
          .real(all[field].half_width, digits_shown)
          .end_row();
    }
  }
  std::string take() { return std::move(out_); }

 private:
  base::CsvWriter& begin(const LineName& name, std::string_view measure) {
    return csv_.text(name.scenario).text(name.hall).text(name.half_hour).text(measure);
  }

  std::string out_;
  base::CsvWriter csv_{out_};
};

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

}  // namespace

std::string results_csv(const StudyFrame& frame, const StudyResult& result) {
  const CellSpan span = shown_cells(result);
  Lines lines;
  for (const ScenarioResult& scenario : result.scenarios) {
    lines.add({scenario.name, "", ""},
              estimates(scenario.replications, scenario.headlines, frame.antithetic));
    for (std::size_t hall = 0; hall < frame.halls.size(); ++hall) {
      const std::string code = std::to_string(frame.halls[hall].code);
      lines.add({scenario.name, code, ""},
                estimates(scenario.replications, hall_series(scenario, hall), frame.antithetic));
      for (int at = span.from; at < span.to; ++at) {
        const Cell& cell = scenario.sum.halls[hall].cells[static_cast<std::size_t>(at)];
        if (!is_used(cell)) continue;
        add_cell(lines, {scenario.name, code, cell_name(at)}, cell, days_of(frame, scenario));
      }
    }
  }
  return lines.take();
}

}  // namespace offpeak::loadtest
