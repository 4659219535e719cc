#include "api/query.hpp"

#include <algorithm>
#include <charconv>

namespace offpeak::api {
namespace {

/// %41 to A; '+' is a space in a query. Malformed escapes stay as they are and match nothing.
std::string decode_percent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
            text.data() + i + 3) {
      decoded += static_cast<char>(value);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

Problem unknown_name(std::string_view name, std::span<const QueryField> fields) {
  std::string names;
  for (const auto& field : fields) names += (names.empty() ? "" : ", ") + std::string{field.name};
  return invalid_field(shown_name(name), "is not a parameter; known are " + names);
}

}  // namespace

Checked<void> read_query(std::string_view query, std::span<const QueryField> fields) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string name = decode_percent(pair.substr(0, equals));
    const auto field = std::ranges::find(fields, name, &QueryField::name);
    if (field == fields.end()) return unknown_name(name, fields);
    if (!field->value->empty()) return invalid_field(name, "may be given once only");
    *field->value = decode_percent(pair.substr(std::min(equals + 1, pair.size())));
    if (field->value->empty()) return invalid_field(name, "is empty");
  }
  return {};
}

}  // namespace offpeak::api
