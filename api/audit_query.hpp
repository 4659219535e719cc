// What `GET /v1/operations/audit` is asked.
#pragma once

#include <string_view>

#include "api/problem.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::api {

inline constexpr std::uint16_t audit_entries_default = 100;

/// `from` and `to`: dates, both included, or times, of which `to` is excluded. `after`: the `next`
/// of the previous page. `hall`, `actor` and `limit` as in ListAudit. All may be left out.
Checked<scheduler::ListAudit> read_audit_query(std::string_view query);

}  // namespace offpeak::api
