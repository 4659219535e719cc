#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "api/problem.hpp"
#include "base/enumerators.hpp"

namespace api = offpeak::api;
namespace json = boost::json;
using offpeak::scheduler::Rejection;

namespace {

json::object parsed(const api::Problem& problem) {
  return json::parse(api::problem_body(problem)).as_object();
}

}  // namespace

TEST_CASE("Every rejection has one status and one code, and no code stands for two") {
  const std::map<Rejection, std::pair<int, std::string_view>> expected{
      {Rejection::slot_full, {409, "slot_full"}},
      {Rejection::not_released, {409, "not_released"}},
      {Rejection::already_booked, {409, "already_booked"}},
      {Rejection::suspended, {409, "suspended"}},
      {Rejection::hold_expired, {409, "hold_expired"}},
      {Rejection::unknown_slot, {404, "unknown_slot"}},
      {Rejection::outside_horizon, {409, "outside_horizon"}},
      {Rejection::hold_limit, {409, "hold_limit"}},
      {Rejection::cancellation_limit, {409, "cancellation_limit"}},
      {Rejection::not_found, {404, "not_found"}},
      {Rejection::forbidden, {403, "forbidden"}},
      {Rejection::wrong_state, {409, "wrong_state"}},
      {Rejection::idempotency_mismatch, {409, "idempotency_mismatch"}},
      {Rejection::wrong_lane, {409, "wrong_lane"}},
      {Rejection::duplicate_applicant, {409, "duplicate_applicant"}},
      {Rejection::party_too_large, {409, "party_too_large"}},
      {Rejection::slot_available, {409, "slot_available"}},
      {Rejection::waitlist_full, {409, "waitlist_full"}},
      {Rejection::already_waiting, {409, "already_waiting"}},
      {Rejection::too_early, {409, "too_early"}},
      {Rejection::too_late, {409, "too_late"}},
      {Rejection::waitlist_limit, {409, "waitlist_limit"}},
      {Rejection::storage_full, {503, "storage_full"}},
      {Rejection::unknown_counter, {404, "unknown_counter"}},
      {Rejection::counter_closed, {409, "counter_closed"}},
      {Rejection::counter_busy, {409, "counter_busy"}},
      {Rejection::no_visitor, {409, "no_visitor"}},
      {Rejection::recall_first, {409, "recall_first"}},
      {Rejection::recalls_spent, {409, "recalls_spent"}},
      {Rejection::hall_closed, {409, "hall_closed"}},
      {Rejection::unknown_service, {409, "unknown_service"}},
      {Rejection::lane_full, {409, "lane_full"}},
      {Rejection::unknown_citizen, {409, "unknown_citizen"}},
      {Rejection::idempotency_limit, {429, "idempotency_limit"}},
      {Rejection::hold_pause, {429, "hold_pause"}},
      {Rejection::revocations_full, {409, "revocations_full"}},
      {Rejection::came_together, {409, "came_together"}},
      {Rejection::overlapping_visit, {409, "overlapping_visit"}},
      {Rejection::recall_pause, {409, "recall_pause"}},
      {Rejection::already_held, {409, "already_held"}},
      {Rejection::appointment_elsewhere, {409, "appointment_elsewhere"}},
      {Rejection::appointment_cancelled, {409, "appointment_cancelled"}},
      {Rejection::visit_ended, {409, "visit_ended"}},
      {Rejection::numbers_ended, {409, "numbers_ended"}},
      {Rejection::already_watching, {409, "already_watching"}},
      {Rejection::watch_limit, {409, "watch_limit"}},
      {Rejection::nothing_earlier, {409, "nothing_earlier"}},
      {Rejection::slot_closed, {409, "slot_closed"}},
      {Rejection::appointment_displaced, {409, "appointment_displaced"}},
  };
  CHECK(expected.size() == static_cast<std::size_t>(offpeak::base::last_of<Rejection>));
  std::set<std::string_view> codes;
  for (const auto& [rejection, outcome] : expected) {
    CAPTURE(outcome.second);
    const auto problem = api::problem_of(rejection);
    CHECK(problem.status == outcome.first);
    CHECK(problem.code == outcome.second);
    CHECK_FALSE(problem.detail.empty());
    CHECK((problem.retry_after_seconds > 0) == (problem.status == 503 || problem.status == 429));
    CHECK(codes.insert(problem.code).second);
  }
}

