// The keys of mappings of the configuration, once as a schema lists them and once as a loader knows
// them, in the same written form.
#pragma once

#include <boost/json.hpp>
#include <set>
#include <string>
#include <string_view>

namespace offpeak::config {

/// Each key with a space behind it, in order.
inline std::string listed(const std::set<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += key + ' ';
  return text;
}

inline std::string keys_of(const boost::json::value& object) {
  std::set<std::string> keys;
  for (const auto& member : object.at("properties").as_object()) keys.emplace(member.key());
  return listed(keys);
}

/// Of the result of a loader that met the key "qqqqqqqqqqqq" in a mapping: it lists the keys that
/// it knows there, because this one is far from all of them.
template <class Result>
std::string known_keys(const Result& result) {
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
    return listed(keys);
  }
  return "no such diagnostic";
}

}  // namespace offpeak::config
