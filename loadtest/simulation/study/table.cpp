#include "loadtest/simulation/study/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>
#include <string_view>
#include <vector>

#include "loadtest/simulation/study/balance_estimates.hpp"
#include "loadtest/simulation/study/cells.hpp"
#include "loadtest/simulation/study/frontier.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/parts_of_day.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::size_t gap_width = 2;

/// A column of a table: which figure, in which unit.
struct Column {
  std::string_view title;
  std::string_view key;
  double scale;
  int decimals;
};
constexpr Column scenario_columns[] = {
    {"parties", "parties", 1, 0},
    {"wait, min", "wait", 1, 1},
    {"p90, min", "p90", 1, 1},
    {"over 15, %", "over_15", 100, 1},
    {"overtime, min", "overtime", 1, 1},
    {"in use, %", "utilisation", 100, 1},
    {"staffed, h", "counter_hours", 1, 1},
    {"after closing, h", "overtime_hours", 1, 1},
    {"balked", "balked", 1, 1},
    {"unplaced", "unplaced", 1, 1},
    {"unserved", "unserved", 1, 1},
    {"found none", "found_none", 1, 1},
};
constexpr Column guidance_columns[] = {
    {"followed", "followed", 1, 1}, {"shift, min", "shift", 1, 1},
    {"travel, km", "travel", 1, 1}, {"over 40, %", "over_40", 100, 1},
    {"p99, min", "p99", 1, 1},
};
/// The balance says it of the city; by hall there is no room for it.
constexpr std::span hall_columns = std::span{scenario_columns}.first<11>();
constexpr Column service_columns[] = {
    {"parties", "parties", 1, 1},      {"people", "people", 1, 1},
    {"wait, min", "wait", 1, 1},       {"p90, min", "p90", 1, 1},
    {"over 15, %", "over_15", 100, 1}, {"work, h", "work", 1.0 / 60, 1},
};
constexpr Column lane_columns[] = {
    {"parties", "parties", 1, 1},
    {"people", "people", 1, 1},
    {"wait, min", "wait", 1, 1},
    {"p90, min", "p90", 1, 1},
    {"over 15, %", "over_15", 100, 1},
    {"work, h", "work", 1.0 / 60, 1},
    {"staffed, h", "staffed", 1.0 / 60, 1},
    {"in use, %", "utilisation", 100, 1},
    {"late, min", "overtime", 1, 1},
};
/// In the order of Fate.
constexpr std::string_view fate_titles[] = {"online",   "cancelled",   "no-show",
                                            "unplaced", "turned away", "left",
                                            "unserved", "machines",    "served"};

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Columns that a text takes on a terminal: one for each character, two for wide ones such as
/// Chinese.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char byte : text) {
    if (!continues_character(byte)) width += static_cast<unsigned char>(byte) >= 0xE3 ? 2 : 1;
  }
  return width;
}

std::string number(double value, int decimals, bool sign) {
  char text[64];
  std::snprintf(text, sizeof text, sign ? "%+.*f" : "%.*f", decimals, value);
  return text;
}

std::string shown(const Estimate& estimate, const Column& column, bool sign) {
  std::string text = number(estimate.mean * column.scale, column.decimals, sign);
  if (!std::isfinite(estimate.half_width)) return text;
  return text + " ±" + number(estimate.half_width * column.scale, column.decimals, false);
}

/// Lines of a name and cells; a column is as wide as its widest text, so that nothing is cut.
class Table {
 public:
  explicit Table(std::string_view title) { row(std::string{title}); }
  Table(std::string_view title, std::span<const Column> columns) : Table{title} {
    for (const Column& column : columns) cell(std::string{column.title});
  }
  Table& row(std::string name) {
    name_width_ = std::max(name_width_, width_of(name));
    rows_.push_back({std::move(name)});
    return *this;
  }
  Table& cell(std::string text) {
    auto& cells = rows_.back().cells;
    if (cells.size() == widths_.size()) widths_.push_back(0);
    widths_[cells.size()] = std::max(widths_[cells.size()], width_of(text));
    cells.push_back(std::move(text));
    return *this;
  }
  /// Behind the cells.
  void note(std::string text) { rows_.back().note = std::move(text); }
  std::string text() const {
    std::string out{'\n'};
    for (const Row& row : rows_) {
      out += row.name + std::string(name_width_ - width_of(row.name), ' ');
      for (std::size_t at = 0; at < row.cells.size(); ++at) {
        out += std::string(gap_width + widths_[at] - width_of(row.cells[at]), ' ') + row.cells[at];
      }
      out += row.note + '\n';
    }
    return out;
  }

