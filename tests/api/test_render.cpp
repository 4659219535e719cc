#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "api/citizen/render.hpp"
#include "scheduler/messages/kiosk_code.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/qr_reader.hpp"
#include "tests/api/security/support.hpp"

namespace api = offpeak::api;
namespace config = offpeak::config;
namespace json = boost::json;
namespace scheduler = offpeak::scheduler;
using offpeak::testing::hangzhou;
using scheduler::AppointmentStatus;
using scheduler::WaitlistStatus;

namespace {

const scheduler::SlotKey slot{config::HallCode{330100}, config::LaneCode{1},
                              config::make_date(2026, 6, 13), config::MinuteOfDay{8 * 60 + 30}};

scheduler::AppointmentView booked() {
  scheduler::AppointmentView view;
  view.id = {{0x0a1b2c3d4e5f6071, 0x8293a4b5c6d7e8f9}};
  view.slot = slot;
  view.minutes = 30;
  view.status = AppointmentStatus::booked;
  view.has_code = true;
  view.code = scheduler::nth_code(slot.hall(), slot.date(), 0);
  view.services = {config::ServiceCode{2}, config::ServiceCode{1}};
  view.size = 2;
  view.companions = 0b10;
  return view;
}

const offpeak::security::CheckInCodes& codes() {
  static const offpeak::security::CheckInCodes codes{offpeak::testing::counting_keys()};
  return codes;
}

const auto now = config::parse_instant("2026-06-12T09:05:30+08:00").value();

const offpeak::engine::News no_news;

json::object parsed(const scheduler::AppointmentView& view) {
  return json::parse(api::render_appointment(hangzhou(), codes(), view, api::Asking{now, no_news}))
      .as_object();
}
/// As the reply to a command.
json::object parsed_command(const scheduler::AppointmentView& view) {
  return json::parse(api::render_appointment(hangzhou(), codes(), view, std::nullopt)).as_object();
}

std::string code_in(const scheduler::AppointmentView& view) {
  return std::string{parsed(view).at("code").as_string()};
}

}  // namespace

TEST_CASE("An appointment is shown with its code, slot, times and services, and nothing else") {
  const auto body = parsed(booked());
  CHECK(body == json::parse(R"({"id":"0a1b2c3d4e5f60718293a4b5c6d7e8f9","code":")" +
                            scheduler::format_code(booked().code) +
                            R"(","status":"booked","slot":"330100.documents.2026-06-13.0830",
                            "hall":"330100","start":"2026-06-13T08:30:00+08:00",
                            "end":"2026-06-13T09:00:00+08:00",
                            "check_in_from":"2026-06-13T08:00:00+08:00",
                            "check_in_until":"2026-06-13T08:45:00+08:00",
                            "cancel_free_until":"2026-06-12T17:00:00+08:00",
                            "applicants":[{"service":"passport_renewal","confirmed":true},
                                          {"service":"first_passport","confirmed":false}]})"));
}

TEST_CASE("A code of before there was a key is shown as it is, one since then through the key") {
  auto view = booked();
  const std::string bare = scheduler::format_code(view.code);
  CHECK(code_in(view) == bare);
  view.code = scheduler::keyed(view.code);
  CHECK(code_in(view) != bare);
  CHECK(code_in(view) == codes().text(slot.hall(), slot.date(), view.code));
}

TEST_CASE("A hold has an end and no code") {
  auto view = booked();
  view.status = AppointmentStatus::held;
  view.has_code = false;
  view.expires_at = config::parse_instant("2026-06-12T09:10:00.999+08:00").value();
  const auto body = parsed(view);
  CHECK(body.at("expires_at") == "2026-06-12T09:10:00+08:00");
  CHECK(body.at("remaining_seconds") == 270);
  CHECK(body.at("cancel_free_until") == "2026-06-12T17:00:00+08:00");
  CHECK_FALSE(body.contains("code"));
  CHECK_FALSE(parsed_command(view).contains("remaining_seconds"));  // the same when repeated
  view.expires_at = now - std::chrono::seconds{1};                  // it ends at the next timer
  CHECK(parsed(view).at("remaining_seconds") == 0);
}

TEST_CASE("A rescheduled appointment and its successor name each other") {
  auto old_view = booked();
  old_view.status = AppointmentStatus::rescheduled;
  old_view.later = {{1, 2}};
  CHECK(parsed(old_view).at("rescheduled_to") == "00000000000000010000000000000002");
  CHECK_FALSE(parsed(old_view).contains("reschedules"));
  CHECK_FALSE(parsed(old_view).contains("check_in_from"));
  CHECK_FALSE(parsed(old_view).contains("cancel_free_until"));
  auto new_view = booked();
  new_view.earlier = {{3, 4}};
  CHECK(parsed(new_view).at("reschedules") == "00000000000000030000000000000004");
}

