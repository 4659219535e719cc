#include "api/json_document.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/json_reader.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;

constexpr std::size_t json_depth_max = 8;

}  // namespace

JsonDocument::JsonDocument(std::string_view body)
    : body_{body}, size_{std::min(memory_.size(), 1024 + 4 * body.size())} {}

JsonDocument::~JsonDocument() { OPENSSL_cleanse(memory_.data(), size_); }

Checked<const json::object*> JsonDocument::read(std::initializer_list<std::string_view> allowed) {
  auto value = base::read_json(body_, json_depth_max, &resource_);
  if (!value) {
    const auto fault = value.error();
    return invalid_field(fault.field.empty() ? "body" : fault.field, fault.detail);
  }
  value_ = std::move(*value);
  if (!value_.is_object()) return invalid_field("body", "must be a JSON object");
  const auto& object = value_.get_object();
  if (auto known = check_fields(object, allowed, ""); !known) return known.error();
  return &object;
}

Checked<void> check_fields(const json::object& object,
                           std::initializer_list<std::string_view> allowed,
                           const std::string& prefix) {
  for (const auto& field : object) {
    bool known = false;
    for (const auto name : allowed) known = known || field.key() == name;
    if (known) continue;
    std::string names;
    for (const auto name : allowed) names += (names.empty() ? "" : ", ") + std::string{name};
    return invalid_field(prefix + shown_name(field.key()),
                         "is not a field here; known are " + names);
  }
  return {};
}

Checked<std::string_view> read_text(const json::object& object, std::string_view name,
                                    const std::string& prefix) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return invalid_field(prefix + std::string{name}, "is missing");
  if (!value->is_string()) return invalid_field(prefix + std::string{name}, "must be a string");
  return std::string_view{value->get_string()};
}

Checked<void> read_dry_run(const json::object& object, bool& is_dry_run) {
  const auto* field = object.if_contains("dry_run");
  is_dry_run = false;
  if (field == nullptr) return {};
  if (!field->is_bool()) return invalid_field("dry_run", "must be true or false");
  is_dry_run = field->get_bool();
  return {};
}

}  // namespace offpeak::api
