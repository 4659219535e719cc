#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>
#include <vector>

#include "demand/day_demand.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"
#include "loadtest/simulation/visitors/visitors.hpp"
#include "scheduler/booking/opening.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::loadtest {

using demand::hangzhou;
using demand::hangzhou_demand;
using demand::main_hall;
using demand::saturday_in_june;
namespace {

constexpr std::uint64_t seed = 20260613;
constexpr config::Date tuesday_in_march = config::make_date(2026, 3, 10);

const demand::DemandModel& everybody() { return hangzhou_demand(); }

/// Everybody, in parties of the same sizes for every service, on days that differ by chance alone.
const demand::DemandModel& alike() {
  static const demand::DemandModel model = [] {
    demand::DemandModel plain = everybody();
    plain.service_party_sizes.clear();
    plain.city_variation = plain.hall_variation = 0;
    return plain;
  }();
  return model;
}

std::vector<Visitor> draw(std::uint32_t replication, const DemandChange& change = {},
                          const demand::DemandModel& model = everybody(),
                          config::Date date = saturday_in_june, bool antithetic = false) {
  return visitors_on(model, hangzhou(), date, change, {seed, replication, antithetic});
}

double people_of(const std::vector<Visitor>& visitors) {
  double sum = 0;
  for (const auto& visitor : visitors) sum += visitor.size;
  return sum;
}

/// All that belongs to the visitor rather than to the day.
auto draws_of(const Visitor& visitor) {
  return std::tuple{visitor.hall,
                    visitor.service,
                    visitor.ground,
                    visitor.cancels,
                    visitor.shows_up,
                    visitor.lead_days,
                    visitor.lead_moment,
                    visitor.early_minutes,
                    visitor.service_draw,
                    visitor.walk_draw,
                    visitor.balking_draw,
                    visitor.patience_minutes,
                    visitor.wants_appointment};
}

auto everything_of(const Visitor& visitor) {
  return std::tuple_cat(draws_of(visitor),
                        std::tuple{visitor.number, visitor.size, visitor.wished_minute});
}

bool same(const std::vector<Visitor>& left, const std::vector<Visitor>& right) {
  return std::ranges::equal(left, right, {}, everything_of, everything_of);
}

std::map<std::uint64_t, Visitor> by_number(const std::vector<Visitor>& visitors) {
  std::map<std::uint64_t, Visitor> found;
  for (const auto& visitor : visitors) found.emplace(visitor.number, visitor);
  return found;
}

TEST_CASE("as many people come on average as are expected") {
  struct Row {
    const char* what;
    config::Date date;
    DemandChange change;
    double people;
  };
  const Row rows[] = {
      {"the peak", saturday_in_june, {}, 8004},
      {"a day in March", tuesday_in_march, {}, 5336},
      {"a wanted number", tuesday_in_march, {.people = 8000}, 8000},
      {"a tenth more", saturday_in_june, {.factor = 1.1}, 8804.4},
      {"half of a wanted number", saturday_in_june, {.people = 8000, .factor = 0.5}, 4000},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    MeanOf people;
    for (std::uint32_t i = 0; i < 200; ++i) {
      people.add(people_of(draw(i, row.change, everybody(), row.date)));
    }
    const Estimate estimate = people.estimate();
    CAPTURE(estimate.mean);
    CHECK(estimate.contains(row.people));
    CHECK(estimate.relative() < 0.01);
  }
}

TEST_CASE("with a hall closed, the open ones share a wanted number of people") {
  config::City city = hangzhou();
  city.halls.front().closed.insert(saturday_in_june);
  MeanOf people;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const auto visitors =
        visitors_on(everybody(), city, saturday_in_june, {.people = 8000}, {seed, i, false});
    CHECK(visitors.front().hall == city.halls[1].code);
    people.add(people_of(visitors));
  }
  CHECK(people.estimate().contains(8000));
}

TEST_CASE("nobody comes on a holiday") {
  CHECK(draw(0, {}, everybody(), config::make_date(2026, 10, 1)).empty());
  CHECK(draw(0, {.people = 8000}, everybody(), config::make_date(2026, 10, 1)).empty());
  CHECK(draw(0, {.factor = 0}).empty());
}

/// Whether so many of `count` trials are plausible for a probability, at 4 deviations.
void check_share(double hits, double count, double share) {
  CAPTURE(hits / count);
  CAPTURE(share);
  CHECK(std::abs(hits / count - share) < 4 * std::sqrt(share * (1 - share) / count));
}

