// Better times and halls over HTTP: what is shown, to whom the same, and what is learned from it.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <vector>

#include "api/resources.hpp"
#include "api/words.hpp"
#include "guide/live/guide.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/support/identity_numbers.hpp"

using namespace offpeak;
using namespace offpeak::testing;
namespace json = boost::json;

namespace {

// Two weeks ahead nearly all who will book are still to come.
const std::string friday =
    "/v1/guidance?service=passport_renewal&from=2026-06-26&to=2026-06-26&at=10:00";

ApiServer& guided() {
  static ApiServer server{{.now = "2026-06-12T18:00:00+08:00", .forecasts = true}};
  return server;
}

json::value shown(const std::string& target) {
  const auto reply = guided().connect().get(target);
  REQUIRE(reply.status == 200);
  CHECK(reply.header("Cache-Control") == "private, no-store");
  return reply.json();
}

json::array shown_slots(const std::string& query) {
  const auto reply = guided().connect().get("/v1/slots?service=passport_renewal" + query);
  REQUIRE(reply.status == 200);
  return reply.json().at("slots").as_array();
}

std::string text(const json::value& of, std::string_view name) {
  return std::string{of.at(name).as_string()};
}

}  // namespace

TEST_CASE("A list has places with room on the asked day, each with its wait and the reason") {
  const auto list = shown(friday + "&near=30.23,120.18&limit=8&seed=one");
  CHECK(text(list, "made_at") == "2026-06-12T18:00:00+08:00");
  CHECK(text(list, "suggestion").size() == 32);
  const auto& items = list.at("items").as_array();
  REQUIRE(!items.empty());
  std::set<std::string> slots;
  for (const auto& item : items) {
    CAPTURE(item);
    CHECK(slots.insert(text(item, "slot")).second);
    CHECK(text(item, "start").starts_with("2026-06-26T"));
    CHECK(text(item, "slot").starts_with(text(item, "hall")));
    const double p50 = item.at("wait_p50_minutes").to_number<double>();
    CHECK(p50 >= 0);
    CHECK(item.at("wait_p90_minutes").to_number<double>() >= p50);
    CHECK(item.at("distance_km").to_number<double>() < 40);
    CHECK(!text(item.at("why"), "zh").empty());
    CHECK(!text(item.at("why"), "en").empty());
  }
}

TEST_CASE("The same person sees the same list again, and not everybody the same first place") {
  // Two weeks ahead nearly all who will book are still to come.
  const std::string friday = "/v1/guidance?service=passport_renewal&from=2026-06-26&to=2026-06-26";
  const auto first_of = [&friday](const std::string& seed) {
    const auto list = shown(friday + "&hall=330100&limit=3&seed=" + seed);
    const auto& items = list.at("items").as_array();
    return items.empty() ? std::string{"nothing"} : text(items.at(0), "slot");
  };
  CHECK(shown(friday + "&hall=330100&seed=same") == shown(friday + "&hall=330100&seed=same"));
  std::map<std::string, int> firsts;
  for (int i = 0; i < 60; ++i) ++firsts[first_of(std::to_string(i))];
  CHECK(firsts.size() > 5);
}

TEST_CASE("Whatever is shown can be held; what comes of the hold answers the list") {
  auto& server = guided();
  auto client = server.connect();
  auto& book = server.resources().guide->book();
  const auto list = shown(friday + "&hall=330108&limit=8&seed=holds");
  const auto& items = list.at("items").as_array();
  CAPTURE(list);
  // The own place teaches nothing.
  const auto other = std::ranges::find_if(
      items, [](const auto& item) { return text(item.at("why"), "code") != "same_as_wished"; });
  REQUIRE(other != items.end());
  const auto slot = text(*other, "slot");
  const auto key = *scheduler::parse_slot(server.city(), slot);
  const auto expected = [&] { return book.open_minutes(key); };
  const double before = expected();
  REQUIRE(before > 0);
  const auto body = R"({"slot":")" + slot + R"(","suggestion":")" + text(list, "suggestion") +
                    R"(","applicants":[{"service":"passport_renewal","id_number":")" +
                    resident_number(901) + R"("}]})";
  const auto hold = [&] {
    const auto reply = client.post("/v1/holds", body, server.citizen(901));
    REQUIRE(reply.status == 201);
    return reply.text("id");
  };

  const auto given_up = hold();
  CHECK(expected() < before);
  CHECK(book.take_answers().empty());
  CHECK(client.del("/v1/holds/" + given_up, server.citizen(901)).status == 204);
  CHECK(expected() == before);
  CHECK(book.take_answers().empty());

  const auto kept = hold();
  const auto confirmed =
      client.post("/v1/appointments", R"({"hold":")" + kept + R"("})", server.citizen(901));
  CHECK(confirmed.status == 201);
  const auto answers = book.take_answers();
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].followed == 1);
  CHECK(answers[0].ignored == 0);
  CHECK(expected() < before);
}

