#include "scheduler/guidance/demand_correction.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace offpeak::scheduler {
namespace {

using doctest::Approx;
using std::chrono::days;

constexpr Date today = config::make_date(2026, 6, 13);  // a Saturday
constexpr std::size_t hour = 10;

/// 40 people were expected in one hour of each of the last weeks' days, and `observed` came.
ObservedDay day_of(int days_ago, std::uint32_t observed) {
  ObservedDay day{.date = today - days{days_ago}, .walk_in_people = observed};
  day.walk_ins[hour] = observed;
  day.expected_walk_ins[hour] = 40;
  return day;
}

std::vector<ObservedDay> weeks(int count, std::uint32_t observed) {
  std::vector<ObservedDay> all;
  for (int day = 1; day <= 7 * count; ++day) all.push_back(day_of(day, observed));
  return all;
}

TEST_CASE("without a day the model stands, and so it does when as many come as it says") {
  CHECK(DemandCorrection{}.factor(today, hour) == 1);
  CHECK(DemandCorrection{weeks(8, 40), today}.factor(today, hour) == Approx(1));
}

TEST_CASE("a quarter more on all days is learned, soon and then nearly whole") {
  const auto after = [](int count) {
    return DemandCorrection{weeks(count, 50), today}.factor(today, hour);
  };
  CHECK(after(1) > 1.2);
  CHECK(after(8) > after(1));
  CHECK(after(8) < 1.2501);
}

TEST_CASE("one busy hour of one weekday moves that hour, and hardly the others") {
  std::vector<ObservedDay> all = weeks(8, 40);
  for (ObservedDay& day : all) {
    day.expected_walk_ins[hour + 1] = 40;
    day.walk_ins[hour + 1] = std::chrono::weekday{day.date} == std::chrono::Saturday ? 60 : 40;
    day.walk_in_people += day.walk_ins[hour + 1];
  }
  const DemandCorrection correction{all, today};
  CHECK(correction.factor(today, hour + 1) > 1.35);
  CHECK(correction.factor(today, hour) == Approx(1).epsilon(0.03));
  CHECK(correction.factor(today + days{1}, hour + 1) == Approx(1).epsilon(0.03));
}

TEST_CASE("what lies longer ago counts less: half after the half-life") {
  const int half_life_days = static_cast<int>(7 * correction_half_life_weeks);
  const std::vector<ObservedDay> all{day_of(half_life_days, 40)};
  const DemandCorrection correction{all, today};
  CHECK(correction.hall().observed == Approx(20));
  CHECK(correction.hall().expected == Approx(20));
  CHECK(correction.hall().days == 1);
}

TEST_CASE("no factor leaves its bounds, and it says so") {
  struct Row {
    std::uint32_t observed;
    double factor;
    bool is_bounded;
  };
  for (const auto& [observed, factor, is_bounded] :
       {Row{400, 2, true}, Row{0, 0.5, true}, Row{40, 1, false}}) {
    const DemandCorrection correction{weeks(8, observed), today};
    CHECK(correction.hall().is_bounded == is_bounded);
    CHECK(correction.hall().factor == Approx(factor));
    CHECK(correction.factor(today, hour) == Approx(factor));
  }
}

TEST_CASE("a day without hours tells of the hall and of no hour") {
  std::vector<ObservedDay> all = weeks(8, 50);
  for (ObservedDay& day : all) day.walk_ins = {};
  const DemandCorrection correction{all, today};
  CHECK(correction.hall().factor > 1.2);
  CHECK(correction.at(std::chrono::Saturday, hour).days == 0);
  CHECK(correction.at(std::chrono::Saturday, hour).factor == 1);
}

TEST_CASE("today and later days tell nothing") {
  CHECK(DemandCorrection{std::vector{day_of(0, 400), day_of(-1, 400)}, today}.hall().days == 0);
}

TEST_CASE("who keeps an appointment is learned from the model's share on") {
  struct Row {
    std::uint32_t came;
    std::uint32_t stayed_away;
    double least;
    double most;
  };
  for (const auto& [came, stayed_away, least, most] :
       {Row{0, 0, 0.88, 0.88}, Row{70, 30, 0.70, 0.72}, Row{10, 90, 0.5, 0.5},
        Row{100, 0, 0.98, 1}}) {
    std::vector<ObservedDay> all = weeks(4, 40);
    for (ObservedDay& day : all) {
      day.booked_people = came;
      day.no_show_people = stayed_away;
    }
    const Correction rate = show_rate(all, today, 0.88);
    CHECK(rate.factor >= Approx(least));
    CHECK(rate.factor <= Approx(most));
    CHECK(rate.is_bounded == (came == 10));
  }
}

}  // namespace
}  // namespace offpeak::scheduler
