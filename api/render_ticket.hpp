// Tickets and the audit, as the API says them.
#pragma once

#include <string>

#include "base/json_writer.hpp"
#include "config/city.hpp"
#include "scheduler/answer.hpp"

namespace offpeak::api {

/// Whole minutes and tenths of a predicted wait, or null.
void write_minutes(base::JsonWriter& json, std::uint32_t seconds);

/// As its holder sees it. While it waits, `wait` is the prediction of this moment, which may be
/// unknown; then `view.wait`, told at check-in, is shown.
std::string render_ticket(const config::City& city, const scheduler::TicketView& view,
                          const scheduler::Wait& wait);

/// As a clerk sees it: `{"ticket": …}`, and nothing that changes while others come and go.
std::string render_call(const config::City& city, const scheduler::TicketView& view);

std::string render_audit(const scheduler::AuditPage& page);

}  // namespace offpeak::api
