// Calendar files and QR codes of appointments.
#include <qrencode.h>

#include <memory>

#include "api/citizen/render.hpp"
#include "api/slot_id.hpp"
#include "base/hex.hpp"
#include "scheduler/messages/kiosk_code.hpp"

namespace offpeak::api {
namespace {

/// "20260613T003000Z", of "2026-06-13T08:30:00+08:00".
std::string calendar_time(config::Instant instant) {
  const std::string utc = config::format_instant(instant - config::city_utc_offset);
  std::string text;
  for (const char c : utc.substr(0, 19)) {
    if (c != '-' && c != ':') text += c;
  }
  return text + "Z";
}

/// RFC 5545, 3.3.11: commas, semicolons and backslashes are escaped in text.
std::string calendar_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == ',' || c == ';' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

bool is_given_up(scheduler::AppointmentStatus status) {
  using scheduler::AppointmentStatus;
  return status == AppointmentStatus::cancelled || status == AppointmentStatus::late_cancelled ||
         status == AppointmentStatus::rescheduled;
}

}  // namespace

std::string render_calendar(const config::City& city, const scheduler::AppointmentView& view,
                            config::Instant made_at) {
  const auto* hall = city.find(view.slot.hall());
  const auto start = view.slot.start();
  const std::string place =
      hall == nullptr ? format_hall(view.slot.hall()) : hall->name.zh + " " + hall->name.en;
  const std::string_view address = hall == nullptr ? "" : std::string_view{hall->address};
  std::string text;
  const auto line = [&text](std::string_view name, std::string_view value) {
    text.append(name).append(":").append(value).append("\r\n");
  };
  line("BEGIN", "VCALENDAR");
  line("VERSION", "2.0");
  line("PRODID", "-//Offpeak//Offpeak//EN");
  line("BEGIN", "VEVENT");
  line("UID", std::string{base::text_of(base::to_hex(view.id))} + "@offpeak");
  line("DTSTAMP", calendar_time(made_at));
  line("DTSTART", calendar_time(start));
  line("DTEND", calendar_time(start + config::minutes{view.slot_minutes}));
  line("SUMMARY", calendar_text(place + " " + scheduler::format_code(view.code)));
  line("LOCATION", calendar_text(address.empty() ? place : place + ", " + std::string{address}));
  line("STATUS", is_given_up(view.status) ? "CANCELLED" : "CONFIRMED");
  line("END", "VEVENT");
  line("END", "VCALENDAR");
  return text;
}

std::string render_qr(const scheduler::AppointmentView& view) {
  constexpr int quiet_zone = 4;  // modules, ISO/IEC 18004
  const std::string code = scheduler::format_code(view.code);
  const std::unique_ptr<QRcode, void (*)(QRcode*)> qr{
      QRcode_encodeString(code.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free};
  if (!qr) throw std::bad_alloc{};
  const std::string size = std::to_string(qr->width + 2 * quiet_zone);
  std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + size + " " + size +
                    R"(" shape-rendering="crispEdges" role="img" aria-label=")" + code +
                    R"("><rect width="100%" height="100%" fill="#fff"/><path fill="#000" d=")";
  for (int y = 0; y < qr->width; ++y) {
    for (int x = 0; x < qr->width; ++x) {
      if ((qr->data[y * qr->width + x] & 1) == 0) continue;
      svg +=
          "M" + std::to_string(x + quiet_zone) + "," + std::to_string(y + quiet_zone) + "h1v1h-1z";
    }
  }
  return svg + R"("/></svg>)";
}

}  // namespace offpeak::api
