#include "loadtest/simulation/study/results.hpp"

#include <functional>

#include "base/json_writer.hpp"
#include "loadtest/simulation/study/balance_estimates.hpp"
#include "loadtest/simulation/study/cells.hpp"
#include "loadtest/simulation/study/frontier.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/parts_of_day.hpp"
#include "loadtest/simulation/study/results_version.hpp"

namespace offpeak::loadtest {
namespace {

using base::JsonWriter;

struct QuantileField {
  const char* key;
  double share;
};
constexpr QuantileField quantile_fields[] = {{"p50", 0.50}, {"p90", 0.90}, {"p99", 0.99}};

void add_name(JsonWriter& json, const config::Name& name) {
  json.key("name").begin_object().key("zh").text(name.zh).key("en").text(name.en).end_object();
}

void add_estimate(JsonWriter& json, const Estimate& estimate) {
  json.begin_object().key("mean").real(estimate.mean, digits_shown);
  json.key("ci99").real(estimate.half_width, digits_shown).end_object();
}

void add_estimates(JsonWriter& json, const HeadlineEstimates& all) {
  json.begin_object();
  for (std::size_t field = 0; field < all.size(); ++field) {
    add_estimate(json.key(headline_fields[field].key), all[field]);
  }
  json.end_object();
}

void add_quantiles(JsonWriter& json, const Histogram& minutes) {
  for (const auto& field : quantile_fields) {
    json.key(field.key).real(minutes.quantile(field.share), digits_shown);
  }
}

/// Means over all parties of all replications. They have no interval: too little is kept for one.
void add_class(JsonWriter& json, const Waits& waits, double replications) {
  const auto parties = static_cast<double>(waits.parties);
  json.begin_object().key("parties").real(replications == 0 ? 0 : parties / replications,
                                          digits_shown);
  json.key("wait").real(
      waits.parties == 0 ? 0 : static_cast<double>(waits.wait_ms) / ms_per_minute / parties,
      digits_shown);
  add_quantiles(json, waits.minutes);
  json.end_object();
}

/// [hall][half_hour], null where the hall was closed.
void add_cells(JsonWriter& json, const DayResult& sum, CellSpan span,
               const std::function<void(const Cell&)>& add) {
  json.begin_array();
  for (const HallResult& hall : sum.halls) {
    json.line().begin_array();
    for (int at = span.from; at < span.to; ++at) {
      const Cell& cell = hall.cells[static_cast<std::size_t>(at)];
      if (is_used(cell)) {
        add(cell);
      } else {
        json.null();
      }
    }
    json.end_array();
  }
  json.end_array();
}

void add_all_cells(JsonWriter& json, const DayResult& sum, CellSpan span, double days) {
  json.begin_object();
  for (const CellMeasure& measure : cell_measures) {
    json.line().key(measure.key);
    add_cells(json, sum, span,
              [&](const Cell& cell) { json.real(measure.value(cell, days), digits_shown); });
  }
  json.line().key("level");
  add_cells(json, sum, span, [&](const Cell& cell) {
    json.begin_array();
    for (const double share : level_shares(cell)) json.real(share, digits_shown);
    json.end_array();
  });
  json.end_object();
}

void add_inputs(JsonWriter& json, const FrameScenario& scenario) {
  json.begin_object()
      .key("people")
      .real(scenario.people, digits_shown)
      .key("between_days")
      .begin_object();
  json.key("from_other_days").real(scenario.moves.from_other_days, digits_shown);
  json.key("to_other_days").real(scenario.moves.to_other_days, digits_shown);
  json.key("stay_away").real(scenario.moves.stay_away, digits_shown).end_object();
  json.key("counters").begin_array();
  for (const int counters : scenario.counters) json.number(counters);
  json.end_array().key("changes").begin_array();
  for (const std::string& change : scenario.changes) json.text(change);
  json.end_array().end_object();
}

void add_classes(JsonWriter& json, const DayResult& sum, double replications) {
  Waits booked, walk_in, priority;
  for (const HallResult& hall : sum.halls) {
    booked.add(hall.booked);
    walk_in.add(hall.walk_in);
    priority.add(hall.priority);
  }
  Waits all = booked;
  all.add(walk_in);
  all.add(priority);
  json.line().key("quantiles").begin_object();
  add_quantiles(json, all.minutes);
  json.end_object().line().key("by_class").begin_object();
  add_class(json.key("booked"), booked, replications);
  add_class(json.key("walk_in"), walk_in, replications);
  add_class(json.key("priority"), priority, replications);
  json.end_object();
}

void add_balance(JsonWriter& json, const BalanceEstimates& rows) {
  json.line().begin_object();
  for (const BalanceRow& row : rows) {
    json.key(row.key).begin_object();
    add_estimate(json.key("parties"), row.parties);
    add_estimate(json.key("people"), row.people);
    json.end_object();
  }
  json.end_object();
}

void add_balances(JsonWriter& json, const StudyFrame& frame, const ScenarioResult& scenario) {
  const auto add = [&](const Series& series) {
    add_balance(json, balance_estimates(scenario.replications, series, frame.antithetic));
  };
  json.line().key("balance").begin_object().key("city");
  add(scenario.headlines);
  json.key("halls").begin_array();
  for (std::size_t hall = 0; hall < frame.halls.size(); ++hall) add(hall_series(scenario, hall));
  json.end_array().end_object();
}

template <class Records, class Measures>
void add_measures(JsonWriter& json, const Records& records, const Measures& measures, double days) {
  json.line().begin_array();
  for (const auto& record : records) {
    json.begin_object();
    for (const auto& measure : measures) {
      json.key(measure.key).real(measure.value(record, days), digits_shown);
    }
    json.end_object();
  }
  json.end_array();
}

void add_lanes_and_services(JsonWriter& json, const StudyFrame& frame, const DayResult& sum,
                            double days) {
  json.line().key("by_lane").begin_object().key("city");
  add_measures(json, lanes_of(sum, frame.lanes.size()), lane_measures, days);
  json.key("halls").begin_array();
  for (const HallResult& hall : sum.halls) add_measures(json, hall.lanes, lane_measures, days);
  json.end_array().end_object().line().key("by_service").begin_object().key("city");
  add_measures(json, services_of(sum, frame.services.size()), service_measures, days);
  json.key("halls").begin_array();
  for (const HallResult& hall : sum.halls) {
    add_measures(json, hall.services, service_measures, days);
  }
  json.end_array().end_object();
}

void add_midnights(JsonWriter& json, const DayResult& sum) {
  json.line().key("midnight_days").begin_array();
  for (const HallResult& hall : sum.halls) json.number(hall.midnight_days);
  json.end_array();
}

void add_scenario(JsonWriter& json, const StudyFrame& frame, const FrameScenario& inputs,
                  const ScenarioResult& scenario, bool is_on_frontier, CellSpan span) {
  json.line().begin_object().key("name").text(scenario.name);
  json.key("frontier").boolean(is_on_frontier);
  add_inputs(json.line().key("inputs"), inputs);
  json.line().key("replications").number(scenario.replications.size());
  json.line().key("city");
  add_estimates(json, estimates(scenario.replications, scenario.headlines, frame.antithetic));
  json.line().key("halls").begin_array();
  for (std::size_t hall = 0; hall < frame.halls.size(); ++hall) {
    add_estimates(json.line(),
                  estimates(scenario.replications, hall_series(scenario, hall), frame.antithetic));
  }
  json.end_array();
  const auto replications = static_cast<double>(scenario.replications.size());
  add_balances(json, frame, scenario);
  add_classes(json, scenario.sum, replications);
  add_lanes_and_services(json, frame, scenario.sum, days_of(frame, scenario));
  add_midnights(json, scenario.sum);
  add_all_cells(json.line().key("cells"), scenario.sum, span, days_of(frame, scenario));
  json.end_object();
}

/// Every two scenarios: first the others with the first one, then with the second one, …
void add_comparisons(JsonWriter& json, const StudyFrame& frame, const StudyResult& result) {
  json.line().key("comparisons").begin_array();
  for (std::size_t with = 0; with < result.scenarios.size(); ++with) {
    for (std::size_t of = with + 1; of < result.scenarios.size(); ++of) {
      json.line().begin_object().key("of").text(result.scenarios[of].name);
      json.key("with").text(result.scenarios[with].name).key("differences");
      add_estimates(json,
                    differences(result.scenarios[of], result.scenarios[with], frame.antithetic));
      json.end_object();
    }
  }
  json.end_array();
}

/// Which figures are of all days together; the others are of a mean day or visit.
void add_summed(JsonWriter& json) {
  json.key("summed_over_days").begin_array();
  for (const auto& field : headline_fields) {
    if (field.adds_up) json.text(field.key);
  }
  json.end_array();
}

void add_calendar(JsonWriter& json, const StudyFrame& frame) {
  json.line().key("calendar").begin_array();
  for (const PlayedDay& day : frame.calendar) {
    json.line().begin_object().key("date").text(day.date);
    json.key("halls_open").number(day.halls_open);
    json.key("closed_for").text(closed_keys[static_cast<std::size_t>(day.closed_for)]);
    json.key("notice").text(notice_keys[static_cast<std::size_t>(day.notice)]);
    json.key("assumed").boolean(day.is_assumed);
    json.key("words").text(words_of(day, frame.halls.size())).end_object();
  }
  json.end_array().line();
}

void add_frame(JsonWriter& json, const StudyFrame& frame, bool complete) {
  json.key("format").text("offpeak-simulation").key("version").number(results_version);
  json.line().key("city").begin_object().key("key").text(frame.city_key);
  add_name(json, frame.city_name);
  json.key("synthetic").boolean(frame.synthetic).end_object();
  json.line().key("date").text(frame.date);
  json.key("days").number(frame.days);
  add_summed(json);
  add_calendar(json, frame);
  json.key("seed").number(frame.seed).key("complete").boolean(complete);
  json.line().key("halls").begin_array();
  for (const FrameHall& hall : frame.halls) {
    json.line().begin_object().key("code").number(hall.code);
    add_name(json, hall.name);
    json.end_object();
  }
  json.end_array().line().key("lanes").begin_array();
  for (const FrameLane& lane : frame.lanes) {
    json.line().begin_object().key("code").number(lane.code);
    add_name(json, lane.name);
    json.key("machines").boolean(lane.machines).end_object();
  }
  json.end_array().line().key("services").begin_array();
  for (const FrameService& service : frame.services) {
    json.line().begin_object().key("key").text(service.key);
    add_name(json, service.name);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string results_json(const StudyFrame& frame, const StudyResult& result) {
  const CellSpan span = shown_cells(result);
  std::string out;
  JsonWriter json{out};
  json.begin_object();
  add_frame(json, frame, result.complete);
  json.line().key("half_hours").begin_array();
  for (int cell = span.from; cell < span.to; ++cell) json.text(cell_name(cell));
  json.end_array().line().key("scenarios").begin_array();
  const auto is_on_frontier = frontier(frame, result);
  for (std::size_t at = 0; at < result.scenarios.size(); ++at) {
    add_scenario(json, frame, frame.scenarios[at], result.scenarios[at], is_on_frontier[at], span);
  }
  json.end_array();
  add_comparisons(json, frame, result);
  json.line().end_object();
  out += '\n';
  return out;
}

}  // namespace offpeak::loadtest
