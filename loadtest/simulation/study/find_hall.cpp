#include "loadtest/simulation/study/find_hall.hpp"

#include "config/scalars.hpp"

namespace offpeak::loadtest {

config::Hall* find_hall(const config::View& member, config::City& city) {
  const auto code = config::parse_integer(member.node().key);
  for (config::Hall& hall : city.halls) {
    if (code && static_cast<int>(hall.code) == *code) return &hall;
  }
  member.key_error(
      "no hall has the code " + config::in_quotes(member.node().key),
      "a hall's code, such as " + std::to_string(static_cast<int>(city.halls.front().code)));
  return nullptr;
}

}  // namespace offpeak::loadtest