 private:
  struct Row {
    std::string name;
    std::vector<std::string> cells{};
    std::string note{};
  };

  std::size_t name_width_ = 0;
  std::vector<std::size_t> widths_;
  std::vector<Row> rows_;
};

std::string name_of(const config::Name& name) { return name.zh + ' ' + name.en; }

std::string hall_name(const FrameHall& hall) {
  return std::to_string(hall.code) + ' ' + name_of(hall.name);
}

std::string heading(const StudyFrame& frame, const StudyResult& result) {
  std::string text = name_of(frame.city_name) + ", " + frame.date;
  if (frame.days > 1) text += " and " + std::to_string(frame.days - 1) + " days after it";
  text += ": " + std::to_string(result.scenarios.front().replications.size()) +
          " replications, seed " + std::to_string(frame.seed) + '\n';
  if (frame.days > 1) {
    text +=
        "Visits, people and hours are of all days together; waits and shares are means over all "
        "visits; overtime is of\na mean day, and so are the tables by lane and by service.\n";
  }
  for (const PlayedDay& day : frame.calendar) {
    const std::string words = words_of(day, frame.halls.size());
    if (!words.empty()) text += words + '\n';
  }
  if (!result.complete) text += "Stopped early: these are the replications that were done.\n";
  return text;
}

// ---- who came ---------------------------------------------------------------------------------

/// Whole numbers that add up to the rounded sum: what rounding takes from one it gives to the next.
std::vector<std::string> rounded(const std::vector<double>& values) {
  std::vector<std::string> texts;
  double sum = 0;
  for (const double value : values) {
    const double before = std::round(sum);
    sum += value;
    texts.push_back(number(std::round(sum) - before, 0, false));
  }
  texts.push_back(number(std::round(sum), 0, false));
  return texts;
}

/// Their means, and beneath them the half-widths where there are some.
void add_balance(Table& table, const std::string& name, const BalanceEstimates& rows,
                 Estimate BalanceRow::*of) {
  std::vector<double> means;
  for (std::size_t fate = 0; fate < fate_keys.size(); ++fate) {
    means.push_back((rows[fate + 1].*of).mean);
  }
  table.row(name);
  for (std::string& text : rounded(means)) table.cell(std::move(text));
  table.cell(number((rows.back().*of).mean, 0, false));
  const auto half_width = [&](const BalanceRow& row) {
    return number((row.*of).half_width, 0, false);
  };
  if (!std::isfinite((rows.front().*of).half_width)) return;
  table.row("  ±");
  for (std::size_t fate = 0; fate < fate_keys.size(); ++fate)
    table.cell(half_width(rows[fate + 1]));
  table.cell(half_width(rows.front())).cell(half_width(rows.back()));
}

std::string balance_table(const StudyFrame& frame, const StudyResult& result, std::string_view unit,
                          Estimate BalanceRow::*of) {
  Table table{unit};
  for (const std::string_view title : fate_titles) table.cell(std::string{title});
  table.cell("= meant").cell("received");
  for (const ScenarioResult& scenario : result.scenarios) {
    add_balance(table, scenario.name,
                balance_estimates(scenario.replications, scenario.headlines, frame.antithetic), of);
  }
  return table.text();
}

