// The schema that editors use knows the loader's keys, no more and no fewer.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>

#include "tests/config/sample.hpp"
#include "tests/config/schema_keys.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::demand {
namespace {

namespace json = boost::json;
using config::keys_of;
using config::known_keys;

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
      {parts.at("between_days"), "between_days: {", "between_days: {qqqqqqqqqqqq: 1, "},
      {schema.at("$defs").at("service_sizes"), "first_passport: {",
       "first_passport: {qqqqqqqqqqqq: 1, "},
      {parts.at("parties"), "\nparties:", "\nparties:\n  qqqqqqqqqqqq: 1"},
      {parts.at("booking"), "\nbooking:", "\nbooking:\n  qqqqqqqqqqqq: 1"},
      {parts.at("in_the_hall"), "\nin_the_hall:", "\nin_the_hall:\n  qqqqqqqqqqqq: 1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.with);
    const auto text = config::replaced(hangzhou_demand_text(), row.old, row.with);
    CHECK(known_keys(read_text(text)) == keys_of(row.object));
    CHECK(row.object.at("additionalProperties") == false);
  }
}

}  // namespace
}  // namespace offpeak::demand
