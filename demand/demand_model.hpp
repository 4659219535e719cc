// Who comes on a day, for what and when: the demand model of a city, in its checked form.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "config/city.hpp"

namespace offpeak::demand {

/// Part of a day's opening time and the share of the arrivals in it. Parts lie in the order of
/// time; where a hall's hours are longer or shorter than the model's, they are stretched to them.
struct DayPart {
  config::Period period;
  double share = 0;

  friend bool operator==(const DayPart& one, const DayPart& other) {
    return one.period.from == other.period.from && one.period.to == other.period.to &&
           one.share == other.share;
  }
};

/// A span of dates whose multiplier stands in place of the month's.
struct DemandEvent {
  config::Date first{};
  config::Date last{};
  double factor = 1;

  friend bool operator==(const DemandEvent&, const DemandEvent&) = default;
};

/// Shares of parties of 1, 2, … people, by the kind of day: families come when school and work are
/// out.
struct PartySizes {
  using Shares = std::array<double, config::party_max>;

  Shares workday{};
  Shares day_off{};  // weekends and holidays, as the city's calendar has them

  friend bool operator==(const PartySizes&, const PartySizes&) = default;
};

/// Every share is from 0 to 1; the shares of a list or map add up to 1, except `online_shares`.
/// Shares of parties are of those that mean to come.
struct DemandModel {
  double city_people = 5800;                // received on an average day, at counters and machines
  std::array<double, 7> weekday_factors{};  // by std::chrono::weekday::c_encoding(): 0 is Sunday
  std::map<config::HallCode, std::array<double, 7>> hall_weekday_factors;  // in their place
  /// Of the city's people, in place of the shares of the city's file; the other halls share the
  /// rest in their proportion.
  std::map<config::HallCode, double> hall_shares;
  std::array<double, 12> month_factors{};
  std::vector<DemandEvent> events;
  double day_factor_max = 1.38;  // cap on the weekday's times the month's or event's multiplier
  std::vector<DayPart> day_parts;
  /// Coefficients of variation of random factors of mean 1: one for all halls on a day, and one for
  /// each hall by itself.
  double city_variation = 0;
  double hall_variation = 0;
  std::map<config::ServiceCode, double> mix;  // shares of parties
  PartySizes party_sizes;
  std::map<config::ServiceCode, PartySizes> service_party_sizes;  // in their place
  double booked_share = 0.70;                                     // of parties whose lane has slots
  double walk_in_first_booked_share = 0.30;  // the same in halls that serve walk-ins first
  double no_show_share = 0.12;               // of booked parties that did not cancel
  double cancellation_share = 0.15;          // of booked parties
  double come_anyway_share = 1;         // of parties that find no appointment: come without one
  std::vector<double> lead_day_shares;  // booked 0, 1, 2, … days before the visit
  double early_minutes_mean = 10;       // before the slot
  double early_minutes_deviation = 12;
  double priority_share = 0.05;
  double balking_share = 0.3;        // of walk-ins who turn round where the level is red
  double patience_minutes_mean = 0;  // exponential; 0: nobody leaves
  /// Between the counter times of a party's members: 0 when they are independent of each other, 1
  /// when all take equally long.
  double party_correlation = 0;
  std::map<config::ServiceCode, double>
      online_shares;  // of a service's parties: could do without coming

  friend bool operator==(const DemandModel&, const DemandModel&) = default;
};

}  // namespace offpeak::demand
