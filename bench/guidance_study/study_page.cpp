#include "bench/guidance_study/study_page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "config/civil_time.hpp"

namespace offpeak::bench {
namespace {

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string shown(const loadtest::Estimate& estimate, int decimals) {
  std::string text = number(estimate.mean, decimals);
  if (std::isfinite(estimate.half_width) && estimate.half_width > 0) {
    text += " ± " + number(estimate.half_width, decimals);
  }
  return text;
}

/// A difference with its sign, and a true minus.
std::string change(const loadtest::Estimate& estimate, int decimals) {
  std::string text = number(std::abs(estimate.mean), decimals);
  text.insert(0, estimate.mean < 0 ? "−" : "+");
  return text + " ± " + number(estimate.half_width, decimals);
}

class Rows {
 public:
  explicit Rows(const std::vector<std::string>& titles) {
    add(titles);
    text_ += '|';
    for (std::size_t i = 0; i < titles.size(); ++i) text_ += "--|";
    text_ += '\n';
  }
  void add(const std::vector<std::string>& cells) {
    text_ += '|';
    for (const std::string& cell : cells) text_ += ' ' + cell + " |";
    text_ += '\n';
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

std::string levers_table(const std::vector<ArmMeasures>& arms, bool with_gain) {
  std::vector<std::string> titles{"",       "mean wait", "difference",  "P50",
                                  "P90",    "P99",       "> 40 min, %", "received",
                                  "follow", "km",        "shift"};
  if (with_gain) titles.insert(titles.end(), {"gain", "load / z*"});
  Rows rows{titles};
  for (const ArmMeasures& arm : arms) {
    const bool is_first = &arm == &arms.front();
    std::vector<std::string> cells{arm.name,
                                   shown(arm["wait"], 1),
                                   is_first ? "" : change(arm.change("wait"), 1),
                                   number(arm["p50"].mean, 1),
                                   shown(arm["p90"], 1),
                                   number(arm["p99"].mean, 0),
                                   number(100 * arm["over_40"].mean, 1),
                                   number(arm["received"].mean, 0),
                                   number(arm["followed"].mean, 0),
                                   number(arm["travel"].mean, 1),
                                   number(arm["shift"].mean, 0)};
    if (with_gain) {
      cells.push_back(is_first ? "" : shown(arm.gain, 2));
      cells.push_back(number(arm.max_load, 2) + " / " + number(arm.bound, 2) + ", " +
                      std::to_string(arm.bound_hall));
    }
    rows.add(cells);
  }
  return rows.text();
}

std::string fairness_table(const std::vector<ArmMeasures>& arms) {
  const auto pair = [](double with, double without) {
    return without <= 0 ? "" : number(with, 1) + " / " + number(without, 1);
  };
  Rows means{{"mean wait / of the same people without guidance", "walk-ins",
              "booked, do not follow", "booked, follow", "priority"}};
  for (const ArmMeasures& arm : arms) {
    means.add({arm.name, pair(arm.classes.walk_in, arms.front().classes.walk_in),
               pair(arm.classes.booked, arm.classes.booked_off),
               pair(arm.classes.followers, arm.classes.followers_off),
               number(arm.classes.priority, 1)});
  }
  const auto worst = [](const ClassChanges& each) {
    const ClassChange* here = worst_of(each);
    if (here == nullptr) return std::string{};
    return std::to_string(here->hall) + ": " + change(here->change, 1);
  };
  Rows changes{{"the hall where the mean wait of a class changes for the worst", "walk-ins",
                "booked, do not follow", "booked, follow"}};
  for (const ArmMeasures& arm : arms) {
    if (&arm == &arms.front()) continue;
    changes.add({arm.name, worst(arm.walk_ins), worst(arm.booked), worst(arm.followers)});
  }
  return means.text() + '\n' + changes.text();
}

std::string classes_csv(const std::vector<ArmMeasures>& arms) {
  std::string text = "arm,hall,class,parties a day,minutes without guidance,change,± (99 %)\n";
  for (const ArmMeasures& arm : arms) {
    if (&arm == &arms.front()) continue;
    const auto add = [&](const ClassChanges& changes, const char* name) {
      for (const ClassChange& each : changes) {
        text += '"' + arm.name + "\"," + std::to_string(each.hall) + ',' + name + ',' +
                number(each.parties, 1) + ',' + number(each.minutes_off, 2) + ',' +
                number(each.change.mean, 2) + ',' + number(each.change.half_width, 2) + '\n';
      }
    };
    add(arm.walk_ins, "walk-ins");
    add(arm.booked, "booked who do not follow");
    add(arm.followers, "booked who follow");
  }
  return text;
}

std::string loads_csv(const std::vector<ArmMeasures>& arms) {
  std::string text = "arm,hall,lowest possible highest load,half-hour,load\n";
  for (const ArmMeasures& arm : arms) {
    for (const HallLoads& hall : arm.loads) {
      for (const auto& [half_hour, load] : hall.loads) {
        text += '"' + arm.name + "\"," + std::to_string(hall.hall) + ',' + number(hall.bound, 3) +
                ',' +
                config::format_minute(config::MinuteOfDay{half_hour * loadtest::cell_minutes}) +
                ',' + number(load, 3) + '\n';
      }
    }
  }
  return text;
}

std::string swing_table(const std::vector<ArmMeasures>& arms) {
  Rows rows{{"", "mean wait", "difference", "P90", "km", "shift", "load against the next"}};
  for (const ArmMeasures& arm : arms) {
    const bool is_first = &arm == &arms.front();
    rows.add({arm.name, shown(arm["wait"], 1), is_first ? "" : change(arm.change("wait"), 1),
              shown(arm["p90"], 1), number(arm["travel"].mean, 1), number(arm["shift"].mean, 0),
              number(arm.roughness, 3)});
  }
  return rows.text();
}

std::string plot(const std::string& title, const std::string& unit,
                 const std::vector<PlotLine>& lines) {
  constexpr double width = 640, height = 360, left = 56, right = 200, top = 36, bottom = 44;
  double x_most = 1, y_most = 1;
  for (const PlotLine& line : lines) {
    for (const auto& [x, y] : line.points) {
      x_most = std::max(x_most, x);
      y_most = std::max(y_most, y);
    }
  }
  const double step = y_most > 20 ? 10 : y_most > 8 ? 2 : 1;
  y_most = std::ceil(y_most / step) * step;
  const auto at_x = [&](double x) { return left + x / x_most * (width - left - right); };
  const auto at_y = [&](double y) {
    return height - bottom - y / y_most * (height - top - bottom);
  };
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\" role=\"img\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<title>" +
      title + "</title>\n<rect width=\"640\" height=\"360\" fill=\"#fff\"/>\n<text x=\"" +
      number(left, 0) + "\" y=\"20\" font-size=\"14\">" + title + "</text>\n";
  const auto text = [&](double x, double y, const std::string& words, const char* anchor) {
    svg += "<text x=\"" + number(x, 1) + "\" y=\"" + number(y, 1) + "\" text-anchor=\"" + anchor +
           "\">" + words + "</text>\n";
  };
  for (double y = 0; y <= y_most + step / 2; y += step) {
    svg += "<line x1=\"" + number(left, 1) + "\" x2=\"" + number(width - right, 1) + "\" y1=\"" +
           number(at_y(y), 1) + "\" y2=\"" + number(at_y(y), 1) + "\" stroke=\"#ddd\"/>\n";
    text(left - 6, at_y(y) + 4, number(y, 0), "end");
  }
  for (double x = 0; x <= x_most; x += 20)
    text(at_x(x), height - bottom + 16, number(x, 0), "middle");
  text(at_x(x_most / 2), height - 8, "follow, %", "middle");
  text(left - 40, top - 4, unit, "start");
  double name_y = top + 10;
  for (const PlotLine& line : lines) {
    svg += "<polyline fill=\"none\" stroke=\"" + line.colour + "\" stroke-width=\"2\" points=\"";
    for (const auto& [x, y] : line.points) {
      svg += number(at_x(x), 1) + ',' + number(at_y(y), 1) + ' ';
    }
    svg += "\"/>\n<line x1=\"" + number(width - right + 12, 0) + "\" x2=\"" +
           number(width - right + 32, 0) + "\" y1=\"" + number(name_y - 4, 0) + "\" y2=\"" +
           number(name_y - 4, 0) + "\" stroke=\"" + line.colour + "\" stroke-width=\"2\"/>\n";
    text(width - right + 38, name_y, line.name, "start");
    name_y += 20;
  }
  return svg + "</svg>\n";
}

std::string with_measured(std::string page, const std::string& key, const std::string& text) {
  const std::string begin = "<!-- measured: " + key + " -->\n";
  const std::string end = "<!-- end: " + key + " -->";
  const auto from = page.find(begin);
  const auto to = page.find(end);
  if (from == std::string::npos || to == std::string::npos || to < from) {
    std::cerr << "the page has no marks of " << key << '\n';
    std::exit(2);
  }
  const auto first = from + begin.size();
  return page.replace(first, to - first, text);
}

}  // namespace offpeak::bench