/// Who is in no balance, or comes in place of another day.
std::string moves_text(const StudyFrame& frame) {
  std::string text;
  for (const FrameScenario& scenario : frame.scenarios) {
    const FrameMoves& moves = scenario.moves;
    if (!moves.any()) continue;
    text += '\n' + scenario.name + ": as other days are open, " +
            number(moves.from_other_days, 0, false) + " people a day come from other days, " +
            number(moves.to_other_days, 0, false) + " go to other days, " +
            number(moves.stay_away, 0, false) + " stay away";
  }
  return text.empty() ? text : text + '\n';
}

std::string balance_text(const StudyFrame& frame, const StudyResult& result) {
  std::string text = "\nOf those who meant to come";
  text += frame.days > 1 ? ", on all days:\n" : ":\n";
  text += balance_table(frame, result, "people", &BalanceRow::people);
  text += balance_table(frame, result, "parties", &BalanceRow::parties);
  text += moves_text(frame);
  text +=
      "\nreceived: by machines and at staffed counters (served); unplaced: found no appointment "
      "and "
      "stayed away;\nturned away: turned round at red, or got no number any more\n";
  return text;
}

// ---- waits --------------------------------------------------------------------------------------

void add_row(Table& table, const std::string& name, std::span<const Column> columns,
             const HeadlineEstimates& all, bool sign) {
  table.row(name);
  for (const Column& column : columns) {
    const auto field = std::ranges::find(headline_fields, column.key, &HeadlineField::key);
    const auto at = static_cast<std::size_t>(field - headline_fields.begin());
    table.cell(shown(all[at], column, sign));
  }
}

/// The names of those on the frontier, and what that means.
std::string frontier_text(const StudyFrame& frame, const StudyResult& result) {
  const auto is_on = frontier(frame, result);
  std::string names;
  for (std::size_t at = 0; at < is_on.size(); ++at) {
    if (is_on[at]) names += (names.empty() ? "" : ", ") + result.scenarios[at].name;
  }
  return "On the frontier, as no other one receives as many people with as few staff hours, after "
         "closing too, and as short a\nmean wait, and does better in one of these: " +
         names + '\n';
}

bool anybody_followed(const StudyResult& result) {
  return std::ranges::any_of(result.scenarios, [](const ScenarioResult& each) {
    return std::ranges::any_of(each.headlines, [](const auto& day) { return day.followed > 0; });
  });
}

/// Nothing where nobody was shown another place and took it.
std::string guidance_table(const StudyFrame& frame, const StudyResult& result) {
  if (!anybody_followed(result)) return {};
  Table table{"guidance", guidance_columns};
  for (const ScenarioResult& each : result.scenarios) {
    add_row(table, each.name, guidance_columns,
            estimates(each.replications, each.headlines, frame.antithetic), false);
  }
  return table.text() +
         "followed: parties that booked a place that they were shown; travel: of these, from their "
         "hall to that one, on\naverage; shift: of all who booked, from the wished time to the "
         "slot, "
         "on average\n";
}

std::string scenario_tables(const StudyFrame& frame, const StudyResult& result) {
  const auto& first = result.scenarios.front();
  Table table{"scenario", scenario_columns};
  for (const ScenarioResult& each : result.scenarios) {
    add_row(table, each.name, scenario_columns,
            estimates(each.replications, each.headlines, frame.antithetic), false);
  }
  std::string text =
      "\nA day at staffed counters. p90: nine parties in ten wait no longer; overtime: of the "
      "day's "
      "latest hall;\n±: 99 % interval of the mean\n" +
      table.text();
  text += guidance_table(frame, result);
  if (result.scenarios.size() == 1) return text;
  text += frontier_text(frame, result);
  Table less{"less " + first.name, scenario_columns};
  for (std::size_t at = 1; at < result.scenarios.size(); ++at) {
    const auto& other = result.scenarios[at];
    add_row(less, other.name, scenario_columns, differences(other, first, frame.antithetic), true);
  }
  return text + less.text();
}

std::string hall_table(const StudyFrame& frame, const ScenarioResult& scenario) {
  Table table{scenario.name + ", by hall", hall_columns};
  for (std::size_t hall = 0; hall < frame.halls.size(); ++hall) {
    add_row(table, hall_name(frame.halls[hall]), hall_columns,
            estimates(scenario.replications, hall_series(scenario, hall), frame.antithetic), false);
  }
  return table.text();
}

