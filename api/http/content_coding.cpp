#include "api/http/content_coding.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <optional>

namespace offpeak::http {
namespace {

using boost::beast::iequals;

/// A weight in thousandths.
constexpr int weight_max = 1000;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// "0.5" is 500. One digit, 0 or 1, and at most three behind the point.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = (text[0] - '0') * weight_max;
  int place = weight_max / 10;
  for (const char c : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (c < '0' || c > '9') return std::nullopt;
    weight += (c - '0') * place;
    place /= 10;
  }
  return weight <= weight_max ? std::optional{weight} : std::nullopt;
}

struct Coding {
  std::string_view name;
  int weight = 0;
};

/// "gzip;q=0.5"; the weight is 1 when it is not given.
std::optional<Coding> parse_coding(std::string_view text) {
  const auto semicolon = text.find(';');
  const auto name = trimmed(text.substr(0, semicolon));
  if (semicolon == std::string_view::npos) return Coding{name, weight_max};
  const auto parameter = trimmed(text.substr(semicolon + 1));
  if (!iequals(parameter.substr(0, 2), "q=")) return std::nullopt;
  const auto weight = parse_weight(parameter.substr(2));
  return weight ? std::optional{Coding{name, *weight}} : std::nullopt;
}

}  // namespace

bool prefers_gzip(std::string_view accept_encoding) {
  std::optional<int> gzip;
  int identity = 0;
  int others = 0;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const auto coding = parse_coding(accept_encoding.substr(0, comma));
    accept_encoding.remove_prefix(std::min(comma, accept_encoding.size() - 1) + 1);
    if (!coding) continue;
    // RFC 9110 section 8.4.1.3: x-gzip is the same.
    if (iequals(coding->name, "gzip") || iequals(coding->name, "x-gzip")) gzip = coding->weight;
    if (iequals(coding->name, "identity")) identity = coding->weight;
    if (coding->name == "*") others = coding->weight;
  }
  const int weight = gzip.value_or(others);
  return weight > 0 && weight >= identity;
}

}  // namespace offpeak::http
