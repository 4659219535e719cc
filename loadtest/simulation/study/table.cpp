#include "loadtest/simulation/study/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::size_t name_width_max = 28;
constexpr int cell_width = 14;

/// A column of the table: which figure, in which unit.
struct Column {
  std::string_view title;
  std::string_view key;
  double scale;
  int decimals;
};
constexpr Column columns[] = {
    {"parties", "parties", 1, 0},        {"wait, min", "wait", 1, 1},
    {"90 %, min", "p90", 1, 1},          {"over 15, %", "over_15", 100, 1},
    {"overtime, min", "overtime", 1, 1}, {"in use, %", "utilisation", 100, 1},
};

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

std::string padded(std::string_view text, std::size_t width) {
  std::string out{text};
  while (width_of(out) > width) {
    out.pop_back();
    while (!out.empty() && continues_character(out.back())) out.pop_back();
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
  }
  return out.append(width - width_of(out), ' ');
}

std::string right(std::string_view text) {
  const std::size_t width = width_of(text);
  std::string out(width < cell_width ? cell_width - width : 0, ' ');
  return out.append(text);
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

class Table {
 public:
  explicit Table(std::size_t name_width) : name_width_{name_width} {}

  void title(std::string_view first) {
    out_ += '\n' + padded(first, name_width_);
    for (const Column& column : columns) out_ += right(column.title);
    out_ += '\n';
  }
  void row(std::string_view name, const HeadlineEstimates& all, bool sign) {
    out_ += padded(name, name_width_);
    for (const Column& column : columns) {
      const auto field = std::ranges::find(headline_fields, column.key, &HeadlineField::key);
      const auto at = static_cast<std::size_t>(field - headline_fields.begin());
      out_ += right(shown(all[at], column, sign));
    }
    out_ += '\n';
  }
  std::string take() { return std::move(out_); }

 private:
  std::size_t name_width_;
  std::string out_;
};

std::string hall_name(const FrameHall& hall) {
  return std::to_string(hall.code) + ' ' + hall.name.zh + ' ' + hall.name.en;
}

std::size_t name_width(const StudyFrame& frame) {
  std::size_t width = 12;
  for (const auto& scenario : frame.scenarios) width = std::max(width, width_of(scenario.name));
  for (const auto& hall : frame.halls) width = std::max(width, width_of(hall_name(hall)));
  return std::min(width, name_width_max);
}

std::string heading(const StudyFrame& frame, const StudyResult& result) {
  std::string text = frame.city_name.zh + ' ' + frame.city_name.en + ", " + frame.date;
  if (frame.days > 1) text += " and " + std::to_string(frame.days - 1) + " days after it";
  text += ": " + std::to_string(result.scenarios.front().replications.size()) +
          " replications, seed " + std::to_string(frame.seed) +
          "\n90 %: of the parties wait no longer; over 15: minutes; ±: 99 % interval\n";
  if (!result.complete) text += "Stopped early: these are the replications that were done.\n";
  return text;
}

}  // namespace

std::string results_table(const StudyFrame& frame, const StudyResult& result) {
  const auto& first = result.scenarios.front();
  Table table{name_width(frame)};
  table.title("scenario");
  for (const ScenarioResult& each : result.scenarios) {
    table.row(each.name, estimates(each.replications, each.headlines, frame.antithetic), false);
  }
  if (result.scenarios.size() > 1) table.title("less " + first.name);
  for (std::size_t at = 1; at < result.scenarios.size(); ++at) {
    const auto& other = result.scenarios[at];
    table.row(other.name, differences(other, first, frame.antithetic), true);
  }
  table.title(result.scenarios.size() > 1 ? first.name + ", by hall" : "hall");
  for (std::size_t hall = 0; hall < frame.halls.size(); ++hall) {
    table.row(hall_name(frame.halls[hall]),
              estimates(first.replications, hall_series(first, hall), frame.antithetic), false);
  }
  return heading(frame, result) + table.take();
}

}  // namespace offpeak::loadtest
