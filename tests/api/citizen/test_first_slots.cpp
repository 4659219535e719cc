// The first day with room, at one hall or in the whole city.
#include "api/citizen/first_slots.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/hall.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak;
using namespace offpeak::testing;
namespace json = boost::json;

namespace {

json::value first(const std::string& query) {
  static ApiServer server;
  const auto reply = server.connect().get("/v1/slots/first?service=passport_renewal" + query);
  REQUIRE(reply.status == 200);
  return reply.json();
}

std::string text(const json::value& of, std::string_view name) {
  return std::string{of.at(name).as_string()};
}

}  // namespace

TEST_CASE("Without a place the first day with room is that of all halls, by hall and start") {
  // Saturday the 13th of June, before the halls open
  const auto found = first("");
  CHECK(text(found, "date") == "2026-06-13");
  const auto& slots = found.at("slots").as_array();
  REQUIRE(slots.size() > 15);
  CHECK(text(slots.at(0), "hall") == "330100");
  CHECK(text(slots.at(0), "id") == "330100.documents.2026-06-13.0830");
  CHECK(slots.at(0).at("remaining") == 51);
  CHECK(!slots.at(0).as_object().contains("distance_km"));
}

TEST_CASE("With a place the nearest hall comes first, and each slot says how far it is") {
  const auto found = first("&near=29.61,119.02");  // in Chun'an
  const auto& slots = found.at("slots").as_array();
  CHECK(text(slots.at(0), "hall") == "330127");
  double before = 0;
  for (const auto& slot : slots) {
    const double km = slot.at("distance_km").to_number<double>();
    CHECK(km >= before);
    before = km;
  }
  CHECK(before > 50);
}

TEST_CASE("From elsewhere the answer is that without a place, and says so") {
  const auto plain = first("");
  CHECK(!plain.as_object().contains("notice"));
  for (const char* far : {"39.90,116.40", "0,0", "-30.25,-59.83"}) {
    CAPTURE(far);
    auto found = first(std::string{"&near="} + far);
    CHECK(text(found.at("notice"), "code") == "far_from_halls");
    CHECK(!text(found.at("notice"), "zh").empty());
    found.as_object().erase("notice");
    CHECK(found == plain);
  }
}

TEST_CASE("A position is near up to 100 km from the nearest hall, whatever the others are") {
  config::City city;
  city.halls.resize(2);
  city.halls[0].lat = 30;
  city.halls[0].lon = 120;
  city.halls[1].lat = -45;
  const auto read = [&](const char* near) { return *api::read_near(city, near); };
  // A degree of latitude is 111.19 km.
  for (const char* near : {"30,120", "30.8992,120", "29.1008,120", "-45.8992,0"}) {
    CAPTURE(near);
    CHECK(read(near).position.has_value());
    CHECK(!read(near).is_far);
  }
  for (const char* far : {"30.8994,120", "29.1006,120", "30,121.1", "-45.8994,0", "0,60"}) {
    CAPTURE(far);
    CHECK(!read(far).position.has_value());
    CHECK(read(far).is_far);
  }
  CHECK(!read("").is_far);
  CHECK(!api::read_near(city, "30"));
}

TEST_CASE("A party of several services is asked about together, as it books") {
  ApiServer server;
  auto client = server.connect();
  const auto slots_of = [&](const std::string& visit) {
    const auto reply = client.get("/v1/slots/first?hall=330100&" + visit);
    REQUIRE(reply.status == 200);
    return reply.json();
  };
  // 6 and 8 counter-minutes are twice 7.
  CHECK(slots_of("services=passport_renewal,first_passport") ==
        slots_of("service=hk_macao_permit&party=2"));
  const auto refused =
      client.get("/v1/slots/first?services=passport_renewal,business_registration");
  CHECK(refused.status == 400);
  CHECK(refused.text("field") == "services");
  CHECK(refused.text("detail") ==
        "passport_renewal and business_registration have queues of their own: ask and book them "
        "apart");
}

TEST_CASE("One hall is asked alone, and a later day is the first") {
  const auto found = first("&hall=330102&from=2026-06-20&party=4&minors=2");
  CHECK(text(found, "date") == "2026-06-22");  // after the days off of the Dragon Boat Festival
  for (const auto& slot : found.at("slots").as_array()) CHECK(text(slot, "hall") == "330102");
}

TEST_CASE("A day in the past counts as today, and beyond all horizons there is none") {
  CHECK(text(first("&from=2020-01-01"), "date") == "2026-06-13");
  const auto none = first("&from=2027-03-01");
  CHECK(none.at("date").is_null());
  CHECK(none.at("slots").as_array().empty());
}

TEST_CASE("A full day is passed over, and a day on which a hall is closed") {
  const auto& city = hangzhou();
  engine::Availability availability{city};
  const auto now = *config::parse_instant("2026-06-12T20:00:00+08:00");
  const auto* hall = city.find(config::HallCode{330127});
  const auto* service = city.find_service("passport_renewal");
  const api::FirstSlotsQuery query{.visit = api::Visit::of(*service), .hall = hall};
  const auto date = [&] {
    return text(json::parse(api::find_first_slots(city, availability, query, now).body), "date");
  };
  CHECK(date() == "2026-06-13");
  const auto saturday = config::make_date(2026, 6, 13);
  for (const auto& plan : scheduler::plan_day(city, *hall, service->lane, saturday)) {
    const auto all = static_cast<std::uint32_t>(plan.capacity_minutes);
    availability.publish(plan.key, all, std::nullopt);
  }
  CHECK(date() == "2026-06-14");
}

TEST_CASE("Whatever is wrong in the query is named") {
  ApiServer server;
  auto client = server.connect();
  struct Row {
    const char* query;
    const char* field;
  };
  for (const auto& [query, field] :
       {Row{"", "service"}, Row{"service=haircut", "service"},
        Row{"service=advice&near=30.2", "near"}, Row{"service=advice&near=30.2,", "near"},
        Row{"service=advice&near=91,0", "near"}, Row{"service=advice&near=0,-181", "near"},
        Row{"service=advice&near=nan,0", "near"}, Row{"service=advice&near=1e1,0", "near"},
        Row{"service=advice&near=30.2,120.1,5", "near"},
        Row{"service=advice&from=2026-02-30", "from"}, Row{"service=advice&party=5", "party"},
        Row{"service=advice&minors=2", "minors"}, Row{"service=advice&hall=1", "hall"},
        Row{"service=advice&to=2026-06-14", "to"}}) {
    CAPTURE(query);
    const auto reply = client.get(std::string{"/v1/slots/first?"} + query);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == field);
  }
  CHECK(client.get("/v1/slots/first?service=passport_renewal&near=30.27%2C120.16").status == 200);
}
