#include <charconv>
#include <cmath>
#include <string_view>

#include "loadtest/simulation/study/cells.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/results.hpp"

namespace offpeak::loadtest {
namespace {

std::string shown(double value) {
  if (!std::isfinite(value)) return {};
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, digits_shown)
          .ptr;
  return {digits, end};
}

std::string in_quotes(std::string_view text) {
  std::string all{'"'};
  for (const char c : text) all.append(c == '"' ? 2 : 1, c);
  return all += '"';
}

/// Where a line belongs: "scenario",hall,half_hour.
struct LineName {
  std::string scenario;
  std::string hall;
  std::string half_hour;
};

class Lines {
 public:
  void add(const LineName& name, std::string_view measure, double value,
           std::string_view ci99 = {}) {
    out_ += in_quotes(name.scenario) + ',' + name.hall + ',' + name.half_hour + ',';
    out_.append(measure).append(",").append(shown(value)).append(",").append(ci99).append("\r\n");
  }
  void add(const LineName& name, const HeadlineEstimates& all) {
    for (std::size_t field = 0; field < all.size(); ++field) {
      add(name, headline_fields[field].key, all[field].mean, shown(all[field].half_width));
    }
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_ = "scenario,hall,half_hour,measure,value,ci99\r\n";
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
