#include "config/read_halls.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "config/check_opening.hpp"
#include "config/level_lane.hpp"
#include "config/read_catalog.hpp"
#include "config/read_counters.hpp"
#include "config/read_days.hpp"
#include "config/read_hours.hpp"
#include "config/read_rules.hpp"
#include "config/scalars.hpp"
#include "config/unique.hpp"

namespace offpeak::config {
namespace {

constexpr IntRange hall_codes{100'000, 999'999};
constexpr int whole_permille = 1000;
constexpr int unknown_permille = -1;  // until a share was read

std::string percent_text(int permille) {
  return std::to_string(permille / 10) + '.' + std::to_string(permille % 10) + " %";
}

Reader hall_mode(HallMode& into) {
  // In the order of the enumerators.
  const std::vector<std::string> words{"both", "walk_in_first"};
  return {"one of " + joined(words), [words, &into](const View& where) {
            auto position = static_cast<std::size_t>(into);
            choice(position, words).read(where);
            into = static_cast<HallMode>(position);
          }};
}

/// A share in percent, to a tenth.
Reader share(int& into_permille) {
  constexpr RealRange range{0, 100};
  constexpr double tolerance = 1e-6;
  const std::string expected = "a share in percent, to a tenth, from 0 to 100";
  return {expected, [=, &into_permille](const View& where) {
            double percent = unknown_permille;
            real(percent, range, "a share in percent").read(where);
            if (percent < 0) return;
            const double permille = std::round(percent * 10);
            if (std::abs(percent * 10 - permille) > tolerance) {
              return where.wrong_type("is too fine", expected);
            }
            into_permille = static_cast<int>(permille);
          }};
}

void check_dates(const Hall& hall, const View& where) {
  for (const Date date : hall.closed) {
    if (!hall.opened.contains(date)) continue;
    where.member_or_self("closed").error(format_date(date) + " is also a day of \"opened\"",
                                         "each day in one of the two");
  }
}

Hall read_hall(const View& where, const HallContext& context, Unique<int>& codes) {
  Hall hall;
  hall.seasons = context.seasons;
  hall.open_weekdays = context.open_weekdays;
  hall.rules = context.rules;
  hall.share_permille = unknown_permille;
  int code = 0;
  Fields fields{where};
  fields.required("code", codes.reading(integer(code, hall_codes, "a hall code"), code));
  fields.required("name", name(hall.name));
  fields.required("district", text(hall.district, "a district"));
  fields.optional("address", text(hall.address, "an address"));
  fields.required("lat", real(hall.lat, {-90, 90}, "a latitude"));
  fields.required("lon", real(hall.lon, {-180, 180}, "a longitude"));
  fields.optional("mode", hall_mode(hall.mode));
  fields.required("share_percent", share(hall.share_permille));
  fields.optional("hours", hours(hall.seasons));
  fields.required("counters", counters(hall.counters, context.lanes));
  fields.optional("open_weekdays", open_weekdays(hall.open_weekdays));
  fields.optional("opened", date_set(hall.opened));
  fields.optional("closed", date_set(hall.closed));
  fields.optional("level_lane", lane_key(hall.level_lane, context.lanes));
  fields.optional("rules", rules(hall.rules, RulesLevel::hall));
  fields.finish();
  hall.code = HallCode{static_cast<std::uint32_t>(code)};
  hall.lane_percent = lane_percent_of(hall.counters);
  check_dates(hall, where);
  if (context.sound && fields.sound({"hours", "rules"})) {
    check_opening(hall.seasons, hall.rules, where);
    if (fields.sound({"counters"})) {
      check_services_fit(hall, context.lanes, context.services, where);
    }
    if (fields.sound({"counters", "level_lane"})) settle_level_lane(hall, context.lanes, where);
  }
  return hall;
}

void check_shares(const std::vector<Hall>& halls, const View& where) {
  int sum_permille = 0;
  for (const Hall& hall : halls) {
    if (hall.share_permille == unknown_permille) return;
    sum_permille += hall.share_permille;
  }
  if (halls.empty() || sum_permille == whole_permille) return;
  where.error("the shares of the halls add up to " + percent_text(sum_permille),
              percent_text(whole_permille));
}

}  // namespace

Reader halls(std::vector<Hall>& into, const HallContext& context) {
  const std::string what = "halls {code, name, district, lat, lon, share_percent, counters, …}";
  return {"a list of " + what, [what, &into, &context](const View& where) {
            Unique<int> codes;
            list(1, halls_max, what, [&](const View& item) {
              into.push_back(read_hall(item, context, codes));
            }).read(where);
            check_shares(into, where);
          }};
}

}  // namespace offpeak::config
