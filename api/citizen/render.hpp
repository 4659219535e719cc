// What the core answered to citizens, as the API says it.
#pragma once

#include <string>
#include <string_view>

#include "api/in_flight.hpp"
#include "config/city.hpp"
#include "scheduler/answer.hpp"

namespace offpeak::api {

std::string_view status_name(scheduler::AppointmentStatus status);
std::string_view status_name(scheduler::WaitlistStatus status);

/// A hold or an appointment.
std::string render_appointment(const config::City& city, const scheduler::AppointmentView& view);
std::string render_waitlist(const config::City& city, const scheduler::WaitlistView& view);
/// `{"appointments": […]}`, newest first.
std::string render_list(const config::City& city,
                        const std::vector<scheduler::AppointmentView>& list);

/// The answer to what makes or changes a hold or an appointment.
Checked<Rendered> show_appointment(const scheduler::Reply& answer, const Resources& resources);

/// The kiosk code as a QR code, SVG.
std::string render_qr(const scheduler::AppointmentView& view);

}  // namespace offpeak::api
