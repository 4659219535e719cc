// The schema that editors use knows the loader's keys, no more and no fewer.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>
#include <string>

#include "tests/config/sample.hpp"
#include "tests/loadtest/simulation/demand/hangzhou.hpp"

namespace offpeak::loadtest {
namespace {

namespace json = boost::json;

std::string keys_of(const json::value& object) {
  std::set<std::string> keys;
  for (const auto& member : object.at("properties").as_object()) keys.emplace(member.key());
  std::string text;
  for (const std::string& key : keys) text += key + ' ';
  return text;
}

/// The keys that the loader knows in a mapping: it lists them when one is far from all of them.
std::string known_keys(const DemandResult& result) {
  constexpr std::string_view unknown = "unknown key \"qqqqqqqqqqqq\"";
  constexpr std::string_view lead = "one of ";
  for (const auto& each : result.diagnostics) {
    if (each.problem != unknown || !each.expected.starts_with(lead)) continue;
    std::set<std::string> keys;
    std::string rest = each.expected.substr(lead.size()) + ", ";
    for (std::size_t end = rest.find(", "); end != std::string::npos; end = rest.find(", ")) {
      keys.insert(rest.substr(0, end));
      rest.erase(0, end + 2);
    }
    std::string text;
    for (const std::string& key : keys) text += key + ' ';
    return text;
  }
  return "no such diagnostic";
}

TEST_CASE("the schema of the demand knows the loader's keys") {
  const json::value schema = json::parse(config::read_source("config/schema/demand.schema.json"));
  const json::value& parts = schema.at("properties");
  struct Row {
    const json::value& object;
    const char* old;
    const char* with;
  };
  const Row rows[] = {
      {schema, "city_people: 5800", "qqqqqqqqqqqq: 1\ncity_people: 5800"},
      {schema.at("$defs").at("weekday_factors"), "{mon: 0.98", "{qqqqqqqqqqqq: 1, mon: 0.98"},
      {parts.at("halls").at("items"), "- code: 330100", "- qqqqqqqqqqqq: 1\n    code: 330100"},
      {parts.at("events").at("items"), "- days: [2024-01", "- qqqqqqqqqqqq: 1\n    days: [2024-01"},
      {parts.at("day_parts").at("items"), "{period: 08:30", "{qqqqqqqqqqqq: 1, period: 08:30"},
      {parts.at("parties"), "\nparties:", "\nparties:\n  qqqqqqqqqqqq: 1"},
      {parts.at("booking"), "\nbooking:", "\nbooking:\n  qqqqqqqqqqqq: 1"},
      {parts.at("in_the_hall"), "\nin_the_hall:", "\nin_the_hall:\n  qqqqqqqqqqqq: 1"},
      {parts.at("machines"), "\nmachines:", "\nmachines:\n  qqqqqqqqqqqq: 1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.with);
    const auto text = config::replaced(hangzhou_demand_text(), row.old, row.with);
    CHECK(known_keys(read_text(text)) == keys_of(row.object));
    CHECK(row.object.at("additionalProperties") == false);
  }
}

}  // namespace
}  // namespace offpeak::loadtest
