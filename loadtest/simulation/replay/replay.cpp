#include "loadtest/simulation/replay/replay.hpp"

#include <algorithm>
#include <limits>

#include "demand/day_demand.hpp"
#include "loadtest/simulation/days/citizens.hpp"
#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = 24 * 60 * 60 * 1000;

double minutes(std::int64_t ms) { return static_cast<double>(ms) / ms_per_minute; }

/// The last moment of the day before: all that is released by then is there to be booked.
constexpr std::int64_t booked_when_unknown_ms = -1;

void set_booking(const RecordedVisit& recorded, Visitor& visitor) {
  const auto booked_ms = recorded.booked_ms.value_or(booked_when_unknown_ms);
  const auto days = booked_ms >= 0 ? 0 : (-booked_ms + ms_per_day - 1) / ms_per_day;
  visitor.lead_days = static_cast<std::uint8_t>(
      std::min<std::int64_t>(days, std::numeric_limits<std::uint8_t>::max()));
  visitor.lead_moment = lead_time_at(visitor, booked_ms + days * ms_per_day);
}

double service_draw(const RecordedVisit& recorded, const Scenario& scenario, double otherwise) {
  if (!recorded.served_ms) return otherwise;
  const auto& service = *scenario.city.find(recorded.service);
  const double mean = static_cast<double>(service.mean_minutes) * recorded.size;
  return lognormal_share(
      minutes(*recorded.served_ms), mean,
      demand::party_variation(scenario.demand, service.variation, recorded.size));
}

Visitor visitor_of(const RecordedVisit& recorded) {
  Visitor visitor;
  visitor.hall = recorded.hall;
  visitor.service = recorded.service;
  visitor.size = recorded.size;
  visitor.ground = recorded.ground;
  visitor.wants_appointment = recorded.slot_ms.has_value();
  visitor.shows_up = recorded.arrived_ms.has_value();
  visitor.wished_minute = minutes(recorded.slot_ms.value_or(recorded.arrived_ms.value_or(0)));
  if (recorded.slot_ms) {
    visitor.early_minutes = minutes(*recorded.slot_ms - recorded.arrived_ms.value_or(0));
    set_booking(recorded, visitor);
  }
  visitor.balking_draw = 1;
  visitor.patience_minutes = recorded.patience_ms ? minutes(*recorded.patience_ms)
                                                  : std::numeric_limits<double>::infinity();
  return visitor;
}

/// Places and purposes of a visit that this city has.
base::Result<void> check_known(config::HallCode hall, config::ServiceCode service,
                               const config::City& city) {
  if (city.find(hall) == nullptr) {
    return base::Fault{"the city has no hall " + std::to_string(static_cast<std::uint32_t>(hall)) +
                       ", to which visitors came"};
  }
  if (city.find(service) == nullptr) {
    return base::Fault{"the city has no service " + std::to_string(static_cast<unsigned>(service)) +
                       ", for which visitors came"};
  }
  return {};
}

}  // namespace

std::vector<Visitor> recorded_visitors(const RecordedDay& day, const Scenario& scenario,
                                       const Draws& draws) {
  const config::City& city = scenario.city;
  std::vector<Visitor> visitors;
  visitors.reserve(day.visits.size());
  for (std::size_t hall = 0; hall < city.halls.size(); ++hall) {
    const auto lane = static_cast<std::uint16_t>(hall);
    const Stream services{draws.seed, draws.replication, Purpose::service_time, lane,
                          draws.antithetic};
    const Stream walks{draws.seed, draws.replication, Purpose::walk, lane, draws.antithetic};
    std::uint64_t number = 0;
    for (const auto& recorded : day.visits) {
      if (recorded.hall != city.halls[hall].code) continue;
      Visitor visitor = visitor_of(recorded);
      visitor.number = std::uint64_t{hall} << 32 | number;
      visitor.service_draw = service_draw(recorded, scenario, services.uniform(number));
      visitor.walk_draw = walks.uniform(number);
      visitors.push_back(visitor);
      ++number;
    }
  }
  return visitors;
}

Play replay_of(std::shared_ptr<const RecordedDay> day) {
  return [day = std::move(day)](const Scenario& scenario, const Draws& draws) {
    return simulate_visitors(scenario, recorded_visitors(*day, scenario, draws), draws);
  };
}

base::Result<void> check_replay(const RecordedDay& day, const config::City& city) {
  if (day.visits.empty()) {
    const std::string words = "nobody came on " + config::format_date(day.date);
    if (day.dates.empty()) {
      return base::Fault{words + ", nor on any other day that the store knows"};
    }
    return base::Fault{words + "; the store knows visits from " +
                       config::format_date(*day.dates.begin()) + " to " +
                       config::format_date(*day.dates.rbegin())};
  }
  for (const auto& visit : day.visits) {
    if (const auto known = check_known(visit.hall, visit.service, city); !known) return known;
  }
  for (const auto& cancellation : day.cancellations) {
    const auto known = check_known(cancellation.hall, cancellation.service, city);
    if (!known) return known;
  }
  return {};
}

}  // namespace offpeak::loadtest
