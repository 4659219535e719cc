// How many come to each hall on a day, and for what.
#pragma once

#include <array>
#include <vector>

#include "demand/demand_model.hpp"

namespace offpeak::demand {

/// Of one hall on one day, on average and before any change.
struct HallDemand {
  double people = 0;                   // 0 where the hall is closed
  std::vector<double> service_shares;  // of its parties, in the order of the city's services
};

/// The weekday's times the month's or the event's multiplier of the city's mean.
double day_factor(const DemandModel& model, config::Date date);

/// In the order of the city's halls. Each gets its share of the city's people, weighed by its own
/// factor of the weekday where it has one; the city's total stays. A hall sees only services that
/// its counters offer, so the shares are those nearest to the city's mix that give each hall its
/// people and, over all halls, each service its share (iterative proportional fitting: Deming &
/// Stephan 1940).
std::vector<HallDemand> halls_on(const DemandModel& model, const config::City& city,
                                 config::Date date);

/// People whom the city receives on `date` on average, before any change: its mean by the day's
/// factors, without the share of halls that are closed.
double expected_people(const DemandModel& model, const config::City& city, config::Date date);

/// Shares of parties of 1, 2, … people that come for `service` on a day of the date's kind. However
/// many people come that day, so that more people are more parties.
const PartySizes::Shares& party_shares(const DemandModel& model, const config::City& city,
                                       config::ServiceCode service, config::Date date);

/// People of a mean party where a hall lets `people_max` come together.
double mean_size(const PartySizes::Shares& shares, int people_max);

/// Of the parties that come to this hall for this service: who would like an appointment.
double booked_share(const DemandModel& model, const config::City& city, const config::Hall& hall,
                    const config::Service& service);

/// Coefficient of variation of the counter time of a party, which is the sum of its members'.
double party_variation(const DemandModel& model, double member_variation, int size);

}  // namespace offpeak::demand
