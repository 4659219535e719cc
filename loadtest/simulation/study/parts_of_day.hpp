// Lanes and services as they are shown: means over all replications, of a city or of one hall.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "loadtest/simulation/study/frame.hpp"

namespace offpeak::loadtest {

/// Of the city's halls together; the overtime of a lane is that of the hall with most of it.
std::vector<LaneResult> lanes_of(const DayResult& sum, std::size_t lanes);
std::vector<ServiceResult> services_of(const DayResult& sum, std::size_t services);

/// A figure of a lane on an average day, with its name in results.json and in the CSV. A share or
/// mean without anything to divide by is NaN.
struct LaneMeasure {
  std::string_view key;
  double (*value)(const LaneResult& lane, double days);
};
extern const std::array<LaneMeasure, 9> lane_measures;

struct ServiceMeasure {
  std::string_view key;
  double (*value)(const ServiceResult& service, double days);
};
extern const std::array<ServiceMeasure, 6> service_measures;

/// The place of the hall in which the lane's last visit ends latest on an average day.
std::size_t latest_hall(const DayResult& sum, std::size_t lane);

}  // namespace offpeak::loadtest
