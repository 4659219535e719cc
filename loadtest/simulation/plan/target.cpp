#include "loadtest/simulation/plan/target.hpp"

#include <charconv>
#include <cmath>

namespace offpeak::loadtest {
namespace {

const std::string right =
    "a target such as \"p90<15\", \"mean<5\" (minutes) or \"over15<10%\" (share of those who wait "
    "15 minutes or longer)";

/// Takes the number at the front off the text.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, fault] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (fault != std::errc{} || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

bool is_share(double percent) { return percent > 0 && percent < 100; }
bool is_time(double minutes) { return minutes > 0 && minutes <= target_minutes_max; }

base::Fault no_target(std::string_view text, const std::string& why) {
  return {'"' + std::string{text} + "\" " + why + "; write " + right};
}

}  // namespace

std::optional<double> Target::percentile() const {
  if (kind != Kind::over || !text.starts_with('p')) return std::nullopt;
  return 1 - over_share;
}

base::Result<Target> parse_target(std::string_view text) {
  const std::string_view whole = text;
  const bool is_mean = take(text, "mean");
  const bool is_over = !is_mean && take(text, "over");
  if (!is_mean && !is_over && !take(text, "p")) return no_target(whole, "is not a target");
  std::optional<double> which = 0;
  if (!is_mean) which = take_number(text);
  if (!which || !take(text, "<")) return no_target(whole, "is not a target");
  const auto limit = take_number(text);
  if (!limit || (is_over && !take(text, "%")) || !text.empty()) {
    return no_target(whole, is_over ? "has no share in % at its end" : "has no minutes at its end");
  }
  const double minutes = is_over ? *which : *limit;
  const double percent = is_over ? *limit : 100 - *which;
  if (!is_time(minutes)) return no_target(whole, "has minutes that are not above 0 and up to 1440");
  if (!is_mean && !is_share(percent)) {
    return no_target(whole, "has a percentage that is not between 0 and 100");
  }
  return Target{is_mean ? Target::Kind::mean : Target::Kind::over, minutes,
                is_mean ? 0 : percent / 100, std::string{whole}};
}

Solved<int> least_counters(double arrivals_per_minute, double service_mean_minutes,
                           const Target& target, int counters_max) {
  if (arrivals_per_minute == 0) return 0;
  if (!(service_mean_minutes > 0)) return Unsolved::out_of_domain;
  for (int counters = 1; counters <= counters_max; ++counters) {
    const auto system = delay_system(arrivals_per_minute, 1 / service_mean_minutes, counters);
    if (!system && system.error() == Unsolved::out_of_domain) return Unsolved::out_of_domain;
    if (system && target.is_met(*system)) return counters;
  }
  return Unsolved::unstable;
}

}  // namespace offpeak::loadtest
