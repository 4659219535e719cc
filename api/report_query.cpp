#include "api/report_query.hpp"

#include <array>

#include "api/query.hpp"
#include "api/slot_id.hpp"

namespace offpeak::api {
namespace {

Problem not_a_date(std::string field) {
  return invalid_field(std::move(field), "must be a date such as 2026-06-13");
}

}  // namespace

Checked<ReportQuery> read_report_query(std::string_view query, std::string_view accept,
                                       config::Date today) {
  std::string from, to, hall, format;
  const std::array<QueryField, 4> fields{
      {{"from", &from}, {"to", &to}, {"hall", &hall}, {"format", &format}}};
  if (const auto read = read_query(query, fields); !read) return read.error();

  ReportQuery wanted;
  auto& range = wanted.range;
  const auto first = from.empty() ? today : config::parse_date(from);
  if (!first || !has_slot_names(*first)) return not_a_date("from");
  const auto last = to.empty() ? first : config::parse_date(to);
  if (!last || !has_slot_names(*last)) return not_a_date("to");
  if (*last < *first) return invalid_field("to", "must not be before from");
  if ((*last - *first).count() >= scheduler::report_days_max) {
    return invalid_field("to", "a report covers at most " +
                                   std::to_string(scheduler::report_days_max) +
                                   " days: ask for a shorter span");
  }
  range.from = *first;
  range.to = *last;
  if (!hall.empty()) {
    const auto code = parse_hall(hall);
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

}  // namespace offpeak::api
