// What the queries about slots have in common: which visit, at which hall and from when.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/problem.hpp"
#include "config/city.hpp"

namespace offpeak::api {

/// Who would come, and for what.
struct Visit {
  const config::Service* service = nullptr;
  int party = 1;
  int minors = 0;  // of the party, each with a guardian at the counter

  /// Counter-minutes that all of them take in a hall with these rules.
  int minutes(const config::Rules& rules) const {
    return service->mean_minutes * party + rules.minor_minutes * minors;
  }

  friend bool operator==(const Visit&, const Visit&) = default;
};

/// The values of a query as they stand in it; empty: not there.
Checked<Visit> read_visit(const config::City& city, std::string_view service,
                          std::string_view party, std::string_view minors);
/// Null when the text is empty.
Checked<const config::Hall*> read_hall(const config::City& city, std::string_view text);
/// `field` is named where it is wrong.
Checked<config::Date> read_day(const std::string& field, std::string_view text);

}  // namespace offpeak::api
