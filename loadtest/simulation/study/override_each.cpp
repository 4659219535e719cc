#include "loadtest/simulation/study/override_each.hpp"

#include <algorithm>
#include <string_view>

#include "loadtest/simulation/study/find_hall.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::string_view every_hall = "all";

/// Halls are named by their digits; weekdays and services, which a value for every hall may be by,
/// are not.
bool names_halls(const config::Node& mapping) {
  return std::ranges::any_of(mapping.children, [](const config::Node& child) {
    const bool is_code = !child.key.empty() && child.key.front() >= '0' && child.key.front() <= '9';
    return is_code || child.key == every_hall;
  });
}

}  // namespace

void override_all(const config::View& where, config::City& city, const HallOverride& change) {
  const std::size_t errors = where.errors();
  for (config::Hall& hall : city.halls) {
    change.apply(where, hall);
    if (where.errors() != errors) return;
  }
  change.say(where, "every hall");
}

void override_each(const config::View& where, config::City& city, bool may_say_all,
                   const HallOverride& change) {
  const config::Node* all = may_say_all ? where.node().find(every_hall) : nullptr;
  if (all != nullptr) override_all(where.member(*all), city, change);
  for (const config::View& member : where.children()) {
    if (all != nullptr && member.node().key == every_hall) continue;
    config::Hall* hall = find_hall(member, city);
    if (hall == nullptr) continue;
    change.apply(member, *hall);
    change.say(member, hall->name.en);
  }
}

void override_each_or_all(const config::View& where, config::City& city,
                          const HallOverride& change) {
  if (where.is(config::NodeKind::mapping) && names_halls(where.node())) {
    return override_each(where, city, true, change);
  }
  override_all(where, city, change);
}

}  // namespace offpeak::loadtest
