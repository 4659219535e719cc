#include "demand/day_demand.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "demand/has_slots.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::demand {
namespace {

using std::chrono::weekday;
using std::chrono::year_month_day;

/// Enough rounds to come within 1e-12 of both margins in a city like Hangzhou.
constexpr int fitting_rounds = 24;

/// Weights by hall and service.
using Table = std::vector<std::vector<double>>;

double seasonal_factor(const DemandModel& model, config::Date date) {
  const auto covers = [date](const DemandEvent& event) {
    return event.first <= date && date <= event.last;
  };
  const auto event = std::ranges::find_if(model.events, covers);
  if (event != model.events.end()) return event->factor;
  return model.month_factors[static_cast<unsigned>(year_month_day{date}.month()) - 1];
}

/// Of the city's people before the weekday's factors, by hall, in permille.
std::vector<double> hall_shares(const DemandModel& model, const config::City& city) {
  constexpr double whole_permille = 1000;
  double given_permille = 0;
  int others_permille = 0;
  for (const auto& hall : city.halls) {
    const auto own = model.hall_shares.find(hall.code);
    if (own == model.hall_shares.end()) {
      others_permille += hall.share_permille;
    } else {
      given_permille += own->second * whole_permille;
    }
  }
  const double scale = (whole_permille - given_permille) / std::max(others_permille, 1);
  std::vector<double> shares;
  for (const auto& hall : city.halls) {
    const auto own = model.hall_shares.find(hall.code);
    shares.push_back(own == model.hall_shares.end() ? hall.share_permille * scale
                                                    : own->second * whole_permille);
  }
  return shares;
}

/// Shares of the city's people by hall; they add up to 1.
std::vector<double> hall_weights(const DemandModel& model, const config::City& city,
                                 config::Date date) {
  const unsigned day = weekday{date}.c_encoding();
  std::vector<double> weights = hall_shares(model, city);
  double sum = 0;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    const auto own = model.hall_weekday_factors.find(city.halls[at].code);
    const auto& factors =
        own == model.hall_weekday_factors.end() ? model.weekday_factors : own->second;
    weights[at] *= factors[day];
    sum += weights[at];
  }
  for (double& weight : weights) weight = sum > 0 ? weight / sum : 0;
  return weights;
}

std::vector<double> service_weights(const DemandModel& model, const config::City& city) {
  std::vector<double> weights;
  for (const auto& service : city.services) {
    const auto share = model.mix.find(service.code);
    weights.push_back(share == model.mix.end() ? 0 : share->second);
  }
  return weights;
}

Table offered(const config::City& city, const std::vector<double>& halls,
              const std::vector<double>& services) {
  Table table;
  for (std::size_t hall = 0; hall < halls.size(); ++hall) {
    auto& row = table.emplace_back();
    for (std::size_t at = 0; at < services.size(); ++at) {
      const auto lane = static_cast<std::size_t>(city.services[at].lane);
      const bool offers = city.halls[hall].lane_percent[lane] > 0;
      row.push_back(offers ? halls[hall] * services[at] : 0);
    }
  }
  return table;
}

void fit_services(Table& table, const std::vector<double>& services) {
  for (std::size_t at = 0; at < services.size(); ++at) {
    double sum = 0;
    for (const auto& row : table) sum += row[at];
    if (sum <= 0) continue;
    const double scale = services[at] / sum;
    for (auto& row : table) row[at] *= scale;
  }
}

void fit_halls(Table& table, const std::vector<double>& halls) {
  for (std::size_t hall = 0; hall < halls.size(); ++hall) {
    auto& row = table[hall];
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    if (sum <= 0) continue;
    const double scale = halls[hall] / sum;
    for (double& weight : row) weight *= scale;
  }
}

}  // namespace

double day_factor(const DemandModel& model, config::Date date) {
  const double factor = model.weekday_factors[weekday{date}.c_encoding()];
  return std::min(factor * seasonal_factor(model, date), model.day_factor_max);
}

std::vector<HallDemand> halls_on(const DemandModel& model, const config::City& city,
                                 config::Date date) {
  const auto weights = hall_weights(model, city, date);
  const auto services = service_weights(model, city);
  // Closed halls take part in the fitting, so that the services of a hall do not depend on which
  // other halls are open.
  Table table = offered(city, weights, services);
  for (int round = 0; round < fitting_rounds; ++round) {
    fit_services(table, services);
    fit_halls(table, weights);
  }
  const double people = model.city_people * day_factor(model, date);
  std::vector<HallDemand> halls;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    auto& row = table[at];
    const double whole = std::accumulate(row.begin(), row.end(), 0.0);
    const bool has_visitors = whole > 0 && scheduler::is_open(city, city.halls[at], date);
    if (whole > 0) std::ranges::for_each(row, [whole](double& weight) { weight /= whole; });
    halls.push_back({has_visitors ? people * weights[at] : 0, std::move(row)});
  }
  return halls;
}

const PartySizes::Shares& party_shares(const DemandModel& model, const config::City& city,
                                       config::ServiceCode service, config::Date date) {
  const auto own = model.service_party_sizes.find(service);
  const auto& sizes = own == model.service_party_sizes.end() ? model.party_sizes : own->second;
  return scheduler::is_working_day(city.calendar, date) ? sizes.workday : sizes.day_off;
}

double mean_size(const PartySizes::Shares& shares, int people_max) {
  double mean = 0;
  for (std::size_t at = 0; at < shares.size(); ++at) {
    mean += std::min(static_cast<double>(at + 1), static_cast<double>(people_max)) * shares[at];
  }
  return mean;
}

double booked_share(const DemandModel& model, const config::City& city, const config::Hall& hall,
                    const config::Service& service) {
  if (!has_slots(city, hall, service)) return 0;
  return hall.mode == config::HallMode::both ? model.booked_share
                                             : model.walk_in_first_booked_share;
}

double expected_people(const DemandModel& model, const config::City& city, config::Date date) {
  double sum = 0;
  for (const auto& hall : halls_on(model, city, date)) sum += hall.people;
  return sum;
}

double party_variation(const DemandModel& model, double member_variation, int size) {
  return member_variation * std::sqrt((1 + (size - 1) * model.party_correlation) / size);
}

}  // namespace offpeak::demand
