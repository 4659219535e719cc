#include "loadtest/simulation/study/opening_check.hpp"

#include <utility>

#include "config/check_opening.hpp"

namespace offpeak::loadtest {

void check_opening_of(const config::View& where, const config::Hall& hall,
                      const config::Node& rules) {
  config::Node level;
  level.kind = config::NodeKind::mapping;
  level.children.push_back(rules);
  level.children.back().key = "rules";
  config::Diagnostics found;
  config::Source source{{}, found};
  config::check_opening(hall.seasons, hall.rules, config::View{level, source});
  for (auto& each : found.take({})) {
    where.error(hall.name.en + ": " + each.problem, std::move(each.expected));
  }
}

}  // namespace offpeak::loadtest
