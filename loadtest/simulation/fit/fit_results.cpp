// What was fitted: as YAML, as a table for people and as JSON.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>

#include "base/line_of.hpp"
#include "demand/write_demand.hpp"
#include "loadtest/simulation/fit/fit.hpp"

namespace offpeak::loadtest {
namespace {

/// Four digits at least: 5812, 81.25, 0.9312.
std::string figure(double value) {
  if (!std::isfinite(value)) return "no bound";
  const double size = std::abs(value);
  return base::line_of("%.*f", size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3, value);
}

std::string span_of(const std::optional<Interval>& interval) {
  return interval ? figure(interval->low) + " to " + figure(interval->high) : "no interval";
}

std::string days_of(const DemandFit& fit) {
  const auto first = config::format_date(fit.days.front());
  const auto days = std::to_string(fit.days.size()) + (fit.days.size() == 1 ? " day" : " days");
  return (fit.days.size() == 1 ? first : first + ".." + config::format_date(fit.days.back())) +
         " (" + days + ", " + std::to_string(fit.parties) + " parties)";
}

/// Values of a list stand in one line of the file: `parties.workday_size_percent.1` is the first of
/// `parties.workday_size_percent`.
std::string line_of(const std::string& path) {
  const auto dot = path.rfind('.');
  if (dot == std::string::npos) return path;
  const bool is_item = path.find_first_not_of("0123456789", dot + 1) == std::string::npos;
  return is_item ? path.substr(0, dot) : path;
}

std::map<std::string, std::string> comments_of(const DemandFit& fit) {
  std::map<std::string, std::string> comments;
  for (const auto& value : fit.values) {
    auto& comment = comments[line_of(value.path)];
    const bool is_first = comment.empty();
    if (is_first) {
      comment = std::to_string(value.observations) + ' ' + std::string{value.of} + ": ";
    }
    comment += (is_first ? "" : ", ") + span_of(value.interval);
  }
  return comments;
}

/// Keys in a column of their own width.
std::size_t width_of(const DemandFit& fit) {
  std::size_t width = 0;
  for (const auto& value : fit.values) width = std::max(width, value.path.size());
  for (const auto& kept : fit.kept) width = std::max(width, kept.path.size());
  return width;
}

std::string values_table(const DemandFit& fit) {
  const auto width = static_cast<int>(width_of(fit));
  std::string text = base::line_of("%-*s  %9s  %-22s  %s\n", width, "fitted", "value",
                                   "95 % interval", "from, method");
  for (const auto& value : fit.values) {
    text += base::line_of(
        "%-*s  %9s  %-22s  %llu %s, %s\n", width, value.path.c_str(), figure(value.value).c_str(),
        span_of(value.interval).c_str(), static_cast<unsigned long long>(value.observations),
        std::string{value.of}.c_str(), std::string{word_of(value.method)}.c_str());
  }
  return text;
}

std::string kept_table(const DemandFit& fit) {
  const auto width = static_cast<int>(width_of(fit));
  std::string text = "Kept from the base model, and listed under `synthetic`:\n";
  for (const auto& kept : fit.kept) {
    text += base::line_of("%-*s  ", width, kept.path.c_str()) + kept.why + '\n';
  }
  return text;
}

/// A piece for the city's file, whose means are whole minutes.
std::string services_yaml(const DemandFit& fit, const config::City& city) {
  std::string text = "# Service times, for `services` of the city's file:\n";
  for (const auto& service : fit.services) {
    const ServiceTime& time = service.time;
    const auto minutes = std::max(1L, std::lround(time.mean_minutes));
    text += "  - key: " + city.find(service.service)->key + '\n';
    text += base::line_of("    mean_minutes: %ld  # %s: %s; %llu visits\n", minutes,
                          figure(time.mean_minutes).c_str(), span_of(time.mean_interval).c_str(),
                          static_cast<unsigned long long>(time.visits));
    text += base::line_of("    variation: %.3f  # %s\n", time.variation,
                          span_of(time.variation_interval).c_str());
  }
  for (const auto code : fit.untimed) {
    text += "  # " + city.find(code)->key + ": fewer than " + std::to_string(fit_parties_min) +
            " visits that a clerk ended\n";
  }
  return text;
}

bool is_fitted(const DemandFit& fit, std::string_view path) {
  return std::ranges::find(fit.values, path, &FittedValue::path) != fit.values.end();
}

/// What a scenario's file can say of it.
std::string scenario_yaml(const DemandFit& fit) {
  struct Row {
    const char* path;
    const char* key;
    double value;
    const char* unit;
  };
  const demand::DemandModel& model = fit.model;
  const Row rows[] = {
      {"booking.no_show_percent", "no_shows", model.no_show_share * 100, "%"},
      {"booking.cancellation_percent", "cancellations", model.cancellation_share * 100, "%"},
      {"booking.share_percent", "booked_share", model.booked_share * 100, "%"},
      {"in_the_hall.patience_minutes_mean", "patience_minutes", model.patience_minutes_mean, ""},
  };
  std::string text =
      "# The same as a scenario, beside the base model (it cannot say service times):\n"
      "scenarios:\n  - name: base\n  - name: fitted\n";
  for (const Row& row : rows) {
    if (is_fitted(fit, row.path))
      text += base::line_of("    %s: %.2f%s\n", row.key, row.value, row.unit);
  }
  return text;
}

boost::json::value number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return value;
}

boost::json::value interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return boost::json::array{number(interval->low), number(interval->high)};
}

}  // namespace

std::string fit_yaml(const DemandFit& fit, const config::City& city) {
  demand::DemandNotes notes;
  notes.head = {"Who comes, fitted by `offpeak fit` from what a store knows of", days_of(fit) + ".",
                "Beside each value: how many observations, and its 95 % interval.",
                "What no store can tell, or this one has too little of, is under `synthetic`."};
  for (const auto& kept : fit.kept) notes.synthetic.push_back(kept.path);
  notes.comments = comments_of(fit);
  return demand::write_demand(fit.model, city, notes);
}

std::string fit_table(const DemandFit& fit, const config::City& city) {
  return "What the store knows of " + days_of(fit) + "\n\n" + values_table(fit) + '\n' +
         kept_table(fit) + '\n' + services_yaml(fit, city) + '\n' + scenario_yaml(fit);
}

std::string fit_json(const DemandFit& fit, const config::City& city) {
  boost::json::array values, kept, services;
  for (const auto& value : fit.values) {
    values.push_back({{"path", value.path},
                      {"value", value.value},
                      {"ci95", interval_json(value.interval)},
                      {"observations", value.observations},
                      {"of", value.of},
                      {"method", word_of(value.method)}});
  }
  for (const auto& each : fit.kept) kept.push_back({{"path", each.path}, {"why", each.why}});
  for (const auto& service : fit.services) {
    services.push_back({{"key", city.find(service.service)->key},
                        {"visits", service.time.visits},
                        {"mean_minutes", service.time.mean_minutes},
                        {"mean_ci95", interval_json(service.time.mean_interval)},
                        {"variation", service.time.variation},
                        {"variation_ci95", interval_json(service.time.variation_interval)}});
  }
  const boost::json::object whole{{"format", "offpeak-fit"},
                                  {"version", 1},
                                  {"first", config::format_date(fit.days.front())},
                                  {"last", config::format_date(fit.days.back())},
                                  {"parties", fit.parties},
                                  {"values", std::move(values)},
                                  {"kept", std::move(kept)},
                                  {"services", std::move(services)}};
  return boost::json::serialize(whole) + '\n';
}

}  // namespace offpeak::loadtest
