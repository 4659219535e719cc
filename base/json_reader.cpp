#include "base/json_reader.hpp"

#include <string.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <utility>

#include "base/shown_name.hpp"
#include "base/wiping_allocator.hpp"
#include "base/wiping_resource.hpp"

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

using WipedText = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

/// The text with each exponent that is too long for Boost.JSON shortened to one that means the
/// same: infinite, or zero.
WipedText shorten_exponents(std::string_view text) {
  constexpr std::size_t digits_max = 4;
  WipedText out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    out += c;
    ++i;
    if (in_string && c == '\\' && i < text.size()) {
      out += text[i++];
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == 'e' || c == 'E')) {
      if (i < text.size() && (text[i] == '+' || text[i] == '-')) out += text[i++];
      const auto end = std::min(text.find_first_not_of("0123456789", i), text.size());
      const auto first = std::min(text.find_first_not_of('0', i), end);
      out += end - first > digits_max ? "9999" : text.substr(i, end - i);
      i = end;
    }
  }
  return out;
}

/// What the parser needs besides the value. It holds pieces of the text, such as identity numbers,
/// and is zeroed at the end.
struct Scratch {
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { explicit_bzero(bytes.data(), bytes.size()); }

  std::array<unsigned char, 4096> bytes;
  WipingResource beyond;
};

json::value parse_once(std::string_view text, boost::system::error_code& error,
                       const json::storage_ptr& storage, const json::parse_options& options) {
  Scratch scratch;
  json::parser parser{json::storage_ptr{&scratch.beyond}, options, scratch.bytes.data(),
                      scratch.bytes.size()};
  parser.reset(storage);
  parser.write(text.data(), text.size(), error);
  return error ? json::value{} : parser.release();
}

}  // namespace

Result<json::value, JsonFault> read_json(std::string_view text, std::size_t depth_max,
                                         json::storage_ptr storage) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = depth_max;
  auto value = parse_once(text, error, storage, options);
  if (error == json::error::exponent_overflow) {
    value = parse_once(shorten_exponents(text), error, storage, options);
  }
  if (error) return JsonFault{"", "is not JSON: " + error.message()};
  if (const auto way = find_non_finite(value)) {
    return JsonFault{way->substr(way->starts_with('.') ? 1 : 0), number_too_large};
  }
  return value;
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  const auto* text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? std::string_view{} : std::string_view{*text};
}

}  // namespace offpeak::base
