#include "api/planner/reports.hpp"

#include <array>
#include <cmath>

#include "api/exchange.hpp"
#include "api/hall_in_path.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/csv_writer.hpp"
#include "base/json_writer.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/reports/report.hpp"
#include "scheduler/reports/report_source.hpp"

namespace offpeak::api {
namespace {

using scheduler::DayReport;
using scheduler::ExpectedFigures;
using scheduler::Figures;

// ---- what is asked ------------------------------------------------------------------------------

enum class ReportForm : std::uint8_t { json, csv };

struct ReportQuery {
  scheduler::ReportRange range{};
  ReportForm form = ReportForm::json;
};

Problem not_a_date(std::string field) {
  return invalid_field(std::move(field), "must be a date such as 2026-06-13");
}

/// `from` is `today` when left out, `to` is `from`; without `hall` it is of all of them. `format`
/// is "json" or "csv" and goes before `accept`, the request's field of that name.
Checked<ReportQuery> read_report_query(std::string_view query, std::string_view accept,
                                       config::Date today) {
  std::string from, to, hall, format;
  const std::array<QueryField, 4> fields{
      {{"from", &from}, {"to", &to}, {"hall", &hall}, {"format", &format}}};
  if (const auto read = read_query(query, fields); !read) return read.error();

  ReportQuery wanted;
  auto& range = wanted.range;
  const auto first = from.empty() ? today : config::parse_date(from);
  if (!first || !scheduler::has_slot_names(*first)) return not_a_date("from");
  const auto last = to.empty() ? first : config::parse_date(to);
  if (!last || !scheduler::has_slot_names(*last)) return not_a_date("to");
  if (*last < *first) return invalid_field("to", "must not be before from");
  if ((*last - *first).count() >= scheduler::report_days_max) {
    return invalid_field("to", "a report covers at most " +
                                   std::to_string(scheduler::report_days_max) +
                                   " days: ask for a shorter span");
  }
  range.from = *first;
  range.to = *last;
  if (!hall.empty()) {
    const auto code = scheduler::parse_hall(hall);
    if (!code) return invalid_field("hall", "must be a hall's code of six digits");
    range.hall = *code;
  }
  if (!format.empty() && format != "json" && format != "csv") {
    return invalid_field("format", "must be json or csv");
  }
  const bool accepts_csv = accept.find("text/csv") != std::string_view::npos;
  const bool csv = format.empty() ? accepts_csv : format == "csv";
  wanted.form = csv ? ReportForm::csv : ReportForm::json;
  return wanted;
}

// ---- JSON ---------------------------------------------------------------------------------------

/// Minutes and percentages have one decimal.
double rounded(double value) { return std::round(value * 10) / 10; }

void write(base::JsonWriter& json, std::string_view name, const std::optional<double>& value) {
  json.key(name);
  value ? json.real(rounded(*value)) : json.null();
}

void write_figures(base::JsonWriter& json, const Figures& figures) {
  json.key("tickets").number(figures.tickets);
  json.key("people").number(figures.people());
  json.key("documents").number(figures.documents);
  json.key("booked").number(figures.booked_people);
  json.key("walk_in").number(figures.walk_in_people);
  json.key("priority").number(figures.priority_people);
  json.key("no_shows").number(figures.no_show_people);
  json.key("served").number(figures.served_people);
  json.key("left").number(figures.left_people);
  json.key("missed").number(figures.missed_people);
  json.key("calls").number(figures.calls);
  write(json, "wait_p50_minutes", scheduler::wait_quantile(figures.waits, 0.50));
  write(json, "wait_p90_minutes", scheduler::wait_quantile(figures.waits, 0.90));
  write(json, "wait_p99_minutes", scheduler::wait_quantile(figures.waits, 0.99));
}

void write_forecast(base::JsonWriter& json, const std::optional<ExpectedFigures>& expected) {
  json.key("forecast");
  if (!expected) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("people").real(rounded(expected->people()));
  json.key("booked").real(rounded(expected->booked_people));
  json.key("walk_in").real(rounded(expected->walk_in_people));
  write(json, "wait_p50_minutes", expected->wait_p50_minutes);
  write(json, "wait_p90_minutes", expected->wait_p90_minutes);
  json.key("made_at").plain(config::format_instant(expected->made_at));
  json.end_object();
}

void write_counters(base::JsonWriter& json, const DayReport& day) {
  constexpr double minute_ms = 60'000;
  json.key("counters").begin_array();
  for (const auto& counter : day.counters) {
    json.begin_object();
    json.key("counter").number(static_cast<int>(counter.counter));
    json.key("open_minutes").real(rounded(counter.open_ms / minute_ms));
    json.key("busy_minutes").real(rounded(counter.busy_ms / minute_ms));
    write(json, "use_percent", scheduler::use_percent(counter.busy_ms, counter.open_ms));
    json.key("tickets").number(counter.served_tickets);
    json.key("people").number(counter.served_people);
    json.key("assumed_end").boolean(counter.has_assumed_end);
    json.end_object();
  }
  json.end_array();
}

void write_year_before(base::JsonWriter& json, const DayReport& day) {
  json.key("year_before");
  if (!day.people_year_before) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("date").plain(config::format_date(day.date - scheduler::year_before));
  json.key("people").number(*day.people_year_before);
  write(json, "change_percent", day.change_percent());
  json.end_object();
}

void write_day(base::JsonWriter& json, const config::City& city, const DayReport& day) {
  json.begin_object();
  json.key("hall").plain(scheduler::format_hall(day.hall));
  json.key("date").plain(config::format_date(day.date));
  write_figures(json, day.figures);
  write(json, "counter_use_percent", day.use_percent());
  json.key("assumed_ends").number(day.assumed_ends());
  json.key("highest_hour");
  if (day.highest_hour) {
    json.begin_object();
    json.key("hour").number(day.highest_hour->hour);
    json.key("people").number(day.highest_hour->people).end_object();
  } else {
    json.null();
  }
  write_year_before(json, day);
  write_forecast(json, day.expected);
  json.key("lanes").begin_array();
  for (const auto& lane : day.lanes) {
    json.begin_object().key("lane").plain(lane_name(city, lane.lane));
    write_figures(json, lane.figures);
    write_forecast(json, lane.expected);
    json.end_object();
  }
  json.end_array();
  json.key("services").begin_array();
  for (const auto& service : day.services) {
    json.begin_object().key("service").plain(service_name(city, service.service));
    json.key("people").number(service.arrived_people);
    json.key("served").number(service.served_people);
    json.key("assumed_ends").number(service.assumed_ends);
    write(json, "mean_minutes", service.mean_minutes);
    json.end_object();
  }
  json.end_array();
  write_counters(json, day);
  json.end_object();
}

/// `{"from", "to", "days": [...]}`: halls by code, their days in order.
std::string render_report(const config::City& city, const scheduler::ReportSource& source) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("from").plain(config::format_date(source.range.from));
  json.key("to").plain(config::format_date(source.range.to));
  json.key("days").begin_array();
  for (const auto& day : scheduler::make_report(source, city)) write_day(json, city, day);
  json.end_array().end_object();
  return body;
}

// ---- CSV ----------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 31> csv_columns{"hall",
                                                       "date",
                                                       "lane",
                                                       "service",
                                                       "tickets",
                                                       "people",
                                                       "documents",
                                                       "booked",
                                                       "walk_in",
                                                       "priority",
                                                       "no_shows",
                                                       "served",
                                                       "left",
                                                       "missed",
                                                       "calls",
                                                       "wait_p50_minutes",
                                                       "wait_p90_minutes",
                                                       "wait_p99_minutes",
                                                       "mean_minutes",
                                                       "counter_use_percent",
                                                       "highest_hour",
                                                       "highest_hour_people",
                                                       "year_before_people",
                                                       "change_percent",
                                                       "assumed_ends",
                                                       "forecast_people",
                                                       "forecast_booked",
                                                       "forecast_walk_in",
                                                       "forecast_wait_p50_minutes",
                                                       "forecast_wait_p90_minutes",
                                                       "forecast_made_at"};

