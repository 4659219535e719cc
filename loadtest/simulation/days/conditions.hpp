// What a hall meets on its day that its configuration does not know: it plans for none of it.
#pragma once

#include <map>
#include <vector>

#include "config/city.hpp"

namespace offpeak::loadtest {

struct Conditions {
  std::map<config::ServiceCode, double> service_factors;  // on counter times; missing: 1
  double absence_share = 0;                               // of the counters with staff, each day
  std::vector<config::Period> outages;  // of the system, in order, not overlapping
};

}  // namespace offpeak::loadtest
