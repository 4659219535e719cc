#include "loadtest/simulation/plan/hall_trial.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "config/read_counters.hpp"
#include "scheduler/queueing/lanes.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double start_wait_share = 0.2;  // of the square-root safety
constexpr config::MinuteOfDay half_hour{cell_minutes};

std::vector<config::Period> cut(std::span<const config::Period> periods) {
  std::vector<config::Period> parts;
  for (const auto& period : periods) {
    for (auto from = period.from; from < period.to; from += half_hour) {
      parts.push_back({from, std::min(from + half_hour, period.to)});
    }
  }
  return parts;
}

/// The hours of the counter in this position: the half-hours that have more counters than come
/// before it.
std::vector<config::Period> hours_of(int place, const Staffing& counters,
                                     const std::vector<config::Period>& half_hours) {
  std::vector<config::Period> hours;
  for (std::size_t at = 0; at < counters.size(); ++at) {
    if (counters[at] <= place) continue;
    if (!hours.empty() && hours.back().to == half_hours[at].from) {
      hours.back().to = half_hours[at].to;
    } else {
      hours.push_back(half_hours[at]);
    }
  }
  return hours;
}

}  // namespace

HallTrial::HallTrial(const Scenario& scenario, std::size_t place,
                     std::vector<std::vector<Visitor>> visitors, std::uint64_t seed,
                     const Target& target)
    : scenario_{scenario},
      visitors_{std::move(visitors)},
      seed_{seed},
      target_{target},
      lane_{scheduler::main_lane(scenario.city.halls[place])} {
  auto hall = scenario.city.halls[place];
  for (const auto& counter : hall.counters) {
    const bool serves = counter.share_percent.contains(lane_);
    const bool is_alone = serves && counter.share_percent.size() == 1;
    if (is_alone) {
      ++alone_;
    } else {
      others_.push_back(counter);
      if (serves) ++shared_;
    }
  }
  half_hours_ = cut(scheduler::periods_on(scenario.city, hall, scenario.date));
  scenario_.city.halls = {std::move(hall)};
}

std::size_t HallTrial::half_hour_of(double minute) const {
  std::size_t at = 0;
  while (at + 1 < half_hours_.size() &&
         minute >= static_cast<double>(half_hours_[at + 1].from.count())) {
    ++at;
  }
  return at;
}

void HallTrial::staff(const Staffing& counters) {
  auto& hall = scenario_.city.halls.front();
  hall.counters = others_;
  const int most = counters.empty() ? 0 : *std::ranges::max_element(counters);
  for (int place = shared_; place < most; ++place) {
    config::Counter counter;
    counter.number = config::free_counter_number(hall.counters);
    counter.share_percent = {{lane_, 100}};
    counter.hours = hours_of(place, counters, half_hours_);
    hall.counters.push_back(std::move(counter));
  }
  std::ranges::sort(hall.counters, {}, &config::Counter::number);
}

void HallTrial::play_day(std::uint32_t replication) {
  simulator_.run(scenario_, scenario_.date, visitors_[replication], Draws{seed_, replication});
  for (const Guest& guest : simulator_.last_hall().guests()) {
    if (guest.lane != lane_) continue;
    const bool came = guest.outcome == Outcome::called || guest.outcome == Outcome::waiting ||
                      guest.outcome == Outcome::abandoned ||
                      (guest.outcome == Outcome::unserved && guest.arrived_at > 0);
    if (!came) continue;
    const double wait =
        guest.outcome == Outcome::called
            ? static_cast<double>(std::max<DayTime>(guest.called_at - guest.since, 0)) / minute_ms
            : std::numeric_limits<double>::infinity();
    waits_minutes_[half_hour_of(static_cast<double>(guest.since) / minute_ms)].push_back(wait);
  }
}

std::vector<SpanWaits> HallTrial::play(const Staffing& counters) {
  staff(counters);
  waits_minutes_.assign(half_hours_.size(), {});
  for (std::uint32_t replication = 0; replication < visitors_.size(); ++replication) {
    play_day(replication);
  }
  std::vector<SpanWaits> spans;
  for (const auto& waits : waits_minutes_) {
    SpanWaits& span = spans.emplace_back();
    double sum = 0, over = 0;
    for (const double wait : waits) {
      sum += wait;
      if (wait >= target_.minutes) ++over;
    }
    span.parties = static_cast<double>(waits.size());
    if (waits.empty()) continue;
    span.mean_minutes = sum / span.parties;
    span.share_over = over / span.parties;
  }
  return spans;
}

double HallTrial::quantile(std::size_t at, double share) {
  auto& waits = waits_minutes_[at];
  if (waits.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(waits.size())) -
                                             (share > 0 ? 1 : 0));
  const auto place = waits.begin() + static_cast<std::ptrdiff_t>(std::min(rank, waits.size() - 1));
  std::nth_element(waits.begin(), place, waits.end());
  return *place;
}

Staffing HallTrial::start() {
  // Arrivals hardly depend on the counters, so the demand is measured with the configured ones.
  const int most = counters_configured();
  play(Staffing(half_hours_.size(), most));
  double parties = 0, work_minutes = 0;
  for (const auto& day : visitors_) {
    for (const Visitor& visitor : day) {
      const auto* service = scenario_.city.find(visitor.service);
      if (service == nullptr || service->lane != lane_) continue;
      parties += 1;
      work_minutes += service->mean_minutes * visitor.size;
    }
  }
  const LognormalService service{parties > 0 ? work_minutes / parties : 1, 0.5};
  std::vector<RateSpan> rates;
  for (std::size_t at = 0; at < half_hours_.size(); ++at) {
    const auto from = static_cast<double>(half_hours_[at].from.count());
    const auto to = static_cast<double>(half_hours_[at].to.count());
    const auto count = static_cast<double>(waits_minutes_[at].size());
    rates.push_back({from, to, count / (to - from) / static_cast<double>(visitors_.size())});
  }
  const double beta = *halfin_whitt_beta(start_wait_share);
  Staffing counters;
  for (const RateSpan& rate : rates) {
    const double middle = (rate.from_minute + rate.to_minute) / 2;
    counters.push_back(square_root_staffing(modified_offered_load(rates, service, middle), beta));
  }
  return counters;
}

}  // namespace offpeak::loadtest