void write(base::CsvWriter& csv, const std::optional<double>& value) {
  value ? csv.decimal(rounded(*value), 1) : csv.blank();
}

void add_figures(base::CsvWriter& csv, const Figures& figures) {
  csv.number(figures.tickets).number(figures.people()).number(figures.documents);
  csv.number(figures.booked_people).number(figures.walk_in_people).number(figures.priority_people);
  csv.number(figures.no_show_people).number(figures.served_people).number(figures.left_people);
  csv.number(figures.missed_people).number(figures.calls);
  for (const double share : {0.50, 0.90, 0.99}) {
    write(csv, scheduler::wait_quantile(figures.waits, share));
  }
}

void add_forecast(base::CsvWriter& csv, const std::optional<ExpectedFigures>& expected) {
  if (!expected) {
    csv.blank(6);
    return;
  }
  csv.decimal(rounded(expected->people()), 1).decimal(rounded(expected->booked_people), 1);
  csv.decimal(rounded(expected->walk_in_people), 1);
  write(csv, expected->wait_p50_minutes);
  write(csv, expected->wait_p90_minutes);
  csv.text(config::format_instant(expected->made_at));
}

void add_hall(base::CsvWriter& csv, const DayReport& day) {
  csv.text(scheduler::format_hall(day.hall)).text(config::format_date(day.date)).blank(2);
  add_figures(csv, day.figures);
  csv.blank();
  write(csv, day.use_percent());
  if (day.highest_hour) {
    csv.number(day.highest_hour->hour).number(day.highest_hour->people);
  } else {
    csv.blank(2);
  }
  day.people_year_before ? csv.number(*day.people_year_before) : csv.blank();
  write(csv, day.change_percent());
  csv.number(day.assumed_ends());
  add_forecast(csv, day.expected);
  csv.end_row();
}

