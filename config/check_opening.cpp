#include "config/check_opening.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace offpeak::config {
namespace {

/// Where a broken relation is reported: at the hours or the rule, whichever this level sets.
class Blame {
 public:
  Blame(const View& level, std::string_view rule) {
    if (const Node* hours = level.node().find("hours")) hours_ = level.member(*hours);
    const Node* rules = level.node().find("rules");
    const Node* set = rules != nullptr ? rules->find(rule) : nullptr;
    if (set != nullptr) rule_ = level.member(*rules).member(*set);
  }

  bool concerned() const { return hours_ || rule_; }
  bool blames_hours() const { return hours_.has_value(); }

  View at(std::size_t season, std::size_t period) const {
    if (!hours_) return *rule_;
    const View place = hours_->item(season);
    return place.member(*place.node().find("periods")).item(period);
  }

  View rule_or(std::size_t season, std::size_t period) const {
    return rule_ ? *rule_ : at(season, period);
  }

 private:
  std::optional<View> hours_;
  std::optional<View> rule_;
};

/// One message for each period when this level sets the hours; a single one when it sets only the
/// rule.
void check_slot_fits(const std::vector<Season>& seasons, const Rules& rules, const View& level) {
  const Blame blame{level, "slot_minutes"};
  if (!blame.concerned()) return;
  for (std::size_t season = 0; season < seasons.size(); ++season) {
    const auto& periods = seasons[season].periods;
    for (std::size_t at = 0; at < periods.size(); ++at) {
      const int length = (periods[at].to - periods[at].from).count();
      if (length >= rules.slot_minutes) continue;
      blame.at(season, at)
          .error("a period of " + std::to_string(length) + " minutes holds no slot of " +
                     std::to_string(rules.slot_minutes) + " minutes",
                 "periods as long as a slot or longer");
      if (!blame.blames_hours()) return;
    }
  }
}

void check_wave_of_the_day(const std::vector<Season>& seasons, const Rules& rules,
                           const View& level) {
  const Blame blame{level, "release"};
  const bool any = std::ranges::any_of(
      rules.release, [](const ReleaseWave& wave) { return wave.days_before == 0; });
  if (!blame.concerned() || !any) return;
  // Waves are in the order of time: the last one is the latest.
  const MinuteOfDay last = rules.release.back().at;
  for (std::size_t season = 0; season < seasons.size(); ++season) {
    const MinuteOfDay opening = seasons[season].periods.front().from;
    if (last < opening) continue;
    blame.rule_or(season, 0).error("a wave at " + format_minute(last) +
                                       " on the day itself comes after the opening at " +
                                       format_minute(opening),
                                   "waves before the first slot");
    return;
  }
}

}  // namespace

void check_opening(const std::vector<Season>& seasons, const Rules& rules, const View& level) {
  check_slot_fits(seasons, rules, level);
  check_wave_of_the_day(seasons, rules, level);
}

void check_services_fit(const Hall& hall, const std::vector<Lane>& lanes,
                        const std::vector<Service>& services, const View& where) {
  for (const Service& service : services) {
    const auto lane = std::ranges::find(lanes, service.lane, &Lane::code);
    const int percent = hall.lane_percent[static_cast<std::size_t>(service.lane)];
    if (lane == lanes.end() || !lane->bookable || percent == 0) continue;
    const int bookable_percent = 100 - hall.rules.walk_in_reserve_percent;
    const int minutes_of_slot = percent * hall.rules.slot_minutes * bookable_percent / 10'000;
    if (service.mean_minutes <= minutes_of_slot) continue;
    where.member_or_self("counters")
        .warning("no appointment for " + service.key + " (" + std::to_string(service.mean_minutes) +
                     " minutes) fits a slot of the lane " + lane->key + " (" +
                     std::to_string(minutes_of_slot) +
                     " bookable minutes): each takes adjacent ones",
                 "more of a counter's time for the lane, or a smaller walk-in reserve");
  }
}

}  // namespace offpeak::config
