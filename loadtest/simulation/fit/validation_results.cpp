// The comparison of a real day with its simulation, in text and as JSON.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "base/line_of.hpp"
#include "loadtest/simulation/fit/validation.hpp"

namespace offpeak::loadtest {
namespace {

/// What a curve is called, with its unit.
std::string_view title_of(CurveKind kind) {
  switch (kind) {
    case CurveKind::arrivals:
      return "arrivals by half-hour (parties)";
    case CurveKind::queue:
      return "queue by half-hour (parties waiting)";
    case CurveKind::median:
      return "half wait at most, by hour (minutes)";
    case CurveKind::p90:
      return "90 % wait at most, by hour (minutes)";
    case CurveKind::service:
      return "at the counter, by service (minutes)";
    case CurveKind::outcomes:
      return "what became of them (parties)";
  }
  return "";
}

/// Beyond the envelope, when the curve as a whole does not fit.
bool is_beyond(const CurveCheck& check, std::size_t point) {
  return !check.fits() && std::ranges::find(check.test.beyond, point) != check.test.beyond.end();
}

std::string rows_of(const CurveCheck& check) {
  std::string text;
  for (std::size_t at = 0; at < check.points.size(); ++at) {
    text += base::line_of("  %-30s  %8.1f  %8.1f  %8.1f to %-8.1f", check.points[at].c_str(),
                          check.real[at], check.mean[at], check.band[at].low, check.band[at].high);
    while (text.ends_with(' ')) text.pop_back();
    text += is_beyond(check, at) ? "  does not fit\n" : "\n";
  }
  return text;
}

std::string list_of(const Validation& validation, bool fits) {
  std::string text;
  for (const auto& check : validation.checks) {
    if (check.fits() != fits) continue;
    text += (text.empty() ? "" : "; ") + std::string{title_of(check.kind)};
  }
  return text.empty() ? "nothing" : text;
}

boost::json::array pairs(const std::vector<Interval>& intervals) {
  boost::json::array list;
  for (const auto& each : intervals) list.push_back(boost::json::array{each.low, each.high});
  return list;
}

}  // namespace

std::string validation_table(const Validation& validation, const ValidationSpec& spec) {
  std::string text = config::format_date(spec.scenario.date) + " beside " +
                     std::to_string(spec.replications) + " simulated days of as many people\n";
  text += base::line_of(
      "%.0f people were received as far as the store knows; the model expects %.0f.\n",
      validation.people, validation.expected_people);
  if (!spec.is_held_out) {
    text +=
        "The model was fitted to this day too, which is kind to it: leave the day out of --days.\n";
  }
  text += "\nFits: " + list_of(validation, true) +
          ".\nDoes not fit: " + list_of(validation, false) + ".\n";
  for (const auto& check : validation.checks) {
    text += '\n' + std::string{title_of(check.kind)} +
            base::line_of(": %s, p = %.3f\n", check.fits() ? "fits" : "DOES NOT FIT", check.p);
    text += base::line_of("  %-30s  %8s  %8s  %s\n", "", "real", "mean", "90 % of simulated days");
    text += rows_of(check);
  }
  return text;
}

std::string validation_json(const Validation& validation, const ValidationSpec& spec) {
  boost::json::array checks;
  for (const auto& check : validation.checks) {
    checks.push_back({{"key", curve_keys[static_cast<std::size_t>(check.kind)]},
                      {"points", boost::json::value_from(check.points)},
                      {"real", boost::json::value_from(check.real)},
                      {"mean", boost::json::value_from(check.mean)},
                      {"band90", pairs(check.band)},
                      {"envelope95", pairs(check.test.envelope)},
                      {"beyond", boost::json::value_from(check.test.beyond)},
                      {"p", check.p},
                      {"fits", check.fits()}});
  }
  const auto& name = spec.scenario.city.name;
  const boost::json::object whole{{"format", "offpeak-validation"},
                                  {"version", 1},
                                  {"date", config::format_date(spec.scenario.date)},
                                  {"city", {{"zh", name.zh}, {"en", name.en}}},
                                  {"replications", spec.replications},
                                  {"seed", spec.seed},
                                  {"held_out", spec.is_held_out},
                                  {"people", validation.people},
                                  {"expected_people", validation.expected_people},
                                  {"checks", std::move(checks)}};
  return boost::json::serialize(whole) + '\n';
}

}  // namespace offpeak::loadtest
