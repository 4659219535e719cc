#include "loadtest/simulation/study/override_conditions.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "config/read_hours.hpp"
#include "loadtest/simulation/study/override_each.hpp"
#include "loadtest/simulation/study/read_percent.hpp"

namespace offpeak::loadtest {
namespace {

using config::Hall;
using config::Node;
using config::NodeKind;
using config::View;

constexpr int service_percent_min = -90;
constexpr int service_percent_max = 300;

// Service times

/// By service, or one for all of them.
void read_service_times(const View& where, const config::City& city, Conditions& into) {
  if (!where.is(NodeKind::mapping)) {
    const auto factor = read_change(where, service_percent_min, service_percent_max);
    if (!factor) return;
    for (const auto& service : city.services) into.service_factors[service.code] = *factor;
    return;
  }
  for (const View& member : where.children()) {
    const auto* service = city.find_service(member.node().key);
    if (service == nullptr) {
      std::vector<std::string> keys;
      for (const auto& each : city.services) keys.push_back(each.key);
      member.key_error("unknown service " + config::in_quotes(member.node().key),
                       "one of " + config::joined(keys));
      continue;
    }
    const auto factor = read_change(member, service_percent_min, service_percent_max);
    if (factor) into.service_factors[service->code] = *factor;
  }
}

/// "Main hall: service times passport_renewal -10%".
void say_service_times(const Node& node, const std::string& said, Scenario& scenario) {
  if (node.kind == NodeKind::scalar) {
    scenario.changes.push_back(said + ' ' + node.text);
    return;
  }
  for (const Node& service : node.children) {
    scenario.changes.push_back(said + ' ' + service.key + ' ' + service.text);
  }
}

// Outages

/// One span, or several in order.
void read_outages(const View& where, Conditions& into) {
  std::vector<config::Period> spans;
  const std::size_t errors = where.errors();
  const bool is_list = where.is(NodeKind::sequence);
  (is_list ? config::periods(spans) : config::period(spans)).read(where);
  if (where.errors() == errors) into.outages = std::move(spans);
}

std::string spans_of(const Node& node) {
  if (node.kind == NodeKind::scalar) return ' ' + node.text;
  std::string words;
  for (const Node& span : node.children) words += ' ' + span.text;
  return words;
}

}  // namespace

void override_conditions(config::Fields& fields, Scenario& scenario) {
  const auto of = [&scenario](const Hall& hall) -> Conditions& {
    return scenario.conditions[hall.code];
  };
  const auto add = [&](std::string_view key, std::string expected, const HallOverride& change) {
    fields.optional(key, {std::move(expected), [&scenario, change](const View& where) {
                            override_each_or_all(where, scenario.city, change);
                          }});
  };
  add("service_times", expected_change(service_percent_min, service_percent_max),
      {[&](const View& where, Hall& hall) { read_service_times(where, scenario.city, of(hall)); },
       [&](const View& where, const std::string& hall) {
         say_service_times(where.node(), hall + ": service times", scenario);
       }});
  add("absence", expected_share,
      {[&](const View& where, Hall& hall) {
         if (const auto share = read_share(where)) of(hall).absence_share = *share;
       },
       [&](const View& where, const std::string& hall) {
         scenario.changes.push_back(hall + ": absent staff " + where.node().text);
       }});
  add("outage", "hours such as 10:00-10:40, or a list of them",
      {[&](const View& where, Hall& hall) { read_outages(where, of(hall)); },
       [&](const View& where, const std::string& hall) {
         scenario.changes.push_back(hall + ": outage" + spans_of(where.node()));
       }});
}

}  // namespace offpeak::loadtest
