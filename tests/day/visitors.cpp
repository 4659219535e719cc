#include "tests/day/visitors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "scheduler/booking/opening.hpp"

namespace offpeak::day {
namespace {

double uniform(std::mt19937_64& random) {
  return std::uniform_real_distribution<double>{0, 1}(random);
}

bool happens(std::mt19937_64& random, double share) { return uniform(random) < share; }

struct Share {
  const char* service;
  double percent;
};
constexpr std::array<Share, 11> mix{{{"first_passport", 14},
                                     {"passport_renewal", 19},
                                     {"passport_replacement", 5},
                                     {"hk_macao_permit", 20},
                                     {"hk_macao_endorsement_machine", 20},
                                     {"hk_macao_endorsement", 5},
                                     {"taiwan_permit", 3},
                                     {"collection", 8},
                                     {"advice", 3},
                                     {"business_registration", 1},
                                     {"foreigner_visa_residence", 2}}};

/// One of the hall's services by the mix; its commonest when the mix names another.
const config::Service& draw_service(const config::City& city, const config::Hall& hall,
                                    std::mt19937_64& random) {
  double at = uniform(random) * 100;
  for (const auto& [name, percent] : mix) {
    at -= percent;
    if (at > 0) continue;
    const auto* service = city.find_service(name);
    const bool offered =
        service != nullptr && hall.lane_percent[static_cast<std::size_t>(service->lane)] > 0;
    if (offered) return *service;
    break;
  }
  return *city.find_service("passport_renewal");
}

/// Counter time of one person: lognormal with the service's mean and variation.
double draw_minutes(const config::Service& service, std::mt19937_64& random) {
  const double variance = std::log(1 + service.variation * service.variation);
  const double mean = std::log(service.mean_minutes) - variance / 2;
  return std::lognormal_distribution<double>{mean, std::sqrt(variance)}(random);
}

Habit draw_habit(bool booked, std::mt19937_64& random) {
  if (booked && happens(random, 0.12)) return Habit::stays_away;
  const double at = uniform(random);
  if (at < 0.02) return Habit::leaves;
  if (at < 0.04) return Habit::inattentive;
  if (at < 0.05) return Habit::absent;
  if (at < 0.07) return Habit::parks;
  if (at < 0.08) return Habit::transfers;
  return Habit::none;
}

/// Evenly over the opening hours, the last half hour left out.
config::Instant draw_arrival(std::span<const config::Period> periods, config::Date date,
                             std::mt19937_64& random) {
  double whole = 0;
  for (const auto& period : periods) whole += (period.to - period.from).count();
  double at = uniform(random) * (whole - 30);
  for (const auto& period : periods) {
    const double length = (period.to - period.from).count();
    if (at < length) {
      return config::instant_at(date, period.from) +
             config::milliseconds{static_cast<std::int64_t>(at * 60'000)};
    }
    at -= length;
  }
  return config::instant_at(date, periods.front().from);
}

}  // namespace

std::vector<Visitor> draw_visitors(const config::City& city, const config::Hall& hall,
                                   config::Date date, int count, std::mt19937_64& random) {
  constexpr std::array grounds{"senior", "pregnant", "disabled", "infant", "urgent"};
  const auto periods = scheduler::periods_on(city, hall, date);
  std::vector<Visitor> visitors;
  int people = 0;
  while (people < count) {
    Visitor visitor;
    const auto& service = draw_service(city, hall, random);
    const int size = happens(random, 0.2) ? 2 : happens(random, 0.05) ? 3 : 1;
    for (int i = 0; i < size; ++i) {
      visitor.services.push_back(service.key);
      visitor.counter_minutes += draw_minutes(service, random);
    }
    visitor.lane = city.find(service.lane)->key;
    visitor.wants_appointment = city.find(service.lane)->bookable && happens(random, 0.7);
    if (happens(random, 0.08)) visitor.ground = grounds[random() % grounds.size()];
    visitor.habit = draw_habit(visitor.wants_appointment, random);
    visitor.documents = static_cast<int>(random() % 3) + size - 1;
    visitor.arrival = draw_arrival(periods, date, random);
    const double early = std::normal_distribution<double>{10, 12}(random);
    visitor.minutes_early = static_cast<int>(std::clamp(early, -28.0, 27.0));
    people += size;
    visitors.push_back(std::move(visitor));
  }
  return visitors;
}

}  // namespace offpeak::day
