// Which results.json this program writes, and which ones an earlier one wrote.
#pragma once

#include <charconv>
#include <string_view>

namespace offpeak::loadtest {

/// It rises when figures are added or mean something else: RESULTS.md.
inline constexpr int results_version = 4;

/// Whether an earlier version of the program wrote this results.json: its figures are others, so
/// they are not to be shown as if they were of today.
inline bool are_earlier_results(std::string_view results) {
  constexpr std::string_view head = R"({"format":"offpeak-simulation","version":)";
  if (!results.starts_with(head)) return false;
  results.remove_prefix(head.size());
  int version = results_version;
  std::from_chars(results.data(), results.data() + results.size(), version);
  return version < results_version;
}

}  // namespace offpeak::loadtest
