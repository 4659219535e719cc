#include "loadtest/simulation/days/own_draws.hpp"

namespace offpeak::loadtest {

std::array<double, 2> own_draws(const Draws& draws, Purpose purpose, config::Date date,
                                const Visitor& visitor) {
  constexpr int party_bits = 32;
  const auto hall = static_cast<std::uint16_t>(visitor.number >> party_bits);
  const auto party = static_cast<std::uint32_t>(visitor.number);
  const Stream stream{draws.seed, draws.replication, purpose, hall, draws.antithetic};
  const auto day = static_cast<std::uint64_t>(date.time_since_epoch().count());
  return stream.pair(day << party_bits | party);
}

}  // namespace offpeak::loadtest
