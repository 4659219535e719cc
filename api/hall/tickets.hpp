// Tickets: looked at and given back, and how the API says them.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "api/route.hpp"
#include "base/json_writer.hpp"
#include "config/city.hpp"
#include "scheduler/answer.hpp"

namespace offpeak::api {

void get_ticket(Exchange& exchange, Resources& resources);
void leave_ticket(Exchange& exchange, Resources& resources);

inline constexpr std::array ticket_routes{
    Route{http::Method::get, "/v1/tickets/{id}", Access::anyone, Audience::everyone,
          Limits::counted, get_ticket},
    Route{http::Method::del, "/v1/tickets/{id}", Access::anyone, Audience::everyone,
          Limits::counted, leave_ticket},
};

/// The first number of a ticket, and of a party all of them.
void write_numbers(base::JsonWriter& json, config::LaneCode lane, std::uint16_t first,
                   std::uint8_t size);
void write_services(base::JsonWriter& json, const config::City& city,
                    const scheduler::Services& services);

/// Whole minutes and tenths of a predicted wait, or null.
void write_minutes(base::JsonWriter& json, std::uint32_t seconds);

/// The members of a predicted wait. With one that is not today, when the hall opens on another day.
void write_wait(base::JsonWriter& json, const scheduler::Wait& wait,
                std::optional<config::Instant> next_opening);

/// As its holder sees it. While it waits, `wait` is the prediction of this moment, which may be
/// unknown; then `view.wait`, told at check-in, is shown.
std::string render_ticket(const config::City& city, const scheduler::TicketView& view,
                          const scheduler::Wait& wait);

/// As a clerk sees it: `{"ticket": …}`, and nothing that changes while others come and go.
std::string render_call(const config::City& city, const scheduler::TicketView& view);

}  // namespace offpeak::api
