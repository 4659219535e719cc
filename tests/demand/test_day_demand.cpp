#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "demand/day_demand.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::demand {
namespace {

using config::Date;
using config::make_date;
using std::chrono::days;

TEST_CASE("weekday, month and events make the people of a day") {
  struct Row {
    const char* what;
    Date date;
    double people;
  };
  const Row rows[] = {
      {"a Saturday in June: the sourced peak", make_date(2026, 6, 13), 8004},
      {"a Sunday in June", make_date(2026, 6, 14), 5800 * 1.09 * 1.20},
      {"a Tuesday in March", make_date(2026, 3, 10), 5800 * 0.92},
      {"a Monday in November", make_date(2026, 11, 9), 5800 * 0.98 * 0.80},
      {"a Wednesday before May Day", make_date(2026, 4, 15), 5800 * 0.92 * 1.25},
      {"the Sunday before these days", make_date(2026, 4, 12), 5800 * 1.09 * 1.10},
      {"the Saturday after them", make_date(2026, 4, 25), 5800 * 1.15 * 1.10},
      {"a Tuesday after Spring Festival", make_date(2026, 2, 24), 5800 * 0.92 * 1.30},
      {"the first day of March", make_date(2026, 3, 1), 5800 * 1.09},
      {"a Saturday after the exams: capped", make_date(2026, 6, 27), 8004},
      {"a make-up Saturday is a Saturday", make_date(2026, 5, 9), 5800 * 1.15},
      {"a public holiday", make_date(2026, 10, 1), 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const double people = expected_people(hangzhou_demand(), hangzhou(), row.date);
    CHECK(people == doctest::Approx{row.people}.epsilon(1e-9));
  }
}

/// First and last off day of the holiday in which `date` lies.
struct Holiday {
  Date first;
  Date last;
};

Holiday holiday(int year, Date date) {
  const auto& off = hangzhou().calendar.years.at(year).off;
  REQUIRE(off.contains(date));
  Holiday found{date, date};
  while (off.contains(found.first - days{1})) found.first -= days{1};
  while (off.contains(found.last + days{1})) found.last += days{1};
  return found;
}

double event_factor(Date date) {
  for (const auto& event : hangzhou_demand().events) {
    if (event.first <= date && date <= event.last) return event.factor;
  }
  return 0;
}

TEST_CASE("the events are those that the calendar's holidays make") {
  struct Row {
    int year;
    Date festival;
  };
  const Row rows[] = {{2024, make_date(2024, 2, 12)},
                      {2025, make_date(2025, 1, 31)},
                      {2026, make_date(2026, 2, 17)}};
  std::size_t known = 0;
  for (const Row& row : rows) {
    CAPTURE(row.year);
    const Holiday spring = holiday(row.year, row.festival);
    const Date starts[] = {spring.first, holiday(row.year, make_date(row.year, 5, 1)).first,
                           holiday(row.year, make_date(row.year, 10, 1)).first};
    for (const Date start : starts) {
      for (int before = 7; before <= 18; ++before)
        CHECK(event_factor(start - days{before}) == 1.25);
      CHECK(event_factor(start - days{6}) == 0);
      CHECK(event_factor(start - days{19}) == 0);
    }
    for (int after = 1; after <= 5; ++after) CHECK(event_factor(spring.last + days{after}) == 1.3);
    CHECK(event_factor(spring.last) == 0);
    CHECK(event_factor(spring.last + days{6}) == 0);
    CHECK(event_factor(make_date(row.year, 6, 22)) == 1.25);
    known += 5;
  }
  CHECK(hangzhou_demand().events.size() == known);
}

double whole(const std::vector<HallDemand>& halls) {
  return std::accumulate(halls.begin(), halls.end(), 0.0,
                         [](double sum, const HallDemand& hall) { return sum + hall.people; });
}

TEST_CASE("halls get their shares, and the main hall more of the weekend") {
  for (const Date date : {make_date(2026, 3, 10), saturday_in_june}) {
    const auto halls = halls_on(hangzhou_demand(), hangzhou(), date);
    const double people = whole(halls);
    const bool weekend = date == saturday_in_june;
    const double main_factor = weekend ? 1.25 : 0.90;
    const double factor = weekend ? 1.15 : 0.92;
    const double weights = 140 * main_factor + 860 * factor;
    for (std::size_t at = 0; at < halls.size(); ++at) {
      const auto& hall = hangzhou().halls[at];
      CAPTURE(hall.name.en);
      const double own = hall.code == main_hall ? main_factor : factor;
      CHECK(halls[at].people == doctest::Approx{people * hall.share_permille * own / weights});
    }
  }
}

TEST_CASE("no hall sees a service without a counter for it, and the city's mix is kept") {
  const auto halls = halls_on(hangzhou_demand(), hangzhou(), saturday_in_june);
  const double people = whole(halls);
  std::vector<double> mix(hangzhou().services.size());
  for (std::size_t at = 0; at < halls.size(); ++at) {
    double sum = 0;
    for (std::size_t service = 0; service < mix.size(); ++service) {
      const double share = halls[at].service_shares[service];
      const auto lane = static_cast<std::size_t>(hangzhou().services[service].lane);
      if (hangzhou().halls[at].lane_percent[lane] == 0) CHECK(share == 0);
      sum += share;
      mix[service] += share * halls[at].people / people;
    }
    CHECK(sum == doctest::Approx{1}.epsilon(1e-12));
  }
  for (std::size_t service = 0; service < mix.size(); ++service) {
    CAPTURE(hangzhou().services[service].key);
    const double wanted = hangzhou_demand().mix.at(hangzhou().services[service].code);
    CHECK(mix[service] == doctest::Approx{wanted}.epsilon(1e-9));
  }
}

TEST_CASE("the people of a closed hall stay away, and the other halls' do not change") {
  config::City city = hangzhou();
  city.halls.front().closed.insert(saturday_in_june);
  const auto open = halls_on(hangzhou_demand(), hangzhou(), saturday_in_june);
  const auto closed = halls_on(hangzhou_demand(), city, saturday_in_june);
  CHECK(closed[0].people == 0);
  for (std::size_t at = 1; at < open.size(); ++at) {
    CHECK(closed[at].people == open[at].people);
    CHECK(closed[at].service_shares == open[at].service_shares);
  }
}

double mean_of(const PartySizes::Shares& shares) {
  double mean = 0;
  for (std::size_t at = 0; at < shares.size(); ++at) {
    mean += static_cast<double>(at + 1) * shares[at];
  }
  return mean;
}

TEST_CASE("families come on days off as the calendar has them, and for some services more") {
  struct Row {
    const char* what;
    config::Date date;
    const char* service;
    double mean;
  };
  const auto make_up_saturday = config::make_date(2026, 5, 9);
  const auto holiday_friday = config::make_date(2026, 6, 19);
  const auto friday = config::make_date(2026, 6, 12);
  const Row rows[] = {
      {"a Friday", friday, "passport_renewal", 1.25},
      {"a Saturday", saturday_in_june, "passport_renewal", 1.56},
      {"a Saturday that is worked", make_up_saturday, "passport_renewal", 1.25},
      {"a Friday off", holiday_friday, "passport_renewal", 1.56},
      {"children on a Saturday", saturday_in_june, "first_passport", 1.96},
      {"companies on a Saturday", saturday_in_june, "business_registration", 1.05},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto service = hangzhou().find_service(row.service)->code;
    const auto& shares = party_shares(hangzhou_demand(), hangzhou(), service, row.date);
    CHECK(mean_of(shares) == doctest::Approx{row.mean}.epsilon(1e-12));
  }
}

TEST_CASE("over all services a party is 1.3 people on a workday, and 1.6 on a day off") {
  for (const auto& [date, expected] :
       {std::pair{config::make_date(2026, 6, 12), 1.3}, std::pair{saturday_in_june, 1.6}}) {
    double mean = 0;
    for (const auto& [service, share] : hangzhou_demand().mix) {
      mean += share * mean_of(party_shares(hangzhou_demand(), hangzhou(), service, date));
    }
    CAPTURE(mean);
    CHECK(std::abs(mean - expected) < 0.05);
  }
}

TEST_CASE("a party's counter time varies as its members' times go together") {
  struct Row {
    double correlation;
    double variance;  // of the sum of four members' times, by that of one
  };
  for (const Row& row : {Row{0, 4}, Row{0.5, 10}, Row{1, 16}}) {
    CAPTURE(row.correlation);
    DemandModel model = hangzhou_demand();
    model.party_correlation = row.correlation;
    constexpr double of_one = 0.6;
    CHECK(party_variation(model, of_one, 1) == doctest::Approx(of_one));
    const double deviations = 4 * party_variation(model, of_one, 4) / of_one;
    CHECK(deviations * deviations == doctest::Approx(row.variance));
  }
}

}  // namespace
}  // namespace offpeak::demand
