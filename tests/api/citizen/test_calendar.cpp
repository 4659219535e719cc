// Calendar files of appointments, byte by byte.
#include "api/citizen/calendar.hpp"

#include <doctest/doctest.h>

#include <set>

#include "api/citizen/appointment_ids.hpp"
#include "scheduler/messages/appointment_chain.hpp"
#include "scheduler/messages/kiosk_code.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/security/support.hpp"

namespace offpeak::api {
namespace {

using offpeak::testing::hangzhou;
using scheduler::AppointmentStatus;

constexpr std::size_t line_bytes_max = 75;  // RFC 5545, 3.1

const scheduler::SlotKey slot{config::HallCode{330100}, config::LaneCode{1},
                              config::make_date(2026, 6, 13), config::MinuteOfDay{8 * 60 + 30}};

scheduler::AppointmentView booked() {
  scheduler::AppointmentView view;
  view.id = {{0x0a1b2c3d4e5f6071, 0x0093a4b5c6d7e8f9}};
  view.slot = slot;
  view.minutes = 30;
  view.status = AppointmentStatus::booked;
  view.has_code = true;
  view.code = scheduler::nth_code(slot.hall(), slot.date(), 0);
  view.services = {config::ServiceCode{2}, config::ServiceCode{1}};
  view.size = 2;
  return view;
}

std::string calendar_of(const scheduler::AppointmentView& view,
                        const config::City& city = hangzhou(), std::string_view public_url = {}) {
  const auto made_at = config::parse_instant("2026-06-12T07:59:59+08:00").value();
  static const security::CheckInCodes codes{testing::counting_keys()};
  return render_calendar(city, view,
                         {.codes = codes, .made_at = made_at, .public_url = public_url});
}

/// Folded lines put together, as a reader does first.
std::string unfolded(std::string text) {
  for (auto at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n ", at)) {
    text.erase(at, 3);
  }
  return text;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\r\n" + text).find("\r\n" + line + "\r\n") != std::string::npos;
}

config::Hall& main_hall(config::City& city) {
  return *std::ranges::find(city.halls, slot.hall(), &config::Hall::code);
}

}  // namespace

TEST_CASE("A calendar file is one published event in UTC, with its place and its alarms") {
  const std::string text = unfolded(calendar_of(booked(), hangzhou(), "https://offpeak.example"));
  CHECK(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
  CHECK(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  const std::string code = scheduler::format_code(booked().code);
  for (const std::string line :
       {"METHOD:PUBLISH", "UID:0a1b2c3d4e5f6071@offpeak", "SEQUENCE:0", "DTSTAMP:20260611T235959Z",
        "DTSTART:20260613T003000Z", "DTEND:20260613T010000Z", "STATUS:CONFIRMED",
        "ORGANIZER;CN=市局 Main hall (municipal bureau):invalid:nomail",
        "LOCATION:市局 Main hall (municipal bureau)\\, 婺江路169号",
        "URL:https://offpeak.example/v1/appointments/0a1b2c3d4e5f60710093a4b5c6d7e8f9.ics",
        "TRIGGER:-P1D", "TRIGGER:-PT2H", "ACTION:DISPLAY"}) {
    CAPTURE(line);
    CHECK(has_line(text, line));
  }
  CHECK(has_line(text, "SUMMARY:市局 Main hall (municipal bureau) " + code));
  const auto geo = text.find("\r\nGEO:30.");
  REQUIRE(geo != std::string::npos);
  CHECK(text.find(";120.", geo) < text.find("\r\n", geo + 2));
  CHECK(calendar_of(booked()).find("URL:") == std::string::npos);
}

TEST_CASE("Names with commas, semicolons, quotes and lines stay one value") {
  auto city = hangzhou();
  main_hall(city).name = {.zh = "甲,乙;丙", .en = "A \\ B\nC\r\x01:\"D\""};
  const std::string text = unfolded(calendar_of(booked(), city));
  CHECK(text.find("\r\nSUMMARY:甲\\,乙\\;丙 A \\\\ B\\nC:\"D\" ") != std::string::npos);
  CHECK(text.find('\x01') == std::string::npos);
  const auto organizer = text.find("\r\nORGANIZER;CN=\"甲,乙;丙 A ");
  REQUIRE(organizer != std::string::npos);
  CHECK(text.find(":invalid:nomail\r\n", organizer) < text.find("\r\n", organizer + 2));
}

TEST_CASE("No line has more than 75 octets, and none is folded inside a character") {
  for (std::size_t shift = 0; shift < line_bytes_max; ++shift) {
    auto city = hangzhou();
    std::string name(shift, 'x');
    for (int i = 0; i < 60; ++i) name += "大厅";
    main_hall(city).name = {.zh = name, .en = "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷"};
    const std::string text = calendar_of(booked(), city);
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = text.find("\r\n", begin);
      REQUIRE(end != std::string::npos);
      CHECK(end - begin <= line_bytes_max);
      const bool is_folded = text[begin] == ' ';
      const auto first = static_cast<unsigned char>(text[begin + (is_folded ? 1 : 0)]);
      CHECK((first & 0xC0) != 0x80);  // does not go on with a character
      begin = end + 2;
    }
    CHECK(unfolded(text).find("\r\nSUMMARY:" + name + " ") != std::string::npos);
  }
}

TEST_CASE("What was given up is withdrawn with a higher sequence, without alarms") {
  struct Row {
    AppointmentStatus status;
    bool given_up;
  };
  using S = AppointmentStatus;
  for (const auto& row : {Row{S::booked, false}, Row{S::checked_in, false}, Row{S::done, false},
                          Row{S::no_show, false}, Row{S::left, false}, Row{S::cancelled, true},
                          Row{S::late_cancelled, true}, Row{S::rescheduled, true}}) {
    auto view = booked();
    view.status = row.status;
    const std::string text = calendar_of(view);
    CHECK(has_line(text, row.given_up ? "METHOD:CANCEL" : "METHOD:PUBLISH"));
    CHECK(has_line(text, row.given_up ? "STATUS:CANCELLED" : "STATUS:CONFIRMED"));
    CHECK(has_line(text, row.given_up ? "SEQUENCE:1" : "SEQUENCE:0"));
    CHECK((text.find("BEGIN:VALARM") != std::string::npos) == (row.status == S::booked));
  }
}

TEST_CASE("Ids along a chain of reschedules count its steps, and have nothing else in common") {
  auto id = new_appointment_id();
  CHECK(step_of(id) == 0);
  CHECK(chain_of(id) != chain_of(new_appointment_id()));
  std::set<std::uint64_t> drawn{id.words[1] << 8};
  for (int step = 1; step <= 2 * scheduler::appointment_step_max; ++step) {
    const auto next = next_appointment_id(id);
    CHECK(chain_of(next) == chain_of(id));
    CHECK(step_of(next) == std::min<int>(step, scheduler::appointment_step_max));
    CHECK(drawn.insert(next.words[1] << 8).second);
    id = next;
  }
}

}  // namespace offpeak::api
