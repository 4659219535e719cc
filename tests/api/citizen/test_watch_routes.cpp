// Earlier places (提前通知) and swaps (换场): offered beside the booked place, and taken instead of
// it.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "tests/api/api_server.hpp"
#include "tests/api/hall_day.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;
namespace json = boost::json;
using offpeak::scheduler::Role;

namespace {

const std::string nine = documents("2026-06-15", "0900");
const std::string ten = documents("2026-06-15", "1000");
const std::string at_nine = R"({"from":"2026-06-15","from_time":"09:00","to_time":"09:30"})";
const std::string after_return = "2026-06-13T09:01:00+08:00";

/// Slots with room for so many renewals, and requests enough for a long test.
ApiServerOptions room_for(int renewals, const std::string& now) {
  ApiServerOptions options{.city = city_with_slots_of(6 * renewals), .now = now};
  auto& rules = options.city.halls.front().rules;
  rules.return_delay_min = rules.return_delay_max;  // nothing is drawn
  auto& limits = options.city.limits;
  limits.address_burst = limits.citizen_burst = limits.read_burst = 10'000;
  return options;
}

struct Town {
  explicit Town(int renewals = 1, const std::string& now = "2026-06-13T08:00:00+08:00")
      : server{room_for(renewals, now)} {}

  std::string book(const std::string& slot, const std::vector<Person>& party) {
    const auto booked =
        client.post("/v1/appointments", wish(slot, party), server.citizen(party.front().n));
    REQUIRE_MESSAGE(booked.status == 201, booked.body);
    return booked.text("id");
  }
  HttpReply watch(const std::string& id, std::uint64_t n, const std::string& body = at_nine,
                  const std::string& key = "") {
    return client.post(watch_path(id), body, server.citizen(n), key);
  }
  HttpReply end_watch(const std::string& id, std::uint64_t n) {
    return client.del(watch_path(id), server.citizen(n));
  }
  HttpReply take(const std::string& offer, std::uint64_t n) {
    return client.post("/v1/appointments", hold_body(offer), server.citizen(n));
  }
  HttpReply decline(const std::string& offer, std::uint64_t n) {
    return client.del("/v1/holds/" + offer, server.citizen(n));
  }
  HttpReply get(const std::string& id) { return client.get("/v1/appointments/" + id); }
  json::object shown(const std::string& id) { return get(id).json().as_object(); }
  /// The id of what is offered instead; empty when nothing is.
  std::string offer_of(const std::string& id) {
    const auto body = shown(id);
    return body.contains("offer") ? text_of(body.at("offer").at("id")) : "";
  }
  std::string calendar(const std::string& id) { return get(id + ".ics").body; }

  static std::string watch_path(const std::string& id) {
    return "/v1/appointments/" + id + "/watch";
  }

  ApiServer server;
  HttpClient client = server.connect();
};

/// Citizen 1 has the only place at nine; citizen 2 is booked at ten, and watches for it.
struct Watching : Town {
  Watching() {
    const auto reply = watch(booked, 2);
    REQUIRE_MESSAGE(reply.status == 204, reply.body);
    CHECK(reply.body.empty());
  }
  /// The place at nine is given up, and comes back.
  std::string offer() {
    const auto path = "/v1/appointments/" + taken + "/cancel";
    REQUIRE(client.post(path, "", server.citizen(1)).status == 200);
    server.move_clock(after_return);
    const auto id = offer_of(booked);
    REQUIRE(!id.empty());
    return id;
  }

  std::string taken = book(nine, {{1}});
  std::string booked = book(ten, {{2}});
};

/// The line of a calendar file that begins so.
std::string line_of(const std::string& calendar, const std::string& name) {
  const auto before = calendar.find("\r\n" + name + ":");
  if (before == std::string::npos) return {};
  const auto at = before + 2;
  return calendar.substr(at, calendar.find('\r', at) - at);
}

void check_followed(const std::string& before, const std::string& after) {
  CHECK_FALSE(line_of(before, "UID").empty());
  CHECK(line_of(before, "UID") == line_of(after, "UID"));
  CHECK(line_of(before, "SEQUENCE") == "SEQUENCE:0");
  CHECK(line_of(after, "SEQUENCE") == "SEQUENCE:1");
}

}  // namespace

