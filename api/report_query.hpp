// What `GET /v1/reports/daily` is asked.
#pragma once

#include <string_view>

#include "api/problem.hpp"
#include "scheduler/reports/report_source.hpp"

namespace offpeak::api {

enum class ReportForm : std::uint8_t { json, csv };

struct ReportQuery {
  scheduler::ReportRange range{};
  ReportForm form = ReportForm::json;
};

/// `from` is `today` when left out, `to` is `from`; without `hall` it is of all of them. `format`
/// is "json" or "csv" and goes before `accept`, the request's field of that name.
Checked<ReportQuery> read_report_query(std::string_view query, std::string_view accept,
                                       config::Date today);

}  // namespace offpeak::api
