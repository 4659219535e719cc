#include "api/planner/simulation_request.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <string>
#include <utility>

#include "api/json_document.hpp"
#include "base/json_writer.hpp"
#include "base/number.hpp"
#include "config/civil_time.hpp"
#include "loadtest/simulation/study/bounds.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;
using jobs::JobRequest;

constexpr std::size_t precision_chars_max = 16;
constexpr std::size_t key_chars_max = 64;

/// A whole number, passed on as the worker's option of the same name.
Checked<void> take_number(const json::object& object, std::string_view name, std::int64_t least,
                          std::int64_t most, JobRequest& into) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return {};
  const auto* number = value->if_int64();
  if (number == nullptr || *number < least || *number > most) {
    return invalid_field(std::string{name}, "must be a whole number from " + std::to_string(least) +
                                                " to " + std::to_string(most));
  }
  into.arguments.push_back("--" + std::string{name});
  into.arguments.push_back(std::to_string(*number));
  return {};
}

Checked<void> take_date(const json::object& object, JobRequest& into) {
  const auto text = read_text(object, "date");
  if (!text) return text.error();
  const auto date = config::parse_date(*text);
  if (!date) return invalid_field("date", "must be a day such as 2026-06-13");
  const int year = static_cast<int>(std::chrono::year_month_day{*date}.year());
  if (year < simulation_year_min || year > simulation_year_max) {
    return invalid_field("date", "must be of a year from " + std::to_string(simulation_year_min) +
                                     " to " + std::to_string(simulation_year_max));
  }
  into.arguments.insert(into.arguments.end(), {"--date", config::format_date(*date)});
  return {};
}

Checked<void> take_precision(const json::object& object, JobRequest& into) {
  if (!object.contains("precision")) return {};
  const auto text = read_text(object, "precision");
  if (!text) return text.error();
  if (text->size() > precision_chars_max || !base::parse_percent(*text)) {
    return invalid_field("precision",
                         "must be a percentage such as 1%: the wanted precision of the mean wait");
  }
  into.arguments.insert(into.arguments.end(), {"--precision", std::string{*text}});
  return {};
}

Checked<void> take_antithetic(const json::object& object, JobRequest& into) {
  const auto* value = object.if_contains("antithetic");
  if (value == nullptr) return {};
  if (!value->is_bool()) return invalid_field("antithetic", "must be true or false");
  if (!value->get_bool()) return {};
  const auto* replications = object.if_contains("replications");
  if (replications != nullptr && replications->is_int64() && replications->get_int64() % 2 != 0) {
    return invalid_field("replications", "must be even when antithetic is true");
  }
  into.arguments.emplace_back("--antithetic");
  return {};
}

/// A name that YAML and JSON read alike.
bool is_plain_key(std::string_view key) {
  return !key.empty() && key.size() <= key_chars_max && std::ranges::all_of(key, [](char c) {
    return c >= ' ' && c < 127 && c != '"' && c != '\\';
  });
}

/// JSON that is YAML as well. Numbers have an exponent only where they need one, as people write
/// them, so that a message shows a mistake as it was made. False for a name that is not plain.
bool write_yaml(const json::value& value, base::JsonWriter& out) {
  bool sound = true;
  if (value.is_object()) {
    out.begin_object();
    for (const auto& [key, member] : value.get_object()) {
      sound = sound && is_plain_key(key);
      if (sound) sound = write_yaml(member, out.key(key));
    }
    out.end_object();
  } else if (value.is_array()) {
    out.begin_array();
    for (const auto& element : value.get_array()) sound = sound && write_yaml(element, out);
    out.end_array();
  } else if (value.is_string()) {
    out.text(std::string_view{value.get_string()});
  } else if (value.is_int64()) {
    out.number(value.get_int64());
  } else if (value.is_bool()) {
    out.boolean(value.get_bool());
  } else if (value.is_null()) {
    out.null();
  } else {
    out.real(value.to_number<double>());
  }
  return sound;
}

/// Each scenario is on a line of its own, so that the line in a message names it.
Checked<void> take_scenarios(const json::object& object, JobRequest& into) {
  const auto* value = object.if_contains("scenarios");
  if (value == nullptr) return {};
  if (!value->is_array() || value->get_array().empty() ||
      value->get_array().size() > loadtest::scenarios_max) {
    return invalid_field("scenarios",
                         "must be a list of 1 to " + std::to_string(loadtest::scenarios_max));
  }
  std::string text = "scenarios: [";
  std::size_t index = 0;
  for (const auto& scenario : value->get_array()) {
    const std::string field = "scenarios[" + std::to_string(index) + "]";
    if (!scenario.is_object()) return invalid_field(field, "must be a JSON object");
    text += index++ == 0 ? "\n" : ",\n";
    base::JsonWriter writer{text};
    if (!write_yaml(scenario, writer)) {
      return invalid_field(field, "has a name that is not 1 to 64 plain characters");
    }
  }
  into.scenarios = text + "]\n";
  return {};
}

}  // namespace

Checked<JobRequest> read_simulation_request(std::string_view body) {
  JsonDocument document{body};
  const auto read = document.read(
      {"date", "days", "visitors", "replications", "precision", "seed", "antithetic", "scenarios"});
  if (!read) return read.error();
  const json::object& object = **read;
  JobRequest request;
  for (const auto& taken :
       {take_date(object, request), take_number(object, "days", 1, loadtest::days_max, request),
        take_number(object, "visitors", 1, loadtest::people_max, request),
        take_number(object, "replications", 1, loadtest::replications_on_server_max, request),
        take_number(object, "seed", 0, simulation_seed_max, request),
        take_precision(object, request), take_antithetic(object, request),
        take_scenarios(object, request)}) {
    if (!taken) return taken.error();
  }
  request.shown = json::serialize(object);
  return request;
}

std::optional<JobRequest> read_kept_request(std::string_view shown) {
  auto request = read_simulation_request(shown);
  if (!request) return std::nullopt;
  return std::move(*request);
}

}  // namespace offpeak::api