TEST_CASE("An appointment is shown with what it watches for, to whoever asks for it") {
  Watching town;
  const auto watch = json::parse(
      R"({"halls":["330100"],"from":"2026-06-15","to":"2026-06-15","from_time":"09:00",
          "to_time":"09:30","ends_at":"2026-06-15T09:30:00+08:00"})");
  const auto shown = town.shown(town.booked);
  CHECK(shown.at("watch") == watch);
  CHECK_FALSE(shown.contains("offer"));
  const auto mine = town.client.get("/v1/me/appointments", town.server.citizen(2)).json();
  CHECK(mine.at("appointments").at(0).at("watch") == watch);
}

TEST_CASE("A place that comes free is offered for a time, and the booked one stays") {
  Watching town;
  const auto offer = town.offer();
  const auto shown = town.shown(town.booked);
  CHECK(shown.at("status") == "booked");
  CHECK(text_of(shown.at("slot")) == ten);
  CHECK(shown.at("offer") ==
        json::parse(R"({"id":")" + offer + R"(","kind":"earlier","slot":")" + nine +
                    R"(","hall":"330100","start":"2026-06-15T09:00:00+08:00",
                        "end":"2026-06-15T09:30:00+08:00",
                        "expires_at":"2026-06-13T09:30:00+08:00"})"));
  const auto held = town.get(offer);
  CHECK(held.text("status") == "held");
  CHECK(held.text("reschedules") == town.booked);

  // It is nobody else's.
  const auto other =
      town.client.post("/v1/appointments", wish(nine, {{3}}), town.server.citizen(3));
  CHECK(other.text("code") == "slot_full");
  CHECK(town.take(offer, 3).status == 403);
  CHECK(town.decline(offer, 3).status == 403);

  town.server.move_clock("2026-06-13T09:30:00+08:00");
  CHECK(town.offer_of(town.booked).empty());
  CHECK(town.get(town.booked).text("status") == "booked");
  CHECK(town.take(offer, 2).text("code") == "hold_expired");
  CHECK(town.get(offer).text("status") == "expired");
}

TEST_CASE("Who takes the offer moves at once, and a calendar follows") {
  Watching town;
  const auto before = town.calendar(town.booked);
  const auto offer = town.offer();
  const auto taken = town.take(offer, 2);
  REQUIRE_MESSAGE(taken.status == 201, taken.body);
  CHECK(taken.text("id") == offer);
  CHECK(taken.text("status") == "booked");
  CHECK(taken.text("slot") == nine);
  CHECK(taken.text("reschedules") == town.booked);
  CHECK_FALSE(taken.text("code").empty());
  CHECK(town.get(offer).body == taken.body);

  const auto old_one = town.shown(town.booked);
  CHECK(old_one.at("status") == "rescheduled");
  CHECK(text_of(old_one.at("rescheduled_to")) == offer);
  CHECK_FALSE(old_one.contains("offer"));
  CHECK_FALSE(old_one.contains("watch"));
  check_followed(before, town.calendar(offer));
  CHECK(town.calendar(town.booked) == town.calendar(offer));
  CHECK(town.take(offer, 2).text("code") == "wrong_state");
  CHECK(town.end_watch(town.booked, 2).status == 404);
}

TEST_CASE("Who declines keeps the booking and watches on, and the next offer is followed too") {
  Town town;
  const auto id = town.book(ten, {{1}});
  const auto before = town.calendar(id);
  // Free already.
  REQUIRE(town.watch(id, 1, R"({"from":"2026-06-15"})").status == 204);
  const auto first = town.offer_of(id);
  REQUIRE(!first.empty());
  CHECK(town.decline(first, 1).status == 204);
  CHECK(town.decline(first, 1).text("code") == "wrong_state");
  CHECK(town.get(first).text("status") == "released");
  auto shown = town.shown(id);
  CHECK(shown.at("status") == "booked");
  CHECK(shown.contains("watch"));

  CHECK(town.offer_of(id).empty());
  // Another place comes free.
  const auto hold = town.client.post("/v1/holds", wish(nine, {{2}}), town.server.citizen(2));
  REQUIRE(hold.status == 201);
  REQUIRE(town.decline(hold.text("id"), 2).status == 204);
  const auto second = town.offer_of(id);
  REQUIRE(!second.empty());
  CHECK(second != first);
  REQUIRE(town.take(second, 1).status == 201);
  check_followed(before, town.calendar(second));
}