// ---- lanes and services -------------------------------------------------------------------------

template <class Measures, class Record>
void add_measures(Table& table, std::span<const Column> columns, const Measures& measures,
                  const Record& record, double days) {
  for (const Column& column : columns) {
    const auto measure =
        std::ranges::find_if(measures, [&](const auto& each) { return each.key == column.key; });
    const double value = measure->value(record, days);
    table.cell(std::isfinite(value) ? number(value * column.scale, column.decimals, false) : "-");
  }
}

std::string lane_table(const StudyFrame& frame, const ScenarioResult& scenario) {
  Table table{scenario.name + ", by lane", lane_columns};
  const auto lanes = lanes_of(scenario.sum, frame.lanes.size());
  for (std::size_t at = 0; at < lanes.size(); ++at) {
    table.row(name_of(frame.lanes[at].name));
    add_measures(table, lane_columns, lane_measures, lanes[at], days_of(frame, scenario));
    if (lanes[at].overtime_ms > 0) {
      table.note(" in " + hall_name(frame.halls[latest_hall(scenario.sum, at)]));
    }
  }
  return table.text();
}

std::string service_table(const StudyFrame& frame, const ScenarioResult& scenario) {
  Table table{scenario.name + ", by service", service_columns};
  const auto services = services_of(scenario.sum, frame.services.size());
  for (std::size_t at = 0; at < services.size(); ++at) {
    table.row(name_of(frame.services[at].name));
    add_measures(table, service_columns, service_measures, services[at], days_of(frame, scenario));
  }
  return table.text();
}

double mean_wait_minutes(const HallResult& hall) {
  const Waits all = hall.all();
  if (all.parties == 0) return 0;
  return static_cast<double>(all.wait_ms) / ms_per_minute / static_cast<double>(all.parties);
}

/// The halls that a planner looks at first.
std::string worst_halls(const StudyFrame& frame, const ScenarioResult& scenario) {
  const auto most = [&](auto value) {
    const auto hall = std::ranges::max_element(scenario.sum.halls, {}, value);
    const auto at = static_cast<std::size_t>(hall - scenario.sum.halls.begin());
    return hall_name(frame.halls[at]) + " (" + number(value(*hall), 1, false) + " min)";
  };
  const auto overtime = [days = days_of(frame, scenario)](const HallResult& hall) {
    return days == 0 ? 0 : static_cast<double>(hall.overtime_ms) / ms_per_minute / days;
  };
  if (scenario.sum.balance().received().people == 0) {
    return '\n' + scenario.name + ": nobody is received\n";
  }
  std::string text = '\n' + scenario.name + ": longest mean wait in " + most(mean_wait_minutes) +
                     "; latest mean end in " + most(overtime) + '\n';
  std::uint64_t cut = 0;
  for (const HallResult& hall : scenario.sum.halls) cut += hall.midnight_days;
  if (cut > 0) {
    text += "A hall still had visitors at midnight on " + std::to_string(cut) +
            " of the days played: its waits, overtime and unserved\nwould be more.\n";
  }
  return text;
}

}  // namespace

std::string results_table(const StudyFrame& frame, const StudyResult& result) {
  std::string text =
      heading(frame, result) + balance_text(frame, result) + scenario_tables(frame, result);
  for (const ScenarioResult& scenario : result.scenarios) {
    text += worst_halls(frame, scenario) + hall_table(frame, scenario) +
            lane_table(frame, scenario) + service_table(frame, scenario);
  }
  text +=
      "\nin use: of staffed hours, those of a shared counter by the share that the lane has; late: "
      "the last visit\nafter closing, in the hall where that is most. Machines have no staff and "
      "are "
      "in no table by scenario or hall.\nFigures of scenarios and halls are means of days; those "
      "of "
      "lanes and services, and the longest mean wait,\nare of the visits of all days together. "
      "Staffed hours of a lane are with those after closing.\n";
  return text;
}

}  // namespace offpeak::loadtest