void add_parts(base::CsvWriter& csv, const config::City& city, const DayReport& day) {
  const auto hall = scheduler::format_hall(day.hall);
  const auto date = config::format_date(day.date);
  for (const auto& lane : day.lanes) {
    csv.text(hall).text(date).text(lane_name(city, lane.lane)).blank();
    add_figures(csv, lane.figures);
    csv.blank(7);
    add_forecast(csv, lane.expected);
    csv.end_row();
  }
  for (const auto& service : day.services) {
    csv.text(hall).text(date).blank().text(service_name(city, service.service));
    csv.blank().number(service.arrived_people).blank(5).number(service.served_people).blank(6);
    write(csv, service.mean_minutes);
    csv.blank(5).number(service.assumed_ends).blank(6).end_row();
  }
}

/// With a header: of each hall and day one row with neither lane nor service, then one for each
/// lane, then one for each service. What a row cannot know is empty.
std::string render_report_csv(const config::City& city, const scheduler::ReportSource& source) {
  std::string body;
  base::CsvWriter csv{body};
  for (const auto column : csv_columns) csv.text(column);
  csv.end_row();
  for (const auto& day : scheduler::make_report(source, city)) {
    add_hall(csv, day);
    add_parts(csv, city, day);
  }
  return body;
}

Checked<Rendered> show_report(const scheduler::Reply& answer, const Resources& resources) {
  return Rendered{render_report(resources.city, *answer.report)};
}

Checked<Rendered> show_report_csv(const scheduler::Reply& answer, const Resources& resources) {
  return Rendered{.body = render_report_csv(resources.city, *answer.report),
                  .content_type = "text/csv; charset=utf-8; header=present"};
}

}  // namespace

void daily_report(Exchange& exchange, Resources& resources) {
  auto query = read_report_query(exchange.request.query, exchange.request.accept,
                                 config::date_of(exchange.now));
  if (!query) return exchange.reply(query.error());
  auto& range = query->range;
  const bool is_named = range.hall != config::HallCode{};
  if (is_named && resources.city.find(range.hall) == nullptr) {
    return exchange.reply(unknown_hall());
  }
  if (!is_named && exchange.role() == scheduler::Role::staff) {
    range.hall = exchange.principal->caller.hall;
  }
  exchange.submit(scheduler::GetReport{range.from, range.to, range.hall}, 200,
                  query->form == ReportForm::csv ? show_report_csv : show_report);
}

}  // namespace offpeak::api