TEST_CASE("Without a body anything earlier in the same hall is watched for") {
  Town town;
  const auto id = town.book(ten, {{1}});
  REQUIRE(town.watch(id, 1, "").status == 204);
  const auto shown = town.shown(id);
  CHECK(shown.at("watch") ==
        json::parse(R"({"halls":["330100"],"from":"2026-06-13","to":"2026-06-15",
                        "from_time":"00:00","to_time":"24:00",
                        "ends_at":"2026-06-15T10:00:00+08:00"})"));
  CHECK(shown.at("offer").at("slot").as_string().starts_with("330100.documents.2026-06-13."));

  // With the watch goes its offer.
  CHECK(town.end_watch(id, 1).status == 204);
  const auto after = town.shown(id);
  CHECK(after.at("status") == "booked");
  CHECK_FALSE(after.contains("watch"));
  CHECK_FALSE(after.contains("offer"));
  CHECK(town.end_watch(id, 1).text("code") == "not_found");
}

TEST_CASE("The same request again watches once") {
  Town town;
  const auto id = town.book(ten, {{1}});
  CHECK(town.watch(id, 1, at_nine, "once").status == 204);
  CHECK(town.watch(id, 1, at_nine, "once").status == 204);
  CHECK(town.watch(id, 1, "{}", "once").text("code") == "idempotency_mismatch");
}

TEST_CASE("Who may not watch, for what not, and when not") {
  Watching town;
  const auto business =
      town.book("330100.business.2026-06-15.1000", {{5, "business_registration"}});
  struct Row {
    std::string id;
    std::uint64_t n;
    std::string body;
    int status;
    std::string code;
    std::string zh;  // what is said then begins so
  };
  for (const auto& row : std::vector<Row>{
           {town.booked, 3, at_nine, 403, "forbidden", ""},
           {std::string(32, '0'), 2, at_nine, 404, "not_found", ""},
           {"x", 2, at_nine, 404, "not_found", ""},
           {town.booked, 2, at_nine, 409, "already_watching", "这个预约已经在等更早的号"},
           {town.taken, 1, R"({"from":"2026-06-16"})", 409, "nothing_earlier", "您选的大厅、日期"},
           {town.taken, 1, at_nine, 409, "nothing_earlier", "您选的大厅、日期"},
           {business, 5, R"({"halls":["330100","330102"]})", 409, "unknown_service",
            "这个大厅不办理"},
       }) {
    CAPTURE(row.code);
    const auto reply = town.watch(row.id, row.n, row.body);
    CHECK(reply.status == row.status);
    CHECK(reply.text("code") == row.code);
    CHECK(text_of(reply.json().at("message").at("zh")).starts_with(row.zh));
  }
  CHECK(town.client.post(Town::watch_path(town.booked), at_nine).status == 401);
  CHECK(town.client.del(Town::watch_path(town.booked)).status == 401);
  CHECK(town.end_watch(town.booked, 3).status == 403);
  CHECK(town.end_watch("x", 2).status == 404);
  const auto cancelled = "/v1/appointments/" + town.taken + "/cancel";
  REQUIRE(town.client.post(cancelled, "", town.server.citizen(1)).status == 200);
  CHECK(town.watch(town.taken, 1, "{}").text("code") == "wrong_state");
  // The hotline may, for anyone.
  const auto path = Town::watch_path(town.booked);
  CHECK(town.client.del(path, town.server.hotline()).status == 204);
  CHECK(town.client.post(path, at_nine, town.server.hotline()).status == 204);
}

TEST_CASE("A companion does not watch for others, and one citizen watches three times") {
  Town town{2};
  const auto party = town.book(ten, {{1}, {2}});
  CHECK(town.watch(party, 2).status == 403);
  const std::string at_night = R"({"from":"2026-06-14","to":"2026-06-14","to_time":"00:01"})";
  CHECK(town.watch(party, 1, at_night).status == 204);
  const auto replacement =
      town.book(documents("2026-06-16", "1000"), {{1, "passport_replacement"}});
  CHECK(town.watch(replacement, 1, at_night).status == 204);
  const auto permit = town.book(documents("2026-06-16", "1030"), {{1, "hk_macao_permit"}});
  CHECK(town.watch(permit, 1, at_night).status == 204);
  const auto fourth = town.book(documents("2026-06-16", "1100"), {{1, "taiwan_permit"}});
  const auto refused = town.watch(fourth, 1, at_night);
  CHECK(refused.status == 409);
  CHECK(refused.text("code") == "watch_limit");
  CHECK(text_of(refused.json().at("message").at("zh")).starts_with("您等更早号的预约太多"));
}