TEST_CASE("A problem's body is RFC 9457, with a code for programs and a field for bad input") {
  const auto body = parsed(api::invalid_field("applicants[0].service", "is missing"));
  CHECK(body.at("type") == "urn:offpeak:problem:invalid_field");
  CHECK(body.at("title") == "Bad request");
  CHECK(body.at("status") == 400);
  CHECK(body.at("code") == "invalid_field");
  CHECK(body.at("detail") == "is missing");
  CHECK(body.at("field") == "applicants[0].service");
  CHECK(body.at("message").at("zh") == "没有这项业务。请从列表中选择。");
  CHECK(body.at("message").at("en") ==
        "There is no such service. Please choose one from the list.");
  CHECK(body.size() == 7);
  CHECK_FALSE(parsed(api::not_found("nothing")).contains("field"));
}

TEST_CASE("Every status that is used has a title of its own") {
  std::set<std::string> titles;
  for (const int status : {400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 429, 431, 503, 505}) {
    CAPTURE(status);
    const auto body = parsed({.status = status, .code = "not_found", .detail = "x"});
    CHECK(titles.insert(std::string{body.at("title").as_string()}).second);
  }
}

TEST_CASE("Refusals that pass by themselves say when to come back") {
  CHECK(api::rate_limited(7).retry_after_seconds == 7);
  CHECK(api::overloaded().retry_after_seconds > 0);
  CHECK(api::unavailable("stopping").retry_after_seconds > 0);
  CHECK(api::unauthorized("x").retry_after_seconds == 0);
  CHECK(api::forbidden("x").retry_after_seconds == 0);
}

TEST_CASE("A refusal says which appointment it is about, when to come, and when the hall opens") {
  const auto instant = [](std::string_view text) { return *offpeak::config::parse_instant(text); };
  const auto start = instant("2026-06-13T10:00:00+08:00");
  auto elsewhere = api::problem_of(Rejection::appointment_elsewhere);
  elsewhere.appointment = {.hall = offpeak::config::HallCode{330106},
                           .start = start,
                           .hall_name = {{.zh = "西湖大厅", .en = "West Hall"}}};
  const auto to_come = parsed(elsewhere);
  CHECK(to_come.at("appointment").at("hall") == "330106");
  CHECK(to_come.at("appointment").at("hall_name").at("zh") == "西湖大厅");
  CHECK(to_come.at("appointment").at("start") == "2026-06-13T10:00:00+08:00");
  const std::string zh{to_come.at("message").at("zh").as_string()};
  CHECK(zh.find("6月13日（星期六）10:00，西湖大厅") != std::string::npos);
  elsewhere.appointment->is_missed = true;
  const std::string passed{parsed(elsewhere).at("message").at("zh").as_string()};
  CHECK(passed.find("时间已经过了") != std::string::npos);
  elsewhere.appointment->hall_name.reset();
  CHECK_FALSE(parsed(elsewhere).at("appointment").as_object().contains("hall_name"));

  auto closed = api::problem_of(Rejection::hall_closed);
  CHECK_FALSE(parsed(closed).contains("opens_at"));
  closed.opens_at = instant("2026-06-14T08:30:00+08:00");
  CHECK(parsed(closed).at("opens_at") == "2026-06-14T08:30:00+08:00");
  CHECK_FALSE(parsed(closed).contains("again_at"));
}

TEST_CASE("A field that a client made up is repeated as far as it is harmless") {
  struct Row {
    std::string field;
    std::string shown;
  };
  const std::vector<Row> rows{
      {"colour", "colour"},
      {"", "?"},
      {std::string(60, 'a'), std::string(40, 'a')},
      {"two words", "two?words"},
      {"a\nb\x7f", "a?b?"},
      {std::string(39, 'a') + "é", std::string(39, 'a') + "?"},
      {"\xff\xfe", "??"},
      {"page123456", "page123456"},
      {"E1234567", "E???????"},
      {"99999919900101001X", "?????????????????X"},
      {"9-9-9-9-9-9-1", "?-?-?-?-?-?-?"},
  };
  for (const auto& row : rows) CHECK(api::shown_name(row.field) == row.shown);
}