TEST_CASE(
    "A booked one is shown with what is offered instead of it, and with what it watches for") {
  auto view = booked();
  CHECK_FALSE(parsed(view).contains("offer"));
  CHECK_FALSE(parsed(view).contains("watch"));
  view.offer = {.id = {{1, 2}},
                .slot = slot,
                .minutes = 60,
                .expires_at = config::parse_instant("2026-06-12T10:30:00+08:00").value(),
                .kind = scheduler::PlaceOfferKind::swap};
  view.watch = {.places = {.halls = {config::HallCode{330100}, config::HallCode{330102}},
                           .halls_size = 2,
                           .from = config::make_date(2026, 6, 11),
                           .to = config::make_date(2026, 6, 12),
                           .from_minute = config::MinuteOfDay{8 * 60 + 30}},
                .ends_at = config::parse_instant("2026-06-13T00:00:00+08:00").value()};
  CHECK(parsed(view).at("offer") ==
        json::parse(R"({"id":"00000000000000010000000000000002","kind":"swap",
            "slot":"330100.documents.2026-06-13.0830","hall":"330100",
            "start":"2026-06-13T08:30:00+08:00","end":"2026-06-13T09:30:00+08:00",
            "expires_at":"2026-06-12T10:30:00+08:00"})"));
  CHECK(parsed(view).at("watch") ==
        json::parse(R"({"halls":["330100","330102"],"from":"2026-06-11","to":"2026-06-12",
            "from_time":"08:30","to_time":"24:00","ends_at":"2026-06-13T00:00:00+08:00"})"));
}

TEST_CASE("Each status has the name the interface describes") {
  const std::vector<std::string_view> appointments{
      "held",           "booked",      "checked_in", "done", "expired",   "released", "cancelled",
      "late_cancelled", "rescheduled", "no_show",    "left", "displaced", "excused"};
  for (std::size_t i = 0; i < appointments.size(); ++i) {
    CHECK(api::status_name(static_cast<AppointmentStatus>(i)) == appointments[i]);
  }
  const std::vector<std::string_view> waitlist{"waiting", "offered", "accepted",  "lapsed",
                                               "left",    "closed",  "ineligible"};
  for (std::size_t i = 0; i < waitlist.size(); ++i) {
    CHECK(api::status_name(static_cast<WaitlistStatus>(i)) == waitlist[i]);
  }
}

TEST_CASE("What left the configuration is named by its code") {
  auto view = booked();
  view.slot = {slot.hall(), config::LaneCode{9}, slot.date(), slot.start_minute()};
  view.services[0] = config::ServiceCode{30};
  const auto body = parsed(view);
  CHECK(body.at("slot") == "330100.lane9.2026-06-13.0830");
  CHECK(body.at("applicants").at(0).at("service") == "service30");
}

TEST_CASE("A place in line has a position while waiting and an offer while offered") {
  scheduler::WaitlistView view;
  view.id = {{5, 6}};
  view.slot = slot;
  view.services = {config::ServiceCode{2}};
  view.size = 1;
  view.status = WaitlistStatus::waiting;
  view.position = 3;
  const std::string common = R"("id":"00000000000000050000000000000006",
      "slot":"330100.documents.2026-06-13.0830","applicants":[{"service":"passport_renewal"}])";
  CHECK(json::parse(api::render_waitlist(hangzhou(), view)) ==
        json::parse("{" + common + R"(,"status":"waiting","position":3})"));
  view.status = WaitlistStatus::offered;
  view.offer = {{7, 8}};
  view.offer_expires_at = config::parse_instant("2026-06-12T10:30:00+08:00").value();
  CHECK(json::parse(api::render_waitlist(hangzhou(), view)) ==
        json::parse("{" + common + R"(,"status":"offered","offer":{
            "hold":"00000000000000070000000000000008","expires_at":"2026-06-12T10:30:00+08:00"}})"));
  view.status = WaitlistStatus::left;
  CHECK(json::parse(api::render_waitlist(hangzhou(), view)) ==
        json::parse("{" + common + R"(,"status":"left"})"));
}

TEST_CASE("A list keeps its order") {
  auto other = booked();
  other.id = {{9, 9}};
  std::vector<scheduler::AppointmentView> views{other, booked()};
  const auto list =
      json::parse(api::render_list(hangzhou(), codes(), views, {now, no_news})).at("appointments");
  REQUIRE(list.as_array().size() == 2);
  CHECK(list.at(0).at("id") == "00000000000000090000000000000009");
  CHECK(api::render_list(hangzhou(), codes(), {}, {now, no_news}) == R"({"appointments":[]})");
}

TEST_CASE("The QR code holds the kiosk code, for every code") {
  for (std::uint32_t n = 0; n < 64; ++n) {
    auto view = booked();
    view.code = scheduler::nth_code(slot.hall(), slot.date(), n * 524'287 % (1U << 25));
    const std::string svg = api::render_qr(codes(), view);
    CHECK(offpeak::testing::read_qr_svg(svg) == scheduler::format_code(view.code));
  }
}
