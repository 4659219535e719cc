#include "loadtest/simulation/fit/fit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "demand/day_demand.hpp"
#include "loadtest/simulation/fit/fit_people.hpp"
#include "loadtest/simulation/fit/observations.hpp"
#include "loadtest/simulation/fit/whole_percents.hpp"
#include "loadtest/simulation/statistics/interval.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double percents = 100;

std::uint64_t sum_of(std::span<const std::uint64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

double minutes_rounded(double minutes) { return std::round(minutes * 100) / 100; }

std::string too_few(std::uint64_t count, std::string_view what, std::uint64_t least) {
  return std::to_string(count) + ' ' + std::string{what} + ", fewer than " + std::to_string(least);
}

class Fitting {
 public:
  Fitting(const Observations& seen, const config::City& city, const demand::DemandModel& base)
      : seen_{seen}, city_{city}, base_{base} {
    fit_.model = base;
    fit_.parties = seen.parties;
    for (const auto& day : seen.days) fit_.days.push_back(day.date);
  }

  DemandFit run() {
    fit_people(seen_, city_, base_, unseen_share(), fit_);
    day_parts();
    mix();
    sizes();
    shares();
    lead_days();
    punctuality();
    patience();
    service_times();
    keep_unknown();
    return std::move(fit_);
  }

 private:
  void keep(const std::string& path, const std::string& why) { fit_.kept.push_back({path, why}); }

  /// `share` is what the file will say; the interval is that of the count.
  void add_share(const std::string& path, double share, const Counted& counted) {
    Interval interval = share_interval(counted.count, counted.of, fit_confidence);
    fit_.values.push_back({.path = path,
                           .value = share * percents,
                           .interval = Interval{interval.low * percents, interval.high * percents},
                           .observations = counted.of,
                           .of = "parties",
                           .method = Method::wilson});
  }

  void share(const std::string& path, const Counted& counted, double& into) {
    if (counted.of < fit_parties_min) {
      return keep(path, too_few(counted.of, "parties", fit_parties_min));
    }
    into = rounded_share(static_cast<double>(counted.count) / static_cast<double>(counted.of));
    add_share(path, into, counted);
  }

  /// Machines give no numbers, so a store knows nothing of their visitors, unless it is one that
  /// was played.
  bool is_unseen(config::ServiceCode code) const {
    return city_.find(city_.find(code)->lane)->machines && seen_.services.at(code) == 0;
  }
  double unseen_share() const {
    double sum = 0;
    for (const auto& [code, share] : base_.mix) sum += is_unseen(code) ? share : 0;
    return sum;
  }

  void day_parts() {
    const auto& counts = seen_.half_hour_parties;
    const auto whole = sum_of(counts);
    if (whole < fit_parties_of_list_min) {
      return keep("day_parts", too_few(whole, "parties", fit_parties_of_list_min));
    }
    const auto shares = whole_shares(counts);
    fit_.model.day_parts.clear();
    for (std::size_t at = 0; at < shares.size(); ++at) {
      fit_.model.day_parts.push_back({seen_.half_hours[at], shares[at]});
      add_share("day_parts." + config::format_minute(seen_.half_hours[at].from), shares[at],
                {counts[at], whole});
    }
  }

  /// The services that a hall has counters for, each with its parties; those of unseen machines
  /// keep their share.
  void mix() {
    std::vector<config::ServiceCode> codes;
    std::vector<std::uint64_t> counts;
    double kept = 0;
    for (const auto& [code, parties] : seen_.services) {
      if (is_unseen(code)) {
        kept += rounded_share(unseen_share_of(code));
      } else if (is_offered(code)) {
        codes.push_back(code);
        counts.push_back(parties);
      }
    }
    const auto whole = sum_of(counts);
    if (whole < fit_parties_of_list_min) {
      return keep("mix_percent", too_few(whole, "parties", fit_parties_of_list_min));
    }
    const auto shares = whole_shares(counts, 1 - kept);
    for (auto& [code, share] : fit_.model.mix) share = is_unseen(code) ? rounded_share(share) : 0;
    for (std::size_t at = 0; at < codes.size(); ++at) {
      fit_.model.mix[codes[at]] = shares[at];
      add_mix("mix_percent." + city_.find(codes[at])->key, shares[at], {counts[at], whole},
              1 - kept);
    }
    for (const auto& [code, share] : fit_.model.mix) {
      if (is_unseen(code)) keep("mix_percent." + city_.find(code)->key, "machines give no numbers");
    }
  }
  void add_mix(const std::string& path, double share, const Counted& counted, double whole) {
    add_share(path, share, counted);
    auto& interval = *fit_.values.back().interval;
    interval = {interval.low * whole, interval.high * whole};
  }
  double unseen_share_of(config::ServiceCode code) const {
    const auto found = base_.mix.find(code);
    return found == base_.mix.end() ? 0 : found->second;
  }
  bool is_offered(config::ServiceCode code) const {
    const auto lane = static_cast<std::size_t>(city_.find(code)->lane);
    return std::ranges::any_of(city_.halls,
                               [lane](const auto& hall) { return hall.lane_percent[lane] > 0; });
  }

  /// Services with sizes of their own in the base model get their own; the others share theirs.
  void sizes() {
    SizesSeen shared;
    for (const auto& [code, own] : seen_.sizes) {
      const auto found = fit_.model.service_party_sizes.find(code);
      if (found == fit_.model.service_party_sizes.end()) add(own, shared);
    }
    sizes("parties", shared, fit_.model.party_sizes);
    for (auto& [code, into] : fit_.model.service_party_sizes) {
      const auto found = seen_.sizes.find(code);
      sizes("parties.by_service." + city_.find(code)->key,
            found == seen_.sizes.end() ? SizesSeen{} : found->second, into);
    }
  }
  static void add(const SizesSeen& part, SizesSeen& whole) {
    for (std::size_t at = 0; at < part.workday.size(); ++at) {
      whole.workday[at] += part.workday[at];
      whole.day_off[at] += part.day_off[at];
    }
  }
  void sizes(const std::string& path, const SizesSeen& seen, demand::PartySizes& into) {
    sizes(path + ".workday_size_percent", seen.workday, into.workday);
    sizes(path + ".day_off_size_percent", seen.day_off, into.day_off);
  }
  void sizes(const std::string& path, std::span<const std::uint64_t> counts,
             demand::PartySizes::Shares& into) {
    const auto whole = sum_of(counts);
    if (whole < fit_parties_of_list_min) {
      return keep(path, too_few(whole, "parties on such days", fit_parties_of_list_min));
    }
    std::ranges::copy(whole_shares(counts), into.begin());
    for (std::size_t at = 0; at < counts.size(); ++at) {
      add_share(path + '.' + std::to_string(at + 1), into[at], {counts[at], whole});
    }
  }

  void shares() {
    demand::DemandModel& model = fit_.model;
    share("booking.share_percent", seen_.booked, model.booked_share);
    share("booking.walk_in_first_share_percent", seen_.booked_walk_in_first,
          model.walk_in_first_booked_share);
    share("booking.cancellation_percent", seen_.cancelled, model.cancellation_share);
    share("booking.no_show_percent", seen_.no_shows, model.no_show_share);
    share("in_the_hall.priority_percent", seen_.priority, model.priority_share);
  }

  void lead_days() {
    const std::string path = "booking.lead_days_percent";
    if (seen_.lead_unknown > 0) {
      return keep(path, std::to_string(seen_.lead_unknown) +
                            " appointments were booked before what the store still knows, so early "
                            "bookings would be missing");
    }
    const auto counts = std::span{seen_.lead_days}.first(
        std::min<std::size_t>(seen_.lead_days.size(), config::horizon_days_max + 1));
    const auto whole = sum_of(counts);
    if (whole < fit_parties_of_list_min) {
      return keep(path, too_few(whole, "appointments", fit_parties_of_list_min));
    }
    fit_.model.lead_day_shares = whole_shares(counts);
    for (std::size_t at = 0; at < counts.size(); ++at) {
      add_share(path + '.' + std::to_string(at), fit_.model.lead_day_shares[at],
                {counts[at], whole});
    }
  }

  void punctuality() {
    const auto count = seen_.early_minutes.size();
    const auto found = count < fit_parties_min
                           ? std::nullopt
                           : fit_censored_normal(seen_.early_minutes, fit_confidence);
    if (!found) {
      const auto why =
          too_few(count, "parties that booked on a day before, or all alike", fit_parties_min);
      keep("booking.early_minutes_mean", why);
      return keep("booking.early_minutes_deviation", why);
    }
    fit_.model.early_minutes_mean = minutes_rounded(found->mean);
    fit_.model.early_minutes_deviation = minutes_rounded(found->deviation);
    FittedValue value{.path = "booking.early_minutes_mean",
                      .value = fit_.model.early_minutes_mean,
                      .interval = found->mean_interval,
                      .observations = count,
                      .of = "parties",
                      .method = Method::likelihood};
    fit_.values.push_back(value);
    value.path = "booking.early_minutes_deviation";
    value.value = fit_.model.early_minutes_deviation;
    value.interval = found->deviation_interval;
    fit_.values.push_back(value);
  }

  void patience() {
    const std::string path = "in_the_hall.patience_minutes_mean";
    if (seen_.left < fit_ends_min) {
      const auto interval =
          exponential_mean_interval(seen_.waited_minutes, seen_.left, fit_confidence);
      return keep(path, std::to_string(seen_.left) + " left in " +
                            std::to_string(std::llround(seen_.waited_minutes / 60)) +
                            " hours of waiting, fewer than " + std::to_string(fit_ends_min) +
                            "; it is " + std::to_string(std::llround(interval.low)) +
                            " minutes or more");
    }
    const double mean = seen_.waited_minutes / static_cast<double>(seen_.left);
    fit_.model.patience_minutes_mean = minutes_rounded(mean);
    fit_.values.push_back(
        {.path = path,
         .value = fit_.model.patience_minutes_mean,
         .interval = exponential_mean_interval(seen_.waited_minutes, seen_.left, fit_confidence),
         .observations = seen_.left,
         .of = "who left",
         .method = Method::exposure});
  }

  /// A party's mean varies less than one person's time, as much as the model says of its members.
  std::vector<double> as_if_alone(const std::vector<TimedVisit>& visits) const {
    double mean = 0;
    for (const auto& visit : visits) mean += visit.minutes_each;
    mean /= static_cast<double>(visits.size());
    std::vector<double> minutes;
    for (const auto& visit : visits) {
      minutes.push_back(mean + (visit.minutes_each - mean) /
                                   demand::party_variation(base_, 1, visit.size));
    }
    return minutes;
  }

  void service_times() {
    for (const auto& service : city_.services) {
      const auto found = seen_.timed_visits.find(service.code);
      if (found != seen_.timed_visits.end() && found->second.size() >= fit_parties_min) {
        const auto alone = as_if_alone(found->second);
        fit_.services.push_back({service.code, service_time(alone, fit_confidence)});
      } else if (seen_.services.at(service.code) > 0) {
        fit_.untimed.push_back(service.code);
      }
    }
  }

  /// What no number of days would tell.
  void keep_unknown() {
    const char* months = "a few days do not tell the seasons";
    const char* absent = "who did without, or found no place, is not in a store";
    keep("month_factors", months);
    if (!base_.events.empty()) keep("events", months);
    keep("day_factor_max", months);
    if (!base_.hall_weekday_factors.empty()) {
      keep("halls.*.weekday_factors", "fitted for the city alone");
    }
    keep("between_days", "many weeks would tell how days of one kind differ");
    keep("booking.come_anyway_percent", absent);
    keep("in_the_hall.balking_percent", "who turned round at the door is not in a store");
    if (!base_.online_shares.empty()) keep("online_percent", absent);
  }

  const Observations& seen_;
  const config::City& city_;
  const demand::DemandModel& base_;
  DemandFit fit_;
};

}  // namespace

std::string_view word_of(Method method) {
  switch (method) {
    case Method::none:
      return "none";
    case Method::wilson:
      return "wilson";
    case Method::student:
      return "student";
    case Method::likelihood:
      return "likelihood";
    case Method::exposure:
      return "exposure";
  }
  return "";
}

DemandFit fit_demand(std::span<const RecordedDay> days, const config::City& city,
                     const demand::DemandModel& base) {
  const Observations seen = observe(days, city, base);
  return Fitting{seen, city, base}.run();
}

}  // namespace offpeak::loadtest