TEST_CASE("A booking that names its list answers it at once") {
  auto& server = guided();
  const auto list = shown(friday + "&hall=330109&limit=8&seed=books");
  const auto slot = text(list.at("items").as_array().back(), "slot");
  const auto body = R"({"slot":")" + slot + R"(","suggestion":")" + text(list, "suggestion") +
                    R"(","applicants":[{"service":"passport_renewal","id_number":")" +
                    resident_number(903) + R"("}]})";
  CHECK(server.connect().post("/v1/appointments", body, server.citizen(903)).status == 201);
  const auto answers = server.resources().guide->book().take_answers();
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].followed + answers[0].ignored == 1);
}

TEST_CASE("One client's lists are counted on for its share, however many it asks for") {
  ApiServer server{{.now = "2026-06-12T18:00:00+08:00", .forecasts = true}};
  auto client = server.connect();
  auto& book = server.resources().guide->book();
  std::vector<scheduler::SlotKey> slots;
  for (int i = 0; i < 400; ++i) {
    const auto reply = client.get(friday + "&hall=330100&limit=1&seed=" + std::to_string(i));
    REQUIRE(reply.status == 200);
    const auto list = reply.json();
    for (const auto& item : list.at("items").as_array()) {
      slots.push_back(*scheduler::parse_slot(server.city(), text(item, "slot")));
    }
  }
  std::ranges::sort(slots);
  const auto doubled = std::ranges::unique(slots);
  slots.erase(doubled.begin(), doubled.end());
  double open = 0;
  for (const auto slot : slots) open += book.open_minutes(slot);
  const auto* service = server.city().find_service("passport_renewal");
  CHECK(open > 0);
  CHECK(open <= guide::open_lists_per_subject_max * service->mean_minutes);
}

TEST_CASE("A list of nothing but the own place has no name: booking it tells nothing") {
  const auto list = shown(
      "/v1/guidance?service=passport_renewal&from=2026-06-13&to=2026-06-13&at=10:00&hall=330100");
  const auto& items = list.at("items").as_array();
  REQUIRE(items.size() == 1);
  CHECK(items[0].at("why").at("code") == "same_as_wished");
  CHECK(!list.as_object().contains("suggestion"));
  CHECK(text(list.at("reason"), "code") == "own_place_is_best");
}

TEST_CASE("What was not wished for is not said to be") {
  const auto code = [](const std::string& rest) {
    const auto list = shown("/v1/guidance?service=passport_renewal&from=2026-06-13&to=2026-06-13" +
                            rest + "&hall=330100&limit=1");
    return text(list.at("items").at(0).at("why"), "code");
  };
  CHECK(code("&at=03:00") == "nearer_time");
  CHECK(code("&at=23:59") == "nearer_time");
  CHECK(code("") == "nearer_hall");
}

