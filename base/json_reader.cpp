#include "base/json_reader.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <utility>

#include "base/shown_name.hpp"

namespace offpeak::base {
namespace {

namespace json = boost::json;

constexpr const char* number_too_large =
    "is a number with too large an exponent: numbers may be from -1.7e308 to 1.7e308";

/// The way to the first number that is not finite, such as ".scenarios[0].a". It is built on the
/// way back, so that a sound text allocates nothing.
std::optional<std::string> find_non_finite(const json::value& value) {
  if (const auto* const number = value.if_double(); number != nullptr && !std::isfinite(*number)) {
    return "";
  }
  if (const auto* const array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (const auto way = find_non_finite((*array)[i]))
        return '[' + std::to_string(i) + ']' + *way;
    }
  }
  if (const auto* const object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      if (const auto way = find_non_finite(member)) return '.' + shown_name(key) + *way;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<json::value, JsonFault> read_json(std::string_view text, std::size_t depth_max,
                                         json::storage_ptr storage) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = depth_max;
  auto value = json::parse({text.data(), text.size()}, error, std::move(storage), options);
  if (error == json::error::exponent_overflow) return JsonFault{"", number_too_large};
  if (error) return JsonFault{"", "is not JSON: " + error.message()};
  if (const auto way = find_non_finite(value)) {
    return JsonFault{way->substr(way->starts_with('.') ? 1 : 0), number_too_large};
  }
  return value;
}

}  // namespace offpeak::base
