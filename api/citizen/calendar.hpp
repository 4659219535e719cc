// An appointment as a calendar file (RFC 5545), published and withdrawn as RFC 5546 describes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/security/check_in_codes.hpp"
#include "config/city.hpp"
#include "scheduler/answer.hpp"

namespace offpeak::api {

/// What the file asks a calendar to do with the event.
enum class CalendarMethod : std::uint8_t { publish, cancel };

CalendarMethod calendar_method(scheduler::AppointmentStatus status);

struct CalendarContext {
  const security::CheckInCodes& codes;
  config::Instant made_at{};
  std::string_view public_url{};  // SharedResources::public_url; empty: no link
};

/// One event, without anything about the person. All appointments of a chain of reschedules have
/// its UID, with a SEQUENCE that rises at each step and at the cancellation. Throws
/// std::bad_alloc.
std::string render_calendar(const config::City& city, const scheduler::AppointmentView& view,
                            const CalendarContext& context);

}  // namespace offpeak::api