TEST_CASE("An empty list says why, in a code and both languages") {
  struct Row {
    const char* query;
    const char* code;
  };
  for (const auto& [query, code] : {
           Row{"service=passport_renewal&hall=330100&from=2026-12-01&to=2026-12-02",
               "not_bookable_yet"},
           Row{"service=passport_renewal&hall=330100&from=2026-06-20&to=2026-06-20", "closed"},
           Row{"service=passport_renewal&hall=330100&from=2026-06-11&to=2026-06-12", "past"},
           Row{"service=hk_macao_endorsement_machine&hall=330100", "no_appointments"},
           Row{"service=passport_renewal&near=39.90,116.40", "hall_needed"},
       }) {
    CAPTURE(query);
    const auto none = shown(std::string{"/v1/guidance?"} + query);
    CHECK(none.at("items").as_array().empty());
    CHECK(!none.as_object().contains("suggestion"));
    CHECK(text(none.at("reason"), "code") == code);
    CHECK(!text(none.at("reason"), "zh").empty());
    CHECK(!text(none.at("reason"), "en").empty());
  }
  CHECK(!shown(friday + "&hall=330108&seed=holds").as_object().contains("reason"));
}

TEST_CASE("From elsewhere the list is that of the hall, which has to be named, and says so") {
  const auto at_home = shown(friday + "&hall=330108&seed=traveller");
  for (const char* far : {"39.90,116.40", "0,0"}) {
    CAPTURE(far);
    const auto list = shown(friday + "&hall=330108&seed=traveller&near=" + far);
    CHECK(list.at("items") == at_home.at("items"));
    CHECK(text(list.at("notice"), "code") == "far_from_halls");
    CHECK(shown(friday + "&near=" + far).at("notice") == list.at("notice"));
  }
  CHECK(!at_home.as_object().contains("notice"));
}

TEST_CASE("What is wrong with a question is named") {
  auto client = guided().connect();
  struct Row {
    const char* query;
    const char* field;
  };
  for (const auto& [query, field] :
       {Row{"hall=330100", "service"}, Row{"service=advice", "near"},
        Row{"service=advice&near=here", "near"}, Row{"service=advice&hall=1", "hall"},
        Row{"service=advice&hall=330100&from=tomorrow", "from"},
        Row{"service=advice&hall=330100&to=2026-06-11", "to"},
        Row{"service=advice&hall=330100&from=2026-06-12&to=2026-06-26", "to"},
        Row{"service=advice&hall=330100&at=25:00", "at"},
        Row{"service=advice&hall=330100&limit=0", "limit"},
        Row{"service=advice&hall=330100&limit=9", "limit"},
        Row{"service=advice&hall=330100&party=5", "party"},
        Row{"service=advice&hall=330100&visitor=1", "visitor"}}) {
    CAPTURE(query);
    const auto reply = client.get(std::string{"/v1/guidance?"} + query);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == field);
  }
  const std::string long_seed(65, 'x');
  CHECK(client.get("/v1/guidance?service=advice&hall=330100&seed=" + long_seed).text("field") ==
        "seed");
}

TEST_CASE("A suggestion in a booking has to be one, and an unknown one does no harm") {
  auto& server = guided();
  auto client = server.connect();
  const auto body = [](const std::string& suggestion) {
    return R"({"slot":"330100.documents.2026-06-15.0830","suggestion":)" + suggestion +
           R"(,"applicants":[{"service":"passport_renewal","id_number":")" + resident_number(902) +
           R"("}]})";
  };
  for (const char* wrong : {"1", R"("")", R"("xyz")", "null"}) {
    const auto reply = client.post("/v1/holds", body(wrong), server.citizen(902));
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == "suggestion");
  }
  const std::string unknown = R"("00000000000000000000000000000001")";
  CHECK(client.post("/v1/appointments", body(unknown), server.citizen(902)).status == 201);
}

TEST_CASE("Slots carry the level that is expected, as the forecast has it") {
  const auto list = shown_slots("&hall=330100&from=2026-06-26&to=2026-06-26");
  REQUIRE(!list.empty());
  const auto ahead = guided().resources().guide->ahead();
  for (const auto& slot : list) {
    const auto key = scheduler::parse_slot(guided().city(), text(slot, "id"));
    CHECK(text(slot, "level") == api::level_name(ahead->outlook.at(*key)->level));
  }
}

TEST_CASE("A server without forecasts says that it has none") {
  ApiServer server;
  CHECK(server.connect().get(friday + "&hall=330100").status == 404);
}
