// Codes that cannot be guessed, documents in place of codes, and paces of kiosks.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "scheduler/state/kiosk_codes.hpp"
#include "tests/api/hall.hpp"

using namespace offpeak::testing;
namespace config = offpeak::config;
namespace s = offpeak::scheduler;
using s::Role;

namespace {

const std::string check_ins = "/v1/halls/330100/check-ins";
const std::string ten = documents("2026-06-13", "1000");

config::City city_with_paces() {
  auto city = hangzhou();
  city.limits.wrong_codes_burst = 5;
  city.limits.wrong_code_interval_seconds = 600;
  city.limits.kiosk_numbers_burst = 6;
  city.limits.kiosk_number_interval_seconds = 600;
  return city;
}
ApiServerOptions with_paces() { return {.city = city_with_paces(), .now = in_the_morning}; }

/// The text that the n-th appointment of the day would have without a key.
std::string bare_text(std::uint32_t n) {
  return s::format_code(s::nth_code(config::HallCode{330100}, config::make_date(2026, 6, 13), n));
}

HttpReply book(Hall& hall, std::uint64_t n) {
  return hall.client.post("/v1/appointments", wish(ten, {{n}}), hall.server.citizen(n));
}

std::string document_of(std::uint64_t n) {
  return R"({"id_type":"resident","id_number":")" + resident_number(n) + R"("})";
}

}  // namespace

TEST_CASE("The code that arithmetic gives the first appointment is not its code") {
  Hall hall;
  const auto booked = book(hall, 1);
  REQUIRE(booked.status == 201);
  CHECK(booked.text("code") != bare_text(0));
  const auto guessed = hall.client.post(check_ins, code_body(bare_text(0)), hall.server.kiosk());
  CHECK(guessed.status == 404);
  CHECK(guessed.text("code") == "not_found");
  const auto known =
      hall.client.post(check_ins, code_body(booked.text("code")), hall.server.kiosk());
  CHECK(known.status == 201);
}

TEST_CASE("A kiosk that tries out codes is told to wait and stands in the audit; others go on") {
  Hall hall{with_paces()};
  const auto booked = book(hall, 1);
  REQUIRE(booked.status == 201);
  const std::string kiosk = hall.server.kiosk();
  for (std::uint32_t n = 0; n < 5; ++n) {
    CHECK(hall.client.post(check_ins, code_body(bare_text(100 + n)), kiosk).status == 404);
  }
  const auto refused = hall.client.post(check_ins, code_body(bare_text(200)), kiosk);
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "rate_limited");
  const int wait_s = std::stoi(refused.header("Retry-After"));
  CHECK(wait_s >= 1);
  CHECK(wait_s <= 600);
  CHECK(hall.client.post(check_ins, document_of(2), kiosk).status == 429);
  const std::string right = code_body(booked.text("code"));
  CHECK(hall.client.post(check_ins, right, kiosk).status == 429);
  CHECK(hall.client.post(check_ins, right, hall.server.staff()).status == 201);

  const auto audit = hall.client.get("/v1/operations/audit", hall.server.admin()).json();
  int refusals = 0;
  for (const auto& entry : audit.at("entries").as_array()) {
    if (entry.at("action") != "refused_check_in") continue;
    ++refusals;
    CHECK(entry.at("role") == "kiosk");
    CHECK(entry.at("hall") == "330100");
  }
  CHECK(refusals == 5);
}

TEST_CASE("Right codes, used ones too, cost a kiosk nothing") {
  Hall hall{with_paces()};
  const std::string kiosk = hall.server.kiosk();
  for (std::uint64_t n = 1; n <= 12; ++n) {
    const auto booked = book(hall, n);
    REQUIRE(booked.status == 201);
    const std::string body = code_body(booked.text("code"));
    CHECK(hall.client.post(check_ins, body, kiosk).status == 201);
    CHECK(hall.client.post(check_ins, body, kiosk).status == 201);
    CHECK(hall.client.post(check_ins, code_body("12345"), kiosk).status == 400);
  }
}

TEST_CASE("A kiosk that reads the card needs no code") {
  Hall hall;
  REQUIRE(book(hall, 1).status == 201);
  const std::string kiosk = hall.server.kiosk();
  const auto ticket = hall.client.post(check_ins, document_of(1), kiosk);
  CHECK(ticket.status == 201);
  CHECK(ticket.json().at("booked") == true);
  const auto stranger = hall.client.post(check_ins, document_of(2), kiosk);
  CHECK(stranger.status == 404);
  CHECK(stranger.body.find(resident_number(2)) == std::string::npos);
  struct Row {
    std::string body;
    std::string field;
  };
  for (const auto& row : std::vector<Row>{
           {R"({"id_type":"resident"})", "id_number"},
           {R"({"id_number":"1"})", "id_number"},
           {R"({"id_type":"library","id_number":"AB123456"})", "id_type"},
           {R"({"code":"7K2M9K","id_number":")" + resident_number(1) + R"("})", "code"},
       }) {
    CAPTURE(row.body);
    const auto refused = hall.client.post(check_ins, row.body, kiosk);
    CHECK(refused.status == 400);
    CHECK(refused.text("field") == row.field);
  }
}

TEST_CASE("A kiosk takes numbers at a pace, counted by people; another kiosk has its own") {
  Hall hall{with_paces()};
  const std::string four =
      R"({"services":["passport_renewal","passport_renewal","passport_renewal","passport_renewal"]})";
  REQUIRE(hall.take(four).status == 201);
  CHECK(hall.take(four).status == 429);
  CHECK(hall.take().status == 201);
  CHECK(hall.take().status == 201);
  const auto refused = hall.take();
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "rate_limited");
  CHECK(refused.header("Retry-After") == "600");
  const std::string path = "/v1/halls/330100/tickets";
  const std::string body = R"({"service":"passport_renewal"})";
  CHECK(hall.client.post(path, body, hall.server.staff()).status == 201);
  // Booked visitors get theirs.
  const auto booked = book(hall, 1);
  REQUIRE(booked.status == 201);
  CHECK(hall.client.post(check_ins, code_body(booked.text("code")), hall.server.kiosk()).status ==
        201);
  hall.server.move_clock("2026-06-13T09:40:00+08:00");
  CHECK(hall.take().status == 201);
  CHECK(hall.take().status == 429);
}