std::vector<Visitor> many(const demand::DemandModel& model = everybody(),
                          const DemandChange& change = {}) {
  std::vector<Visitor> visitors;
  for (std::uint32_t i = 0; i < 25; ++i) {
    const auto day = draw(1000 + i, change, model);
    visitors.insert(visitors.end(), day.begin(), day.end());
  }
  return visitors;
}

double count_if(const std::vector<Visitor>& visitors,
                const std::function<bool(const Visitor&)>& is) {
  return static_cast<double>(std::ranges::count_if(visitors, is));
}

TEST_CASE("halls, services and sizes have their shares") {
  const auto visitors = many(alike());
  const auto count = static_cast<double>(visitors.size());
  const auto halls = demand::halls_on(everybody(), hangzhou(), saturday_in_june);
  for (std::size_t at = 0; at < halls.size(); ++at) {
    const auto code = hangzhou().halls[at].code;
    check_share(count_if(visitors, [&](const auto& each) { return each.hall == code; }), count,
                halls[at].people / 8004);
  }
  for (const auto& [code, share] : everybody().mix) {
    check_share(count_if(visitors, [&](const auto& each) { return each.service == code; }), count,
                share);
  }
  for (int size = 1; size <= config::party_max; ++size) {
    check_share(count_if(visitors, [&](const auto& each) { return each.size == size; }), count,
                alike().party_sizes.day_off[static_cast<std::size_t>(size - 1)]);
  }
}

TEST_CASE("arrivals follow the profile of the day") {
  constexpr double chi_square_99_9_of_7 = 24.32;
  std::vector<double> counts(8);
  double count = 0;
  // March has the hours of the model, so its parts are the hall's.
  for (std::uint32_t i = 0; i < 20; ++i) {
    for (const auto& visitor : draw(i, {}, everybody(), tuesday_in_march)) {
      const auto& parts = everybody().day_parts;
      const auto part = std::ranges::find_if(parts, [&](const demand::DayPart& each) {
        return visitor.wished_minute >= each.period.from.count() &&
               visitor.wished_minute < each.period.to.count();
      });
      REQUIRE(part != parts.end());
      ++counts[static_cast<std::size_t>(part - parts.begin())];
      ++count;
    }
  }
  double sum = 0;
  for (std::size_t at = 0; at < counts.size(); ++at) {
    const double expected = count * everybody().day_parts[at].share;
    sum += (counts[at] - expected) * (counts[at] - expected) / expected;
  }
  CHECK(sum < chi_square_99_9_of_7);
}

TEST_CASE("the number of a hall's parties varies as a Poisson number does") {
  MeanOf parties;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const auto visitors = draw(i, {}, alike(), tuesday_in_march);
    parties.add(count_if(visitors, [](const auto& each) { return each.hall == main_hall; }));
  }
  // The deviation of a variance of n numbers is about sqrt(2 / n) of it.
  CHECK(std::abs(parties.variance() / parties.mean() - 1) < 4 * std::sqrt(2.0 / 1000));
}

TEST_CASE("days vary by as much more as the model says, all halls together and each by itself") {
  demand::DemandModel model = alike();
  model.city_variation = 0.1;
  model.hall_variation = 0.2;
  MeanOf one, other, product;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const auto visitors = draw(i, {}, model, tuesday_in_march);
    const auto of = [&](config::HallCode code) {
      return count_if(visitors, [code](const auto& each) { return each.hall == code; });
    };
    const double main = of(main_hall);
    const double yuhang = of(config::HallCode{330110});
    one.add(main);
    other.add(yuhang);
    product.add(main * yuhang);
  }
  // Of a mixed Poisson number: its mean, and the square of its mean by that of the factors.
  const double both = 1.01 * 1.04 - 1;
  const double expected = one.mean() + one.mean() * one.mean() * both;
  CAPTURE(one.mean());
  CHECK(std::abs(one.variance() / expected - 1) < 0.25);
  // What two halls have in common is the city's factor.
  const double covariance = product.mean() - one.mean() * other.mean();
  CHECK(std::abs(covariance / (one.mean() * other.mean()) - 0.01) < 0.006);
}

