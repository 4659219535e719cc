// What the queries about slots have in common: which visit, at which hall and from when.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "api/problem.hpp"
#include "config/city.hpp"

namespace offpeak::api {

/// Who would come, and for what.
struct Visit {
  /// One for each of the party, all of one lane.
  std::array<const config::Service*, config::party_max> services{};
  int party = 0;
  int minors = 0;  // of the party, each with a guardian at the counter

  /// So many who all come for this service.
  static Visit of(const config::Service& service, int party = 1, int minors = 0);

  config::LaneCode lane() const { return services[0]->lane; }
  /// The one of them who takes the least, alone: if there is no room for that, there is for nobody.
  Visit shortest_alone() const;

  /// Counter-minutes that all of them take in a hall with these rules.
  int minutes(const config::Rules& rules) const {
    int sum = rules.minor_minutes * minors;
    for (int i = 0; i < party; ++i) sum += services[static_cast<std::size_t>(i)]->mean_minutes;
    return sum;
  }

  friend bool operator==(const Visit&, const Visit&) = default;
};

/// The values of a query as they stand in it; empty: not there.
struct VisitText {
  std::string service;   // of everybody of the party
  std::string services;  // or one for each of them, with commas between
  std::string party;
  std::string minors;
};
Checked<Visit> read_visit(const config::City& city, const VisitText& text);
/// Null when the text is empty.
Checked<const config::Hall*> read_hall(const config::City& city, std::string_view text);
/// `field` is named where it is wrong.
Checked<config::Date> read_day(const std::string& field, std::string_view text);

}  // namespace offpeak::api
