// Reading shares, which files write in percent, and multipliers.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "demand/demand_model.hpp"

namespace offpeak::demand {

inline constexpr double factor_max = 10;

/// 12 as 0.12.
config::Reader percent(double& into);
/// A multiplier, 0 to `factor_max`.
config::Reader factor(double& into);

/// A list of percents that add up to 100; as many as `into` has.
config::Reader percents(std::span<double> into);
/// A list of 1 to `count_max` percents that add up to 100.
config::Reader percents(std::vector<double>& into, std::size_t count_max);

/// {sun: 1.09, mon: 0.98, …}, all seven.
config::Reader weekday_factors(std::array<double, 7>& into);
/// January to December.
config::Reader month_factors(std::array<double, 12>& into);

/// A key of one of the city's services.
config::Reader service(config::ServiceCode& into, const config::City& city);
/// A mapping with keys of services; `read` reads the value of each.
config::Reader by_service(
    std::string what, const config::City& city,
    std::function<void(const config::View& member, config::ServiceCode code)> read);
/// {passport_renewal: 19, …} as shares; services that are left out have none.
config::Reader service_shares(std::map<config::ServiceCode, double>& into,
                              const config::City& city);

/// Reports shares that do not add up to 1; percents are written with a few digits, so they may miss
/// it by a little.
void check_whole(const config::View& where, double sum);

}  // namespace offpeak::demand