TEST_CASE("a day's chance is the same whatever a scenario changes") {
  demand::DemandModel model = alike();
  const auto plain = draw(9, {.people = 8000}, model).size();
  model.city_variation = 0.3;
  const auto ratio = [&](double people) {
    const auto busy = static_cast<double>(draw(9, {.people = people}, model).size());
    return busy / people;
  };
  CHECK(draw(9, {.people = 8000}, model).size() != plain);
  CHECK(ratio(8000) == doctest::Approx{ratio(80'000)}.epsilon(0.05));
}

TEST_CASE("appointments are wanted, cancelled and kept as the model says") {
  const auto visitors = many();
  std::map<bool, std::pair<double, double>> wanted;  // by mode: those who want one, and all
  std::vector<Visitor> booked;
  for (const auto& visitor : visitors) {
    const auto& hall = *hangzhou().find(visitor.hall);
    const auto& service = *hangzhou().find(visitor.service);
    const bool has_slots =
        !scheduler::plan_day(hangzhou(), hall, service.lane, saturday_in_june).empty();
    if (!has_slots) CHECK_FALSE(visitor.wants_appointment);
    if (visitor.wants_appointment) booked.push_back(visitor);
    auto& [hits, all] = wanted[hall.mode == config::HallMode::both];
    if (visitor.wants_appointment) ++hits;
    if (has_slots) ++all;
  }
  check_share(wanted[true].first, wanted[true].second, 0.70);
  check_share(wanted[false].first, wanted[false].second, 0.30);
  const auto count = static_cast<double>(booked.size());
  check_share(count_if(booked, [](const auto& each) { return each.cancels; }), count, 0.15);
  check_share(count_if(booked, [](const auto& each) { return !each.shows_up; }), count, 0.12);
  for (int day = 0; day <= 14; ++day) {
    check_share(count_if(booked, [&](const auto& each) { return each.lead_days == day; }), count,
                everybody().lead_day_shares[static_cast<std::size_t>(day)]);
  }
  check_share(count_if(booked, [](const auto& each) { return each.lead_moment < 0.25; }), count,
              0.25);
  // 10 minutes before, with a deviation of 12: a fifth of them late, half more than 10 early.
  check_share(count_if(booked, [](const auto& each) { return each.early_minutes < 0; }), count,
              0.20233);
  check_share(count_if(booked, [](const auto& each) { return each.early_minutes < 10; }), count,
              0.5);
  check_share(count_if(booked, [](const auto& each) { return each.early_minutes < 22; }), count,
              0.84134);
}

TEST_CASE("nobody books before a hall's horizon opens") {
  config::City city = hangzhou();
  for (auto& hall : city.halls) hall.rules.horizon_days = 5;
  for (const auto& visitor :
       visitors_on(everybody(), city, saturday_in_june, {}, {seed, 0, false})) {
    CHECK(visitor.lead_days <= 5);
  }
}

TEST_CASE("priority has its share, and patience its mean") {
  demand::DemandModel model = everybody();
  model.patience_minutes_mean = 30;
  const auto visitors = many(model);
  const auto count = static_cast<double>(visitors.size());
  for (int ground = 1; ground <= 5; ++ground) {
    check_share(count_if(visitors,
                         [&](const auto& each) { return static_cast<int>(each.ground) == ground; }),
                count, 0.01);
  }
  check_share(count_if(visitors, [](const auto& each) { return each.patience_minutes < 30; }),
              count, 1 - std::exp(-1));
  CHECK(std::ranges::all_of(draw(0),
                            [](const auto& each) { return std::isinf(each.patience_minutes); }));
}

TEST_CASE("under a higher demand the same visitors come earlier and others follow") {
  const auto base = draw(3, {.people = 8000});
  const auto more = by_number(draw(3, {.people = 8000, .factor = 1.1}));
  CHECK(more.size() > base.size());
  for (const auto& visitor : base) {
    const auto found = more.find(visitor.number);
    REQUIRE(found != more.end());
    CHECK(draws_of(found->second) == draws_of(visitor));
    CHECK(found->second.size == visitor.size);
    CHECK(found->second.wished_minute < visitor.wished_minute);
  }
}

TEST_CASE("on a day of other party sizes a visitor keeps the rest, and its size grows with them") {
  demand::DemandModel alone = everybody();
  alone.party_sizes.day_off = alone.party_sizes.workday;
  for (auto& [service, sizes] : alone.service_party_sizes) sizes.day_off = sizes.workday;
  const auto quiet = by_number(draw(3, {}, alone));
  for (const auto& visitor : draw(3)) {
    const auto found = quiet.find(visitor.number);
    if (found == quiet.end()) continue;
    CHECK(draws_of(found->second) == draws_of(visitor));
    CHECK(found->second.size <= visitor.size);
  }
}

TEST_CASE("for each who is received as many mean to come as the day's number says") {
  MeanOf people;
  for (std::uint32_t i = 0; i < 100; ++i) {
    people.add(
        people_of(draw(i, {.people = 4000, .meant_per_received = {{saturday_in_june, 1.5}}})));
  }
  CHECK(people.estimate().contains(6000));
  const DemandChange of_another_day{.people = 4000, .meant_per_received = {{tuesday_in_march, 2}}};
  CHECK(same(draw(0, of_another_day), draw(0, {.people = 4000})));
}

TEST_CASE("those who apply online are marked, and nobody else changes") {
  const auto base = draw(4);
  std::vector<Visitor> left = base;
  for (const double share : {0.2, 0.5, 1.0}) {
    CAPTURE(share);
    auto visitors = draw(4, {.online_share = share});
    CHECK(visitors.size() == base.size());
    std::erase_if(visitors, [](const auto& each) { return each.goes_online; });
    const auto numbers = by_number(visitors);
    // Those who stay away at a smaller share do so at a larger one.
    std::erase_if(left, [&](const auto& each) { return !numbers.contains(each.number); });
    CHECK(left.size() == numbers.size());
    for (const auto& visitor : left) {
      CHECK(everything_of(numbers.at(visitor.number)) == everything_of(visitor));
    }
    double expected = 0;
    for (const auto& [code, online] : everybody().online_shares) {
      expected += share * online * everybody().mix.at(code);
    }
    const auto count = static_cast<double>(base.size());
    check_share(count - static_cast<double>(left.size()), count, expected);
  }
}

TEST_CASE("who follows a suggestion comes without appointment, and at a quieter time") {
  const auto base = draw(5, {}, everybody(), tuesday_in_march);
  const auto moved = draw(5, {.moving_share = 0.3}, everybody(), tuesday_in_march);
  const auto before = by_number(base);
  CHECK(moved.size() == base.size());
  CHECK(std::ranges::is_sorted(moved, {}, [](const auto& each) {
    return std::pair{each.hall, each.wished_minute};
  }));
  // Parts below the mean of 1/420 a minute: from 9, from 11, from 15 and from 16 o'clock.
  const auto is_quiet = [](double minute) {
    return (minute >= 540 && minute < 600) || (minute >= 660 && minute < 720) || minute >= 900;
  };
  double movers = 0;
  double could = 0;
  for (const auto& visitor : moved) {
    const Visitor& own = before.at(visitor.number);
    CHECK(draws_of(own) == draws_of(visitor));
    if (!own.wants_appointment && !is_quiet(own.wished_minute)) ++could;
    if (own.wished_minute == visitor.wished_minute) continue;
    ++movers;
    CHECK_FALSE(own.wants_appointment);
    CHECK_FALSE(is_quiet(own.wished_minute));
    CHECK(is_quiet(visitor.wished_minute));
  }
  check_share(movers, could, 0.3);
}

TEST_CASE("the same draws give the same visitors, whatever was drawn before") {
  const auto first = draw(6);
  const auto other = draw(7);
  const auto later = draw(6, {}, everybody(), saturday_in_june + std::chrono::days{14});
  CHECK(same(draw(6), first));
  CHECK_FALSE(same(first, other));
  CHECK(later.front().service_draw != first.front().service_draw);
  // A hall's visitors are theirs, whether the other halls are open or not.
  config::City city = hangzhou();
  for (auto& hall : city.halls) {
    if (hall.code != config::HallCode{330110}) hall.closed.insert(saturday_in_june);
  }
  std::vector<Visitor> own = draw(6);
  std::erase_if(own, [](const auto& each) { return each.hall != config::HallCode{330110}; });
  const auto alone = visitors_on(everybody(), city, saturday_in_june, {}, {seed, 6, false});
  REQUIRE(alone.size() == own.size());
  for (std::size_t at = 0; at < own.size(); ++at) {
    CHECK(draws_of(alone[at]) == draws_of(own[at]));
    CHECK(alone[at].wished_minute == doctest::Approx{own[at].wished_minute}.epsilon(1e-9));
  }
}

TEST_CASE("antithetic replications mirror every draw and lie on the other side of the mean") {
  const auto one = by_number(draw(8));
  for (const auto& visitor : draw(8, {}, everybody(), saturday_in_june, true)) {
    const auto found = one.find(visitor.number);
    if (found != one.end()) CHECK(found->second.service_draw == 1 - visitor.service_draw);
  }
  MeanOf singles;
  MeanOf pairs;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const double plain = people_of(draw(i));
    const double mirrored = people_of(draw(i, {}, everybody(), saturday_in_june, true));
    singles.add(plain);
    pairs.add((plain + mirrored) / 2);
  }
  CHECK(pairs.estimate().contains(8004));
  // Independent pairs would have half of the variance.
  CHECK(pairs.variance() < singles.variance() / 4);
}

}  // namespace
}  // namespace offpeak::loadtest
