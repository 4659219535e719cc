// Watching for a place that is earlier than a booked one (提前通知). What is watched for, and the
// place that is offered, are told with the appointment.
#pragma once

#include <array>
#include <string_view>

#include "api/problem.hpp"
#include "api/route.hpp"
#include "config/city.hpp"
#include "scheduler/messages/watch.hpp"

namespace offpeak::api {

/// `{"halls", "from", "to", "from_time", "to_time"}`, each of which may be left out, as the whole
/// body may: no hall is the booking's own; the days are those from `today` on; the hours, all.
Checked<scheduler::WatchedPlaces> read_watch_request(const config::City& city, config::Date today,
                                                     std::string_view body);

void watch_places(Exchange& exchange, Resources& resources);
void end_watch(Exchange& exchange, Resources& resources);

inline constexpr std::array watch_routes{
    Route{http::Method::post, "/v1/appointments/{id}/watch", Access::booking, Audience::everyone,
          Limits::counted, watch_places},
    Route{http::Method::del, "/v1/appointments/{id}/watch", Access::booking, Audience::everyone,
          Limits::counted, end_watch},
};

}  // namespace offpeak::api
