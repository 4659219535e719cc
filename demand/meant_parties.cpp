#include "demand/meant_parties.hpp"

#include <algorithm>
#include <cmath>

#include "demand/day_demand.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::demand {
namespace {

/// Sums over the services of a lane, weighed by their parties.
struct LaneSums {
  double walk_ins = 0;
  double bookers = 0;
  double people = 0;
  double minutes = 0;
  double squared_minutes = 0;
};

class HallSums {
 public:
  HallSums(const DemandModel& model, const config::City& city, const config::Hall& hall,
           config::Date date)
      : model_{model}, city_{city}, hall_{hall}, date_{date} {}

  double mean_size(const HallDemand& demand) const {
    double mean = 0;
    for (std::size_t at = 0; at < city_.services.size(); ++at) {
      mean += demand.service_shares[at] *
              demand::mean_size(sizes(city_.services[at]), hall_.rules.party_max);
    }
    return mean;
  }

  std::vector<MeantLane> lanes(const HallDemand& demand, double parties) const {
    std::vector<MeantLane> lanes;
    for (const config::Lane& lane : city_.lanes) {
      LaneSums sums;
      for (std::size_t at = 0; at < city_.services.size(); ++at) {
        if (city_.services[at].lane != lane.code) continue;
        add(city_.services[at], parties * demand.service_shares[at], sums);
      }
      if (sums.walk_ins + sums.bookers > 0) lanes.push_back(lane_of(lane.code, sums));
    }
    return lanes;
  }

 private:
  const PartySizes::Shares& sizes(const config::Service& service) const {
    return party_shares(model_, city_, service.code, date_);
  }

  void add(const config::Service& service, double parties, LaneSums& sums) const {
    const double booked = booked_share(model_, city_, hall_, service);
    sums.walk_ins += parties * (1 - booked);
    sums.bookers += parties * booked;
    const auto& shares = sizes(service);
    for (std::size_t at = 0; at < shares.size(); ++at) {
      const int size = std::min(static_cast<int>(at) + 1, hall_.rules.party_max);
      const double minutes = size * service.mean_minutes;
      const double variation = party_variation(model_, service.variation, size);
      sums.people += parties * shares[at] * size;
      sums.minutes += parties * shares[at] * minutes;
      sums.squared_minutes +=
          parties * shares[at] * minutes * minutes * (1 + variation * variation);
    }
  }

  static MeantLane lane_of(config::LaneCode code, const LaneSums& sums) {
    const double parties = sums.walk_ins + sums.bookers;
    const double minutes = sums.minutes / parties;
    const double variance = sums.squared_minutes / parties - minutes * minutes;
    return {.lane = code,
            .walk_ins = sums.walk_ins,
            .bookers = sums.bookers,
            .people = sums.people / parties,
            .counter_minutes = minutes,
            .deviation_minutes = std::sqrt(std::max(variance, 0.0))};
  }

  const DemandModel& model_;
  const config::City& city_;
  const config::Hall& hall_;
  config::Date date_;
};

}  // namespace

std::vector<MeantHall> meant_parties(const DemandModel& model, const config::City& city,
                                     config::Date date, double people) {
  const auto halls = halls_on(model, city, date);
  double model_people = 0;
  for (const HallDemand& hall : halls) model_people += hall.people;
  std::vector<MeantHall> meant;
  for (std::size_t at = 0; at < halls.size(); ++at) {
    if (halls[at].people <= 0) continue;
    const config::Hall& hall = city.halls[at];
    const HallSums sums{model, city, hall, date};
    const double parties = people * halls[at].people / model_people / sums.mean_size(halls[at]);
    meant.push_back({.hall = &hall,
                     .profile = {model.day_parts, scheduler::periods_on(city, hall, date)},
                     .lanes = sums.lanes(halls[at], parties)});
  }
  return meant;
}

}  // namespace offpeak::demand
