#include "loadtest/simulation/study/results.hpp"

#include <functional>

#include "loadtest/simulation/study/cells.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/json_text.hpp"

namespace offpeak::loadtest {
namespace {

constexpr int results_version = 1;

struct QuantileField {
  const char* key;
  double share;
};
constexpr QuantileField quantile_fields[] = {{"p50", 0.50}, {"p90", 0.90}, {"p99", 0.99}};

void add_name(JsonText& json, const config::Name& name) {
  json.key("name").open('{').key("zh").text(name.zh).key("en").text(name.en).close('}');
}

void add_estimate(JsonText& json, const Estimate& estimate) {
  json.open('{').key("mean").number(estimate.mean);
  json.key("ci99").number(estimate.half_width).close('}');
}

void add_estimates(JsonText& json, const HeadlineEstimates& all) {
  json.open('{');
  for (std::size_t field = 0; field < all.size(); ++field) {
    add_estimate(json.key(headline_fields[field].key), all[field]);
  }
  json.close('}');
}

void add_quantiles(JsonText& json, const Histogram& minutes) {
  for (const auto& field : quantile_fields) {
    json.key(field.key).number(minutes.quantile(field.share));
  }
}

/// Means over all parties of all replications. They have no interval: too little is kept for one.
void add_class(JsonText& json, const Waits& waits, double replications) {
  const auto parties = static_cast<double>(waits.parties);
  json.open('{').key("parties").number(replications == 0 ? 0 : parties / replications);
  json.key("wait").number(
      waits.parties == 0 ? 0 : static_cast<double>(waits.wait_ms) / ms_per_minute / parties);
  add_quantiles(json, waits.minutes);
  json.close('}');
}

/// [hall][half_hour], null where the hall was closed.
void add_cells(JsonText& json, const DayResult& sum, CellSpan span,
               const std::function<void(const Cell&)>& add) {
  json.open('[');
  for (const HallResult& hall : sum.halls) {
    json.line().open('[');
    for (int at = span.from; at < span.to; ++at) {
      const Cell& cell = hall.cells[static_cast<std::size_t>(at)];
      if (is_used(cell)) {
        add(cell);
      } else {
        json.null();
      }
    }
    json.close(']');
  }
  json.close(']');
}

void add_all_cells(JsonText& json, const DayResult& sum, CellSpan span, double days) {
  json.open('{');
  for (const CellMeasure& measure : cell_measures) {
    json.line().key(measure.key);
    add_cells(json, sum, span, [&](const Cell& cell) { json.number(measure.value(cell, days)); });
  }
  json.line().key("level");
  add_cells(json, sum, span, [&](const Cell& cell) {
    json.open('[');
    for (const double share : level_shares(cell)) json.number(share);
    json.close(']');
  });
  json.close('}');
}

void add_inputs(JsonText& json, const FrameScenario& scenario) {
  json.open('{').key("people").number(scenario.people).key("counters").open('[');
  for (const int counters : scenario.counters) json.integer(static_cast<std::uint64_t>(counters));
  json.close(']').key("changes").open('[');
  for (const std::string& change : scenario.changes) json.text(change);
  json.close(']').close('}');
}

void add_classes(JsonText& json, const DayResult& sum, double replications) {
  Waits booked, walk_in, priority;
  for (const HallResult& hall : sum.halls) {
    booked.add(hall.booked);
    walk_in.add(hall.walk_in);
    priority.add(hall.priority);
  }
  Waits all = booked;
  all.add(walk_in);
  all.add(priority);
  json.line().key("quantiles").open('{');
  add_quantiles(json, all.minutes);
  json.close('}').line().key("by_class").open('{');
  add_class(json.key("booked"), booked, replications);
  add_class(json.key("walk_in"), walk_in, replications);
  add_class(json.key("priority"), priority, replications);
  json.close('}');
}

void add_scenario(JsonText& json, const StudyFrame& frame, const FrameScenario& inputs,
                  const ScenarioResult& scenario, CellSpan span) {
  json.line().open('{').key("name").text(scenario.name);
  add_inputs(json.line().key("inputs"), inputs);
  json.line().key("replications").integer(scenario.replications.size());
  json.line().key("city");
  add_estimates(json, estimates(scenario.replications, scenario.headlines, frame.antithetic));
  json.line().key("halls").open('[');
  for (std::size_t hall = 0; hall < frame.halls.size(); ++hall) {
    add_estimates(json.line(),
                  estimates(scenario.replications, hall_series(scenario, hall), frame.antithetic));
  }
  json.close(']');
  add_classes(json, scenario.sum, static_cast<double>(scenario.replications.size()));
  add_all_cells(json.line().key("cells"), scenario.sum, span, days_of(frame, scenario));
  json.close('}');
}

/// Every two scenarios: first the others with the first one, then with the second one, …
void add_comparisons(JsonText& json, const StudyFrame& frame, const StudyResult& result) {
  json.line().key("comparisons").open('[');
  for (std::size_t with = 0; with < result.scenarios.size(); ++with) {
    for (std::size_t of = with + 1; of < result.scenarios.size(); ++of) {
      json.line().open('{').key("of").text(result.scenarios[of].name);
      json.key("with").text(result.scenarios[with].name).key("differences");
      add_estimates(json,
                    differences(result.scenarios[of], result.scenarios[with], frame.antithetic));
      json.close('}');
    }
  }
  json.close(']');
}

void add_frame(JsonText& json, const StudyFrame& frame, bool complete) {
  json.key("format").text("offpeak-simulation").key("version").integer(results_version);
  json.line().key("city").open('{').key("key").text(frame.city_key);
  add_name(json, frame.city_name);
  json.key("synthetic").truth(frame.synthetic).close('}');
  json.line().key("date").text(frame.date);
  json.key("days").integer(static_cast<std::uint64_t>(frame.days));
  json.key("seed").integer(frame.seed).key("complete").truth(complete);
  json.line().key("halls").open('[');
  for (const FrameHall& hall : frame.halls) {
    json.line().open('{').key("code").integer(hall.code);
    add_name(json, hall.name);
    json.close('}');
  }
  json.close(']');
}

}  // namespace

std::string results_json(const StudyFrame& frame, const StudyResult& result) {
  const CellSpan span = shown_cells(result);
  JsonText json;
  json.open('{');
  add_frame(json, frame, result.complete);
  json.line().key("half_hours").open('[');
  for (int cell = span.from; cell < span.to; ++cell) json.text(cell_name(cell));
  json.close(']').line().key("scenarios").open('[');
  for (std::size_t at = 0; at < result.scenarios.size(); ++at) {
    add_scenario(json, frame, frame.scenarios[at], result.scenarios[at], span);
  }
  json.close(']');
  add_comparisons(json, frame, result);
  json.line().close('}');
  return json.str() + '\n';
}

}  // namespace offpeak::loadtest
