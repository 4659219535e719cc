// The demand model that recorded days speak for, and how sure each of its values is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demand/demand_model.hpp"
#include "loadtest/simulation/fit/service_time.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"

namespace offpeak::loadtest {

/// Two-sided level of the intervals of what is fitted.
inline constexpr double fit_confidence = 0.95;
inline constexpr int fit_days_max = 400;
/// With less than this to go by, a value stays that of the base model.
inline constexpr std::uint64_t fit_parties_min = 30;           // of a share, time or lead
inline constexpr std::uint64_t fit_parties_of_list_min = 200;  // of the shares of a list or map
inline constexpr std::uint64_t fit_ends_min = 10;              // who left the queue
inline constexpr std::uint64_t fit_days_min = 2;               // of the city, and of a weekday

/// How an interval was found.
enum class Method : std::uint8_t {
  none,        // there is none
  wilson,      // statistics/interval: of a share
  student,     // over days, or over visits
  likelihood,  // fit/censored_normal
  exposure,    // statistics/interval: of an exponential mean
};
std::string_view word_of(Method method);

/// A value in the unit of the demand's file.
struct FittedValue {
  std::string path;  // in the file, such as `booking.no_show_percent`
  double value = 0;
  std::optional<Interval> interval{};
  std::uint64_t observations = 0;
  std::string_view of{};  // what was observed: "parties", "days", …
  Method method = Method::none;
};

/// A value that is the base model's.
struct KeptValue {
  std::string path;
  std::string why;
};

struct FittedService {
  config::ServiceCode service{};
  ServiceTime time;
};

struct DemandFit {
  demand::DemandModel model;
  std::vector<FittedValue> values;
  std::vector<KeptValue> kept;
  std::vector<FittedService> services;       // with enough visits
  std::vector<config::ServiceCode> untimed;  // the others that people came for
  std::uint64_t parties = 0;
  std::vector<config::Date> days;
};

/// `days`, one at least, must be those of the city (check_replay), and over. `base` supplies what
/// they do not tell.
DemandFit fit_demand(std::span<const RecordedDay> days, const config::City& city,
                     const demand::DemandModel& base);

/// The model as a demand file, with intervals beside the values; read_demand reads it as the same
/// model.
std::string fit_yaml(const DemandFit& fit, const config::City& city);
/// For people: a table, what was kept and why, and pieces of YAML for the city's file and for a
/// scenario.
std::string fit_table(const DemandFit& fit, const config::City& city);
std::string fit_json(const DemandFit& fit, const config::City& city);

}  // namespace offpeak::loadtest
