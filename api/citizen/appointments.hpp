// Appointments: made, looked at, changed and given up; as calendar files and QR codes.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void create_appointment(Exchange& exchange, Resources& resources);
void get_appointment_calendar(Exchange& exchange, Resources& resources);
void get_appointment(Exchange& exchange, Resources& resources);
void reschedule(Exchange& exchange, Resources& resources);
void cancel(Exchange& exchange, Resources& resources);
void confirm_companion(Exchange& exchange, Resources& resources);
void get_appointment_qr(Exchange& exchange, Resources& resources);

inline constexpr std::array appointment_routes{
    Route{http::Method::post, "/v1/appointments", Access::booking, Audience::everyone,
          Limits::counted, create_appointment},
    // Before the next, which fits as well.
    Route{http::Method::get, "/v1/appointments/{id}.ics", Access::anyone, Audience::everyone,
          Limits::counted, get_appointment_calendar},
    Route{http::Method::get, "/v1/appointments/{id}", Access::anyone, Audience::everyone,
          Limits::counted, get_appointment},
    Route{http::Method::post, "/v1/appointments/{id}/reschedule", Access::booking,
          Audience::everyone, Limits::counted, reschedule},
    Route{http::Method::post, "/v1/appointments/{id}/cancel", Access::booking, Audience::everyone,
          Limits::counted, cancel},
    Route{http::Method::post, "/v1/appointments/{id}/confirm", Access::companion,
          Audience::everyone, Limits::counted, confirm_companion},
    Route{http::Method::get, "/v1/appointments/{id}/qr.svg", Access::anyone, Audience::everyone,
          Limits::counted, get_appointment_qr},
};

}  // namespace offpeak::api
