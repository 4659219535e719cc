// What `GET /v1/operations/audit` is asked.
#pragma once

#include <string_view>

#include "api/problem.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::api {

inline constexpr std::uint16_t audit_entries_default = 100;

/// `from`, `to`: a date, of which the whole day counts, or a time, from which and before which;
/// `hall`, `actor`, `limit`, and `after`, the `next` of the page before. All may be left out.
Checked<scheduler::ListAudit> read_audit_query(std::string_view query);

}  // namespace offpeak::api
