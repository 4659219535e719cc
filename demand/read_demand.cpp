#include "demand/read_demand.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "config/fields.hpp"
#include "config/read_days.hpp"
#include "config/read_hours.hpp"
#include "config/scalars.hpp"
#include "config/text_file.hpp"
#include "config/unique.hpp"
#include "demand/read_shares.hpp"

namespace offpeak::demand {
namespace {

using config::Fields;
using config::Reader;
using config::View;

constexpr double people_max = 10'000'000;
constexpr std::size_t events_max = 200;
constexpr std::size_t day_parts_max = 96;
constexpr double early_minutes_max = 120;
constexpr double patience_minutes_max = 100'000;

Reader people(double& into) {
  return config::real(into, {1, people_max}, "people of the city on a day");
}

// ---- how many, and when -------------------------------------------------------------------------

/// Days that follow each other are one span of the model.
void add_spans(const std::set<config::Date>& days, double factor, std::vector<DemandEvent>& into) {
  for (auto first = days.begin(); first != days.end();) {
    auto after = first;
    DemandEvent event{.first = *first, .last = *first, .factor = factor};
    while (++after != days.end() && *after == event.last + std::chrono::days{1}) {
      event.last = *after;
    }
    into.push_back(event);
    first = after;
  }
}

void read_event(const View& where, std::set<config::Date>& taken, std::vector<DemandEvent>& into) {
  std::set<config::Date> days;
  double multiplier = 1;
  Fields fields{where};
  fields.required("days", config::date_set(days));
  fields.required("factor", factor(multiplier));
  fields.finish();
  for (const auto date : days) {
    if (taken.insert(date).second) continue;
    return where.member_or_self("days").error(
        config::format_date(date) + " already belongs to another event", "each day in one event");
  }
  add_spans(days, multiplier, into);
}

Reader events(std::vector<DemandEvent>& into) {
  const std::string what = "events {days, factor}";
  return {"a list of " + what, [&into, what](const View& where) {
            std::set<config::Date> taken;
            config::list(0, events_max, what, [&](const View& item) {
              read_event(item, taken, into);
            }).read(where);
          }};
}

void read_hall(const View& where, const config::City& city, config::Unique<int>& codes,
               DemandModel& model) {
  int code = 0;
  std::array<double, 7> factors{};
  Fields fields{where};
  fields.required("code", codes.reading(config::integer(code, {100'000, 999'999}, "a hall"), code));
  fields.required("weekday_factors", weekday_factors(factors));
  fields.finish();
  if (code == 0) return;
  const auto hall = static_cast<config::HallCode>(code);
  if (city.find(hall) == nullptr) {
    return where.member_or_self("code").error("the city has no hall " + std::to_string(code),
                                              "the code of a hall of " + city.key);
  }
  model.hall_weekday_factors[hall] = factors;
}

Reader halls(DemandModel& model, const config::City& city) {
  return {
      "halls {code, weekday_factors}", [&](const View& where) {
        config::Unique<int> codes;
        config::list(0, config::halls_max, "halls {code, weekday_factors}", [&](const View& item) {
          read_hall(item, city, codes, model);
        }).read(where);
      }};
}

Reader day_parts(std::vector<DayPart>& into) {
  const std::string what = "parts of the day {period, share_percent} that add up to 100";
  return {"a list of " + what, [&into, what](const View& where) {
            const std::size_t errors = where.errors();
            std::vector<config::Period> periods;
            double sum = 0;
            config::list(1, day_parts_max, what, [&](const View& item) {
              DayPart part;
              Fields fields{item};
              // All are read into one list, which checks that they are in order and do not overlap.
              fields.required("period", config::period(periods));
              fields.required("share_percent", percent(part.share));
              fields.finish();
              if (item.errors() != errors) return;
              part.period = periods.back();
              sum += part.share;
              into.push_back(part);
            }).read(where);
            if (where.errors() == errors) check_whole(where, sum);
          }};
}

Reader between_days(DemandModel& model) {
  return {"how days of one kind differ", [&model](const View& where) {
            Fields fields{where};
            fields.optional("city_variation_percent", percent(model.city_variation));
            fields.optional("hall_variation_percent", percent(model.hall_variation));
            fields.finish();
          }};
}

// ---- who and for what ---------------------------------------------------------------------------

bool is_offered(const config::City& city, config::ServiceCode code) {
  const auto lane = static_cast<std::size_t>(city.find(code)->lane);
  return std::ranges::any_of(city.halls,
                             [lane](const auto& hall) { return hall.lane_percent[lane] > 0; });
}

Reader mix(DemandModel& model, const config::City& city) {
  return {"percents by service that add up to 100", [&](const View& where) {
            const std::size_t errors = where.errors();
            service_shares(model.mix, city).read(where);
            if (where.errors() != errors) return;
            double sum = 0;
            for (const auto& [code, share] : model.mix) {
              sum += share;
              if (share == 0 || is_offered(city, code)) continue;
              where.member_or_self(city.find(code)->key)
                  .key_error("no hall has a counter for it", "a service that a hall offers");
            }
            if (where.errors() == errors) check_whole(where, sum);
          }};
}

void read_sizes(Fields& fields, PartySizes& into) {
  fields.required("workday_size_percent", percents(into.workday));
  fields.required("day_off_size_percent", percents(into.day_off));
}

Reader parties(DemandModel& model, const config::City& city) {
  return {"the sizes of parties", [&](const View& where) {
            Fields fields{where};
            read_sizes(fields, model.party_sizes);
            fields.optional("by_service",
                            by_service("the sizes of parties by service", city,
                                       [&model](const View& member, config::ServiceCode code) {
                                         Fields sizes{member};
                                         read_sizes(sizes, model.service_party_sizes[code]);
                                         sizes.finish();
                                       }));
            fields.finish();
          }};
}

Reader booking(DemandModel& model) {
  return {
      "how appointments are booked and kept", [&model](const View& where) {
        const config::RealRange early{-early_minutes_max, early_minutes_max};
        Fields fields{where};
        fields.required("share_percent", percent(model.booked_share));
        fields.required("walk_in_first_share_percent", percent(model.walk_in_first_booked_share));
        fields.required("lead_days_percent",
                        percents(model.lead_day_shares, config::horizon_days_max + 1));
        fields.required("cancellation_percent", percent(model.cancellation_share));
        fields.required("no_show_percent", percent(model.no_show_share));
        fields.optional("come_anyway_percent", percent(model.come_anyway_share));
        fields.required("early_minutes_mean",
                        config::real(model.early_minutes_mean, early, "minutes"));
        fields.required("early_minutes_deviation", config::real(model.early_minutes_deviation,
                                                                {0, early_minutes_max}, "minutes"));
        fields.finish();
      }};
}

Reader hall_visit(DemandModel& model) {
  return {"what visitors do in the hall", [&model](const View& where) {
            Fields fields{where};
            fields.required("priority_percent", percent(model.priority_share));
            fields.required("balking_percent", percent(model.balking_share));
            fields.optional(
                "patience_minutes_mean",
                config::real(model.patience_minutes_mean, {0, patience_minutes_max}, "minutes"));
            fields.optional("party_correlation",
                            config::real(model.party_correlation, {0, 1}, "a correlation"));
            fields.finish();
          }};
}

// ---- the file -----------------------------------------------------------------------------------

void read_model(const View& root, const config::City& city, DemandModel& model,
                std::vector<config::SyntheticMark>& synthetic) {
  Fields fields{root};
  fields.optional("synthetic", config::synthetic_marks(synthetic, root.node()));
  fields.required("city_people", people(model.city_people));
  fields.required("weekday_factors", weekday_factors(model.weekday_factors));
  fields.optional("halls", halls(model, city));
  fields.required("month_factors", month_factors(model.month_factors));
  fields.optional("events", events(model.events));
  fields.required("day_factor_max", factor(model.day_factor_max));
  fields.optional("between_days", between_days(model));
  fields.required("day_parts", day_parts(model.day_parts));
  fields.required("mix_percent", mix(model, city));
  fields.required("parties", parties(model, city));
  fields.required("booking", booking(model));
  fields.required("in_the_hall", hall_visit(model));
  fields.optional("online_percent", service_shares(model.online_shares, city));
  fields.finish();
}

}  // namespace

DemandResult read_demand(const std::filesystem::path& file, const config::City& city) {
  config::Diagnostics diagnostics;
  DemandResult result;
  const auto text = config::read_text_file(file, file.string(), diagnostics);
  const auto document =
      text ? config::parse_yaml(*text, file.string(), diagnostics) : std::optional<config::Node>{};
  if (document) {
    config::Source source{file.string(), diagnostics};
    DemandModel model;
    read_model(View{*document, source}, city, model, result.synthetic);
    if (diagnostics.errors() == 0) result.model = std::move(model);
  }
  result.diagnostics = diagnostics.take(file.string());
  return result;
}

}  // namespace offpeak::demand