TEST_CASE("What is wrong in a body is named") {
  Town town;
  const auto id = town.book(ten, {{1}});
  struct Row {
    std::string body;
    std::string field;
  };
  for (const auto& row : std::vector<Row>{
           {R"({"hall":"330100"})", "hall"},
           {R"({"halls":"330100"})", "halls"},
           {R"({"halls":[]})", "halls"},
           {R"({"halls":["1","2","3","4","5","6","7","8","9"]})", "halls"},
           {R"({"halls":[330100]})", "halls[0]"},
           {R"({"halls":["330100","999999"]})", "halls[1]"},
           {R"({"halls":["330100","330102","330100"]})", "halls[2]"},
           {R"({"from":"tomorrow"})", "from"},
           {R"({"from":20260615})", "from"},
           {R"({"to":"2026-02-30"})", "to"},
           {R"({"to":"2026-06-12"})", "to"},
           {R"({"from":"2026-06-15","to":"2026-06-14"})", "to"},
           {R"({"from_time":"8:30"})", "from_time"},
           {R"({"to_time":"24:01"})", "to_time"},
           {R"({"to_time":"00:00"})", "to_time"},
           {R"({"from_time":"10:00","to_time":"10:00"})", "to_time"},
           {R"({"from_time":"24:00"})", "to_time"},
           {"[]", "body"},
       }) {
    CAPTURE(row.body);
    const auto reply = town.watch(id, 1, row.body);
    CHECK(reply.status == 400);
    CHECK(reply.text("code") == "invalid_field");
    CHECK(reply.text("field") == row.field);
  }
  CHECK_FALSE(town.shown(id).contains("watch"));
}

TEST_CASE("Who is booked later that day is offered a swap once the lane is red") {
  Town town{8, "2026-06-13T08:30:00+08:00"};
  std::vector<std::string> booked;
  for (std::uint64_t n = 1; n <= 7; ++n) {
    booked.push_back(town.book(documents("2026-06-13", "1030"), {{n}}));
  }
  town.server.move_clock("2026-06-13T09:00:00+08:00");
  const std::string hall = "/v1/halls/330100/";
  const auto arrive = [&](int n) {
    // Kiosks enough, for each gives out so many numbers at once.
    const auto kiosk = town.server.token(Role::kiosk, 330100, "kiosk" + std::to_string(n));
    const std::string renewal = R"({"service":"passport_renewal"})";
    REQUIRE(town.client.post(hall + "tickets", renewal, kiosk).status == 201);
  };
  arrive(0);
  for (const std::string action : {"open", "call-next", "serve"}) {
    const auto path = hall + "counters/1/" + action;
    REQUIRE(town.client.post(path, "", town.server.staff()).status < 300);
  }
  for (int n = 1; n <= 20; ++n) arrive(n);
  CHECK(town.offer_of(booked[2]).empty());
  town.server.move_clock("2026-06-13T09:10:00+08:00");

  const auto id = town.offer_of(booked[2]);
  REQUIRE(!id.empty());
  const auto offer = town.shown(booked[2]).at("offer");
  CHECK(offer.at("kind") == "swap");
  CHECK(offer.at("expires_at") == "2026-06-13T10:30:00+08:00");
  CHECK(town.get(booked[2]).text("status") == "booked");
  const auto before = town.calendar(booked[2]);
  CHECK(town.take(id, 4).status == 403);
  const auto taken = town.take(id, 3);
  REQUIRE_MESSAGE(taken.status == 201, taken.body);
  CHECK(taken.text("slot") == text_of(offer.at("slot")));
  CHECK(taken.text("reschedules") == booked[2]);
  CHECK(town.get(booked[2]).text("rescheduled_to") == id);
  check_followed(before, town.calendar(id));

  // Who declines is not asked again.
  const auto other = town.offer_of(booked[3]);
  REQUIRE(!other.empty());
  CHECK(town.decline(other, 4).status == 204);
  town.server.move_clock("2026-06-13T09:30:00+08:00");
  CHECK(town.offer_of(booked[3]).empty());
  CHECK(town.get(booked[3]).text("status") == "booked");
}
