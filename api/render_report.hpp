// Daily reports as the API says them.
#pragma once

#include <string>

#include "config/city.hpp"
#include "scheduler/reports/report_source.hpp"

namespace offpeak::api {

/// `{"from", "to", "days": [...]}`: halls by code, their days in order.
std::string render_report(const config::City& city, const scheduler::ReportSource& source);

/// RFC 4180 with a header: of each hall and day one row with neither lane nor service, then one for
/// each lane, then one for each service. Figures that a row does not have are empty.
std::string render_report_csv(const config::City& city, const scheduler::ReportSource& source);

}  // namespace offpeak::api
