// The body of POST /v1/advice.
#include <algorithm>
#include <boost/json.hpp>

#include "api/citizen/advice.hpp"
#include "api/json_document.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;

constexpr int age_years_max = 150;
constexpr std::size_t place_bytes_max = 100;

Checked<std::optional<bool>> read_truth(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return std::optional<bool>{};
  if (!value->is_bool()) return invalid_field(std::string{name}, "must be true or false");
  return std::optional{value->get_bool()};
}

Checked<std::optional<config::Date>> read_date(const json::object& object, std::string_view name) {
  if (!object.contains(name)) return std::optional<config::Date>{};
  const auto text = read_text(object, name);
  if (!text) return text.error();
  const auto date = config::parse_date(*text);
  if (!date || !scheduler::has_slot_names(*date)) {
    return invalid_field(std::string{name}, "must be a date such as 2026-06-13");
  }
  return date;
}

Checked<std::optional<int>> read_age(const json::object& object) {
  const auto* value = object.if_contains("age");
  if (value == nullptr) return std::optional<int>{};
  const auto* years = value->if_int64();
  if (years == nullptr || *years < 0 || *years > age_years_max) {
    return invalid_field(
        "age", "must be full years, a whole number from 0 to " + std::to_string(age_years_max));
  }
  return std::optional{static_cast<int>(*years)};
}

Checked<const config::OnlineDocument*> read_document(const config::OnlineRules& rules,
                                                     const json::object& object) {
  if (!object.contains("document")) return nullptr;
  const auto key = read_text(object, "document");
  if (!key) return key.error();
  const auto* document = rules.find_document(*key);
  if (document != nullptr) return document;
  std::string known;
  for (const auto& each : rules.documents) known += (known.empty() ? "" : ", ") + each.key;
  return invalid_field("document", "must be one of " + known);
}

Checked<std::optional<config::ApplyReason>> read_reason(const json::object& object) {
  if (!object.contains("reason")) return std::optional<config::ApplyReason>{};
  const auto word = read_text(object, "reason");
  if (!word) return word.error();
  const auto& words = config::apply_reason_words;
  const auto found = std::ranges::find(words, *word);
  if (found != words.end()) {
    return std::optional{static_cast<config::ApplyReason>(found - words.begin())};
  }
  std::string known;
  for (const auto each : words) known += (known.empty() ? "" : ", ") + std::string{each};
  return invalid_field("reason", "must be one of " + known);
}

/// `{"province", "city"}`; the city may be left out.
Checked<void> read_registered_in(const config::OnlineRules& rules, const json::object& object,
                                 scheduler::AdviceAnswers& into) {
  const auto* value = object.if_contains("registered_in");
  if (value == nullptr) return {};
  if (!value->is_object()) return invalid_field("registered_in", "must be an object");
  const auto& place = value->get_object();
  const std::string prefix = "registered_in.";
  if (auto known = check_fields(place, {"province", "city"}, prefix); !known) return known;
  const auto province = read_text(place, "province", prefix);
  if (!province) return province.error();
  into.province = rules.find_province(*province);
  if (into.province == nullptr) {
    return invalid_field(prefix + "province", "must be a province such as zhejiang or 浙江");
  }
  if (!place.contains("city")) return {};
  const auto city = read_text(place, "city", prefix);
  if (!city) return city.error();
  if (city->empty() || city->size() > place_bytes_max) {
    return invalid_field(prefix + "city", "must be a city such as hangzhou or 杭州");
  }
  into.city = *city;
  return {};
}

Checked<Whereabouts> read_whereabouts(const config::City& city, const json::object& object) {
  if (!object.contains("near")) return Whereabouts{};
  const auto text = read_text(object, "near");
  if (!text) return text.error();
  return read_near(city, text->empty() ? "," : *text);
}

/// Moves a value that was read, or returns what is wrong with it.
template <class T>
Checked<void> keep(Checked<T> read, T& into) {
  if (!read) return read.error();
  into = *std::move(read);
  return {};
}

Checked<void> check_dates(const scheduler::AdviceAnswers& answers) {
  if (!answers.travel_on || *answers.travel_on > answers.on) return {};
  return invalid_field("travel_on", "must be after the day of the application");
}

}  // namespace

Checked<AdviceRequest> read_advice_request(const config::OnlineRules& rules,
                                           const config::City& city, config::Date today,
                                           std::string_view body) {
  JsonDocument document{body};
  const auto read = document.read({"document", "reason", "age", "registered_in",
                                   "holds_same_document", "document_expires_on", "state_personnel",
                                   "active_military", "travel_on", "on", "near"});
  if (!read) return read.error();
  const json::object& object = **read;
  AdviceRequest request;
  auto& answers = request.answers;
  std::optional<config::Date> on;
  for (const auto& step :
       {keep(read_document(rules, object), answers.document),
        keep(read_reason(object), answers.reason), keep(read_age(object), answers.age),
        read_registered_in(rules, object, answers),
        keep(read_truth(object, "holds_same_document"), answers.holds_same_document),
        keep(read_date(object, "document_expires_on"), answers.document_expires_on),
        keep(read_truth(object, "state_personnel"), answers.state_personnel),
        keep(read_truth(object, "active_military"), answers.active_military),
        keep(read_date(object, "travel_on"), answers.travel_on), keep(read_date(object, "on"), on),
        keep(read_whereabouts(city, object), request.near)}) {
    if (!step) return step.error();
  }
  answers.on = on.value_or(today);
  if (const auto sound = check_dates(answers); !sound) return sound.error();
  return request;
}

}  // namespace offpeak::api
