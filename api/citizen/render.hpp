// What the core answered to citizens, as the API says it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/in_flight.hpp"
#include "api/security/check_in_codes.hpp"
#include "config/city.hpp"
#include "scheduler/answer.hpp"
#include "scheduler/engine/bulletin.hpp"

namespace offpeak::api {

std::string_view status_name(scheduler::AppointmentStatus status);
std::string_view status_name(scheduler::WaitlistStatus status);

/// The text by which one checks in; empty while there is none.
std::string check_in_text(const security::CheckInCodes& codes,
                          const scheduler::AppointmentView& view);

/// Somebody asks now, and is told what is left of a hold, and what is closed and told.
struct Asking {
  config::Instant now{};
  const engine::News& news;
};

/// A hold or an appointment. `asked`: nothing in the reply to a command, which is the same whenever
/// it is repeated.
std::string render_appointment(const config::City& city, const security::CheckInCodes& codes,
                               const scheduler::AppointmentView& view, std::optional<Asking> asked);
std::string render_waitlist(const config::City& city, const scheduler::WaitlistView& view);
/// `{"appointments": […]}`, newest first.
std::string render_list(const config::City& city, const security::CheckInCodes& codes,
                        const std::vector<scheduler::AppointmentView>& list, const Asking& asked);

/// The answer to what makes or changes a hold or an appointment.
Checked<Rendered> show_appointment(const scheduler::Reply& answer, const Resources& resources);
/// The answer to who asks how it stands.
Checked<Rendered> show_asked_appointment(const scheduler::Reply& answer,
                                         const Resources& resources);

/// The kiosk code as a QR code, SVG.
std::string render_qr(const security::CheckInCodes& codes, const scheduler::AppointmentView& view);

}  // namespace offpeak::api
