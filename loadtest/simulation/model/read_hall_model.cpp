#include "loadtest/simulation/model/read_hall_model.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "config/scalars.hpp"
#include "config/text_file.hpp"
#include "loadtest/simulation/model/read_distribution.hpp"

namespace offpeak::loadtest {
namespace {

using config::Fields;
using config::NodeKind;
using config::Reader;
using config::View;

constexpr config::RealRange minutes_range{0, model_minutes_max};
constexpr double minutes_per_hour = 60;
// Tolerance, so that a slot at the closing of the doors counts although its time is a sum of
// fractions.
constexpr double slack_min = 1e-9;

auto& of_class(auto& by_class, VisitorClass of) { return by_class[static_cast<std::size_t>(of)]; }

/// [minute, open].
void read_step(const View& where, std::vector<CounterStep>& into) {
  if (!where.is(NodeKind::sequence) || where.node().children.size() != 2) {
    where.wrong_type("is not a pair", "[minute, open counters]");
    return;
  }
  CounterStep step;
  config::real(step.from_min, minutes_range, "minutes").read(where.item(0));
  config::integer(step.open, {0, open_counters_max}, "open counters").read(where.item(1));
  if (!into.empty() && step.from_min <= into.back().from_min) {
    where.error("is not after the step before", "steps by their minute");
  }
  into.push_back(step);
}

Reader counters(std::vector<CounterStep>& into) {
  return {"a number of counters, or a list of [minute, open]", [&into](const View& where) {
            const auto count = where.errors();
            if (where.is(NodeKind::sequence)) {
              config::list(1, counter_steps_max, "[minute, open]", [&](const View& item) {
                read_step(item, into);
              }).read(where);
            } else {
              CounterStep all_day;
              config::integer(all_day.open, {1, open_counters_max}, "counters").read(where);
              into.push_back(all_day);
            }
            if (where.errors() == count && !into.empty() && into.back().open == 0) {
              where.error("no counter is open at the end",
                          "1 or more in the last step: everyone "
                          "inside is served");
            }
          }};
}

Reader per_hour(std::vector<RateStep>& into) {
  return {"visitors per hour, or a list of them by hour", [&into](const View& where) {
            std::vector<double> rates;
            numbers(rates, 0, per_hour_max, rate_steps_max, "visitors per hour").read(where);
            for (std::size_t hour = 0; hour < rates.size(); ++hour) {
              into.push_back({.from_min = static_cast<double>(hour) * minutes_per_hour,
                              .per_min = rates[hour] / minutes_per_hour});
            }
            const double until = static_cast<double>(rates.size()) * minutes_per_hour;
            if (rates.size() > 1) into.push_back({.from_min = until, .per_min = 0});
          }};
}

struct Appointments {
  double from = 0, to = 0, every = 0;
  std::vector<double> at, counts;
};

void read_slots_by_time(Fields& fields, Appointments& into) {
  fields.required("at", numbers(into.at, 0, model_minutes_max, trace_visitors_max, "minutes"));
}

void read_slots_by_step(Fields& fields, Appointments& into, double minutes) {
  into.to = minutes;
  fields.optional("from", config::real(into.from, minutes_range, "minutes"));
  fields.optional("to", config::real(into.to, minutes_range, "minutes"));
  fields.required("every", config::real(into.every, {1e-3, model_minutes_max}, "minutes"));
}

void make_slots(const View& where, const Appointments& read, std::vector<BookedSlot>& into) {
  std::vector<double> times = read.at;
  if (read.every > 0) {
    const double last = (read.to - read.from) / read.every + slack_min;
    if (last >= static_cast<double>(slots_max)) {
      where.error("has too many slots", std::to_string(slots_max) + " slots or fewer");
      return;
    }
    for (double at = 0; at <= last; ++at) times.push_back(read.from + at * read.every);
  }
  if (read.counts.size() > 1 && read.counts.size() != times.size()) {
    where.error("has " + std::to_string(read.counts.size()) + " counts for " +
                    std::to_string(times.size()) + " slots",
                "one count, or one for each slot");
    return;
  }
  if (!std::ranges::is_sorted(times)) where.error("at is not in order", "minutes in order");
  for (std::size_t at = 0; at < times.size(); ++at) {
    const double count = read.counts.empty() ? 1 : read.counts[read.counts.size() > 1 ? at : 0];
    if (count != std::floor(count)) where.error("count is not whole", "whole numbers");
    if (count > 0) into.push_back({.at_min = times[at], .count = static_cast<int>(count)});
  }
}

Reader appointments(HallModel& into) {
  return {
      "{from, to, every, count, show}, {at, count, show} or {per_hour}",
      [&into](const View& where) {
        const auto count = where.errors();
        Fields fields{where};
        if (where.node().find("per_hour") != nullptr) {
          fields.required("per_hour", per_hour(of_class(into.rates, VisitorClass::appointment)));
          fields.finish();
          return;
        }
        Appointments read;
        if (where.node().find("at") != nullptr) {
          read_slots_by_time(fields, read);
        } else {
          read_slots_by_step(fields, read, into.minutes);
        }
        fields.optional("count",
                        numbers(read.counts, 0, slot_bookings_max, trace_visitors_max, "bookings"));
        fields.optional("show", config::real(into.show, {0, 1}, "a probability"));
        fields.finish();
        if (where.errors() == count) make_slots(where, read, into.slots);
      }};
}

Reader order(config::CallRule& into) {
  // In the order of the enumerators.
  const std::vector<std::string> words{"hall", "arrival", "appointments_first"};
  return {"one of " + config::joined(words), [words, &into](const View& where) {
            auto position = static_cast<std::size_t>(into.order);
            config::choice(position, words).read(where);
            into.order = static_cast<config::CallOrder>(position);
          }};
}

struct Trace {
  std::vector<double> arrivals;
  std::vector<VisitorClass> classes;
};

Reader trace_classes(std::vector<VisitorClass>& into) {
  return config::list(1, trace_visitors_max, "classes", [&into](const View& item) {
    std::size_t position = 1;
    config::choice(position, {"appointment", "walk_in", "priority"}).read(item);
    into.push_back(static_cast<VisitorClass>(position));
  });
}

void check_count(const View& where, const char* what, std::size_t count, std::size_t arrivals) {
  if (count <= 1 || count == arrivals) return;
  where.error(std::to_string(count) + " " + what + " for " + std::to_string(arrivals) + " arrivals",
              "one for each arrival, or one for all");
}

Reader trace(HallModel& into) {
  return {"{arrivals, service, class, patience}", [&into](const View& where) {
            const auto count = where.errors();
            Trace read;
            Distribution service, patience;
            Fields fields{where};
            fields.required("arrivals", numbers(read.arrivals, 0, model_minutes_max,
                                                trace_visitors_max, "minutes"));
            fields.required("service", distribution(service));
            fields.optional("class", trace_classes(read.classes));
            fields.optional("patience", distribution(patience));
            fields.finish();
            if (where.errors() != count) return;
            if (!std::ranges::is_sorted(read.arrivals)) {
              where.error("arrivals are not in order", "minutes in order");
            }
            check_count(where, "service times", service.values.size(), read.arrivals.size());
            check_count(where, "patiences", patience.values.size(), read.arrivals.size());
            check_count(where, "classes", read.classes.size(), read.arrivals.size());
            into.is_trace = true;
            into.service.fill(service);
            if (where.node().find("patience") != nullptr) into.patience = patience;
            for (std::size_t at = 0; at < read.arrivals.size(); ++at) {
              TraceVisitor visitor{.arrival_min = read.arrivals[at]};
              if (!read.classes.empty()) {
                visitor.of = read.classes[read.classes.size() > 1 ? at : 0];
              }
              into.trace.push_back(visitor);
            }
          }};
}

void read_random(const View& where, Fields& fields, HallModel& into) {
  fields.required("minutes", config::real(into.minutes, {1e-3, model_minutes_max}, "minutes"));
  fields.optional("walk_ins_per_hour", per_hour(of_class(into.rates, VisitorClass::walk_in)));
  fields.optional("priority_per_hour", per_hour(of_class(into.rates, VisitorClass::priority)));
  fields.optional("appointments", appointments(into));
  fields.optional("party",
                  numbers(into.party_weights, 0, 1e9, party_sizes_max, "weights of 1, 2, ..."));
  fields.required("service", service_times(into.service));
  Distribution patience;
  fields.optional("patience", distribution(patience));
  if (where.node().find("patience") != nullptr) into.patience = patience;
  double weight = into.party_weights.empty() ? 1 : 0;
  for (const double each : into.party_weights) weight += each;
  if (weight <= 0) where.error("party has no weight above 0", "a weight above 0");
}

void read_trace(Fields& fields, HallModel& into) {
  fields.required("trace", trace(into));
  into.minutes = into.trace.empty() ? 0 : into.trace.back().arrival_min;
  fields.optional("minutes", config::real(into.minutes, minutes_range, "minutes"));
}

void check_times(const View& where, const HallModel& model) {
  if (model.warm_up_minutes >= model.minutes && model.minutes > 0 && model.warm_up_minutes > 0) {
    where.error("warm_up_minutes takes the whole time", "warm_up_minutes below minutes");
  }
  const double until = model.minutes + slack_min;
  if (!model.trace.empty() && model.trace.back().arrival_min > until) {
    where.error("a visitor of the trace comes after the doors close", "arrivals up to minutes");
  }
  if (!model.slots.empty() && model.slots.back().at_min > until) {
    where.error("a slot begins after the doors close", "slots up to minutes");
  }
  for (std::size_t at = 0; at < classes_count; ++at) {
    const bool comes = !model.rates[at].empty() || (at == 0 && !model.slots.empty());
    if (comes && !says_service_times(*where.node().find("service"), at)) {
      where.error("has no service times for a class that comes",
                  "service for each of appointment, walk_in and priority that comes");
    }
  }
}

void read_model(const View& where, HallModel& into) {
  const auto count = where.errors();
  into.rule.order = config::CallOrder::arrival;
  Fields fields{where};
  if (where.node().find("trace") != nullptr) {
    read_trace(fields, into);
  } else {
    read_random(where, fields, into);
  }
  fields.required("counters", counters(into.counters));
  fields.optional("shifts", config::truth(into.shifts));
  fields.optional("order", order(into.rule));
  int ageing = 0;
  fields.optional("ageing_minutes", config::integer(ageing, {0, 1440}, "minutes"));
  into.rule.ageing = config::minutes{ageing};
  fields.optional("warm_up_minutes", config::real(into.warm_up_minutes, minutes_range, "minutes"));
  fields.finish();
  if (where.errors() == count) check_times(where, into);
}

}  // namespace

ReadHallModel parse_hall_model(const std::string& text, const std::string& name) {
  config::Diagnostics diagnostics;
  ReadHallModel result;
  if (const auto root = config::parse_yaml(text, name, diagnostics)) {
    config::Source source{name, diagnostics};
    HallModel model;
    read_model(config::View{*root, source}, model);
    if (diagnostics.errors() == 0) result.model = std::move(model);
  }
  result.diagnostics = diagnostics.take(name);
  return result;
}

ReadHallModel read_hall_model(const std::filesystem::path& file) {
  config::Diagnostics diagnostics;
  const auto text = config::read_text_file(file, file.string(), diagnostics);
  if (!text) return {.model = std::nullopt, .diagnostics = diagnostics.take(file.string())};
  return parse_hall_model(*text, file.string());
}

}  // namespace offpeak::loadtest
