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

/// `from` defaults to `today` and `to` to `from`; without `hall` the report is of all halls.
/// `format` is "json" or "csv" and overrides `accept`, the request's header field.
Checked<ReportQuery> read_report_query(std::string_view query, std::string_view accept,
                                       config::Date today);

}  // namespace offpeak::api
