#include "loadtest/simulation/model/model_results.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include "base/line_of.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::array<std::string_view, classes_count> class_words{"appointment", "walk_in",
                                                                  "priority"};

/// The shortest text that reads back as the same number; null when it is infinite.
std::string text_of(double value) {
  if (!std::isfinite(value)) return "null";
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}
std::string text_of(std::uint64_t value) { return std::to_string(value); }

/// Members of one object, in the order of adding.
class Members {
 public:
  template <class Value>
  Members& number(std::string_view key, Value value) {
    return raw(key, text_of(value));
  }
  Members& raw(std::string_view key, const std::string& json) {
    text_ += text_.empty() ? '{' : ',';
    text_ += '"';
    text_ += key;
    text_ += "\":";
    text_ += json;
    return *this;
  }
  std::string str() const { return text_.empty() ? "{}" : text_ + '}'; }

 private:
  std::string text_;
};

Members estimate_members(const Estimate& estimate) {
  Members members;
  members.number("mean", estimate.mean).number("ci99", estimate.half_width);
  return members;
}

Members wait_members(const Estimate& estimate, const Histogram& waits) {
  Members members = estimate_members(estimate);
  members.number("p50", waits.quantile(0.5));
  members.number("p90", waits.quantile(0.9));
  members.number("p99", waits.quantile(0.99));
  return members;
}

std::string classes_json(const ModelResult& result) {
  Members classes;
  for (std::size_t of = 0; of < classes_count; ++of) {
    const ClassEstimates& sums = result.classes[of];
    if (sums.visitors == 0 && of == static_cast<std::size_t>(VisitorClass::priority)) continue;
    Members members = wait_members(sums.wait_min.estimate(), sums.waits);
    members.number("visitors", sums.visitors).number("abandoned_visitors", sums.abandoned);
    classes.raw(class_words[of], members.str());
  }
  return classes.str();
}

std::string visits_json(const HallRun& run) {
  std::string list;
  for (const Visit& visit : run.visits) {
    Members members;
    members.number("arrival", visit.arrival_min);
    if (visit.counter > 0) {
      members.number("start", visit.start_min).number("end", visit.end_min);
      members.number("counter", static_cast<std::uint64_t>(visit.counter));
    } else {
      members.raw("start", "null").raw("end", "null").raw("counter", "null");
      members.number("left", visit.end_min);
    }
    list += list.empty() ? '[' : ',';
    list += members.str();
  }
  list += ']';
  return list;
}

std::string list_json(const std::vector<double>& values) {
  std::string list = "[";
  for (const double value : values) {
    if (list.size() > 1) list += ',';
    list += text_of(value);
  }
  list += ']';
  return list;
}

double visitors_per_second(const ModelResult& result) {
  return result.seconds > 0 ? static_cast<double>(result.all_visitors) / result.seconds : 0;
}

std::string wait_line(std::string_view name, const Estimate& wait, const Histogram& waits) {
  return base::line_of("%-14s %8.3f ± %.3f   median %.2f, 90 %% within %.2f, 99 %% within %.2f\n",
                       std::string{name}.c_str(), wait.mean, wait.half_width, waits.quantile(0.5),
                       waits.quantile(0.9), waits.quantile(0.99));
}

}  // namespace

std::string model_json(const HallModel& model, const ModelResult& result, int threads) {
  Members all, over, over_widths, speed;
  for (std::size_t at = 0; at < wait_limits_min.size(); ++at) {
    const Estimate share = result.over[at].estimate();
    over.number(std::to_string(wait_limits_min[at]), share.mean);
    over_widths.number(std::to_string(wait_limits_min[at]), share.half_width);
  }
  all.number("replications", std::uint64_t{result.replications});
  all.number("visitors", result.visitors);
  all.raw("wait_minutes", wait_members(result.wait_min.estimate(), result.waits).str());
  all.raw("wait_minutes_served", estimate_members(result.served_wait_min.estimate()).str());
  all.raw("by_class", classes_json(result));
  all.raw("waited", estimate_members(result.waited.estimate()).str());
  all.raw("wait_over", over.str()).raw("wait_over_ci99", over_widths.str());
  all.raw("overtime_minutes", estimate_members(result.overtime_min.estimate()).str());
  const Estimate abandoned = result.abandoned_share.estimate();
  all.number("abandoned", abandoned.mean).number("abandoned_ci99", abandoned.half_width);
  all.number("abandoned_visitors", result.abandoned);
  const Estimate utilisation = result.utilisation.estimate();
  all.number("utilisation", utilisation.mean).number("utilisation_ci99", utilisation.half_width);
  if (model.is_trace) {
    all.raw("visits", visits_json(result.first));
    all.raw("counter_overtime_minutes", list_json(result.first.counter_overtime_min));
  }
  speed.number("visitors_per_second", visitors_per_second(result));
  speed.number("threads", static_cast<std::uint64_t>(threads));
  return all.raw("speed", speed.str()).str() + '\n';
}

std::string model_table(const ModelResult& result, int threads) {
  std::string text = base::line_of(
      "%llu visitors in %u replications; means ± half of their 99 %% "
      "interval, in minutes\n\n",
      static_cast<unsigned long long>(result.visitors), result.replications);
  text += wait_line("wait", result.wait_min.estimate(), result.waits);
  for (std::size_t of = 0; of < classes_count; ++of) {
    const ClassEstimates& sums = result.classes[of];
    if (sums.visitors == 0 || sums.visitors == result.visitors) continue;
    text += wait_line("  " + std::string{class_words[of]}, sums.wait_min.estimate(), sums.waits);
  }
  const Estimate overtime = result.overtime_min.estimate();
  text += base::line_of("%-14s %8.3f ± %.3f\n", "overtime", overtime.mean, overtime.half_width);
  for (std::size_t at = 0; at < wait_limits_min.size(); ++at) {
    const Estimate share = result.over[at].estimate();
    text += base::line_of("over %2d min    %8.3f ± %.3f %%\n", wait_limits_min[at],
                          share.mean * 100, share.half_width * 100);
  }
  text += base::line_of("left unserved  %8.3f %%\nutilisation    %8.3f %%\n",
                        result.abandoned_share.estimate().mean * 100,
                        result.utilisation.estimate().mean * 100);
  text += base::line_of("\n%.2f M visitors/s on %d %s\n", visitors_per_second(result) / 1e6,
                        threads, threads == 1 ? "thread" : "threads");
  return text;
}

}  // namespace offpeak::loadtest
