// When a hall's system is down: nobody is called and no ticket is given; visits go on.
#pragma once

#include <vector>

#include "config/city.hpp"
#include "loadtest/simulation/days/agenda.hpp"

namespace offpeak::loadtest {

class Outages {
 public:
  void begin(const std::vector<config::Period>& periods) {
    spans_.clear();
    for (const auto& period : periods) {
      spans_.push_back({period.from.count() * minute_ms, period.to.count() * minute_ms});
    }
  }
  bool is_down(DayTime at) const {
    for (const Down& span : spans_) {
      if (span.from <= at && at < span.to) return true;
    }
    return false;
  }
  /// Calls `visit` with each moment at which the system is back.
  template <class Visit>
  void for_each_end(const Visit& visit) const {
    for (const Down& span : spans_) visit(span.to);
  }

 private:
  struct Down {
    DayTime from = 0;
    DayTime to = 0;
  };
  std::vector<Down> spans_;
};

}  // namespace offpeak::loadtest
