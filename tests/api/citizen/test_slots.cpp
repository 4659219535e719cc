#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "api/citizen/slots.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/decide.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "tests/api/api_server.hpp"

namespace api = offpeak::api;
namespace config = offpeak::config;
namespace engine = offpeak::engine;
namespace json = boost::json;
using offpeak::testing::hangzhou;

namespace {

config::Instant at(std::string_view text) { return config::parse_instant(text).value(); }

/// A page over availability that the test publishes.
struct Page {
  explicit Page(const config::City& of = hangzhou()) : city{of} {}

  const config::City& city;
  engine::Availability availability{city};
  api::SlotsPage page{city, availability};

  config::Instant real_now = at("2026-01-01T00:00:00Z");  // until the test moves it

  json::array get(std::string_view query, std::string_view now) {
    const auto list = page.get(query, at(now), real_now);
    REQUIRE_MESSAGE(list.has_value(), list.error().detail);
    return json::parse(list->page->body()).at("slots").as_array();
  }
  /// Of the slot of that name.
  std::int64_t number(std::string_view query, std::string_view now, std::string_view id,
                      std::string_view member = "remaining") {
    for (const auto& slot : get(query, now)) {
      if (slot.at("id").as_string() == id) return slot.at(member).to_number<std::int64_t>();
    }
    FAIL("no such slot: " << id);
    return -1;
  }
  void take(std::string_view id, std::uint32_t minutes) {
    availability.publish(offpeak::scheduler::parse_slot(city, id).value(), minutes, std::nullopt);
  }
};

std::string day_query(const std::string& date, const std::string& rest = "") {
  return "service=passport_renewal&hall=330100&from=" + date + "&to=" + date + rest;
}

const std::string morning_slot = "330100.documents.2026-06-13.0830";
const std::string day_before = "2026-06-12T18:00:00+08:00";  // everything of the 13th is released

}  // namespace

TEST_CASE("A party of several services takes the sum of their times") {
  Page page;
  const auto remaining = [&page](const std::string& visit) {
    const std::string query = visit + "&hall=330100&from=2026-06-13&to=2026-06-13";
    return std::pair{page.number(query, day_before, morning_slot),
                     page.number(query, day_before, morning_slot, "capacity")};
  };
  // 6 and 8 counter-minutes are twice 7.
  const auto both = remaining("services=passport_renewal,first_passport");
  CHECK(both == remaining("service=hk_macao_permit&party=2"));
  CHECK(both == remaining("services=first_passport,passport_renewal"));
  CHECK(both != remaining("service=passport_renewal&party=2"));
  CHECK(remaining("services=passport_renewal") == remaining("service=passport_renewal"));
  CHECK(remaining("services=passport_renewal,passport_renewal&minors=1") ==
        remaining("service=passport_renewal&party=2&minors=1"));
}

TEST_CASE("Every mistake in a query names the parameter and what would be right") {
  struct Row {
    std::string query;
    std::string field;
    std::string detail_piece;
  };
  const std::string days = "&from=2026-06-13&to=2026-06-13";
  const std::vector<Row> rows{
      {"", "service", "missing"},
      {"from=2026-06-13&to=2026-06-13", "service", "missing"},
      {"service=" + days, "service", "empty"},
      {"service=haircut" + days, "service", "not a service"},
      {"service=passport%20renewal" + days, "service", "not a service"},
      {"service=passport_renewal&service=advice" + days, "service", "once only"},
      {"service=passport_renewal&hall=" + days, "hall", "empty"},
      {"service=passport_renewal&hall=1" + days, "hall", "not a hall"},
      {"service=passport_renewal&hall=330199" + days, "hall", "not a hall"},
      {"service=passport_renewal", "from", "is missing"},
      {"service=passport_renewal&from=2026-06-13", "to", "is missing"},
      {"service=passport_renewal&from=tomorrow&to=2026-06-13", "from", "date"},
      {"service=passport_renewal&from=2026-02-29&to=2026-03-01", "from", "date"},
      {"service=passport_renewal&from=2026-06-13&to=2026-06-31", "to", "date"},
      {"service=passport_renewal&from=1969-12-31&to=1970-01-01", "from", "date"},
      {"service=passport_renewal&from=9999-12-31&to=9999-12-31", "from", "date"},
      {"service=passport_renewal&from=2026-06-13&to=2026-06-12", "to", "before"},
      {"service=passport_renewal&from=2026-06-13&to=2026-06-20", "to", "6 days"},
      {"service=passport_renewal&hall=330100&from=2026-06-13&to=2026-07-14", "to", "30 days"},
      {"service=passport_renewal&party=0" + days, "party", "1 to 4"},
      {"service=passport_renewal&party=5" + days, "party", "1 to 4"},
      {"service=passport_renewal&party=1.5" + days, "party", "1 to 4"},
      {"service=passport_renewal&party=+1" + days, "party", "1 to 4"},
      {"service=passport_renewal&party=01" + days, "party", "1 to 4"},
      {"service=passport_renewal&party=" + days, "party", "empty"},
      {"service=passport_renewal&minors=2" + days, "minors", "0 to 1"},
      {"service=passport_renewal&party=4&minors=5" + days, "minors", "0 to 4"},
      {"service=passport_renewal&minors=-1" + days, "minors", "0 to 1"},
      {"service=passport_renewal&minors=" + days, "minors", "empty"},
      {"services=passport_renewal&service=passport_renewal" + days, "services", "leave out"},
      {"services=passport_renewal&party=1" + days, "services", "leave out"},
      {"services=" + days, "services", "empty"},
      {"services=passport_renewal," + days, "services[1]", "not a service"},
      {"services=haircut,passport_renewal" + days, "services[0]", "not a service"},
      {"services=collection,collection,collection,collection,collection" + days, "services",
       "1 to 4"},
      {"services=passport_renewal,business_registration" + days, "services", "queues of their own"},
      {"services=passport_renewal,first_passport&minors=3" + days, "minors", "0 to 2"},
      {"service=passport_renewal&colour=red" + days, "colour", "known are service, services, hall"},
      {"service=passport_renewal&=1" + days, "?", "known are service"},
      {"service=passport_renewal&&party=1" + days, "?", "known are service"},
      {"Service=passport_renewal" + days, "Service", "known are service"},
      {"service=passport_renewal&%ff%00=1" + days, "??", "known are service"},
      {"service=passport_renewal&par%7", "par%7", "known are service"},
  };
  Page page;
  for (const auto& row : rows) {
    CAPTURE(row.query);
    const auto body = page.page.get(row.query, at(day_before), page.real_now);
    REQUIRE(body.has_error());
    CHECK(body.error().code == "invalid_field");
    CHECK(body.error().field == row.field);
    CHECK_MESSAGE(body.error().detail.find(row.detail_piece) != std::string::npos,
                  body.error().detail);
  }
}

TEST_CASE("A query may be written in any order and with escapes") {
  Page page;
  const auto plain = page.get(day_query("2026-06-13"), day_before);
  CHECK(plain.size() == 13);
  CHECK(page.get("to=2026-06-13&from=2026-06-13&party=1&hall=330100&service=passport_renewal",
                 day_before) == plain);
  CHECK(page.get("service=passport%5frenewal&hall=%33%33%30100&from=2026%2D06%2d13&to=2026-06-13",
                 day_before) == plain);
}

TEST_CASE("A slot says where and when it is, and what it holds") {
  Page page;
  const auto slots = page.get(day_query("2026-06-13"), day_before);
  REQUIRE(slots.size() == 13);  // 8:30 to 12:00 and 14:30 to 17:30 by halves of an hour
  CHECK(slots[0] == json::parse(R"({"id":"330100.documents.2026-06-13.0830","hall":"330100",
      "start":"2026-06-13T08:30:00+08:00","end":"2026-06-13T09:00:00+08:00",
      "remaining":51,"capacity":51})"));
  CHECK(slots[6].at("id") == "330100.documents.2026-06-13.1130");
  CHECK(slots[7].at("id") == "330100.documents.2026-06-13.1430");
}

TEST_CASE("Remaining and capacity count whole parties in counter-minutes") {
  // 12.8 counters × 30 minutes × 80 % = 307 minutes; a renewal takes 6, an endorsement 4.
  struct Row {
    std::string service;
    int party;
    std::uint32_t taken_minutes;
    std::int64_t remaining;
    std::int64_t capacity;
  };
  const std::vector<Row> rows{
      {"passport_renewal", 1, 0, 51, 51},     {"passport_renewal", 2, 0, 25, 25},
      {"passport_renewal", 3, 0, 17, 17},     {"passport_renewal", 4, 0, 12, 12},
      {"passport_renewal", 1, 6, 50, 51},     {"passport_renewal", 1, 7, 50, 51},
      {"passport_renewal", 1, 8, 49, 51},     {"passport_renewal", 4, 283, 1, 12},
      {"passport_renewal", 4, 284, 0, 12},    {"passport_renewal", 1, 301, 1, 51},
      {"passport_renewal", 1, 302, 0, 51},    {"passport_renewal", 1, 307, 0, 51},
      {"hk_macao_endorsement", 1, 0, 76, 76}, {"hk_macao_endorsement", 1, 302, 1, 76},
  };
  for (const auto& row : rows) {
    CAPTURE(row.service);
    CAPTURE(row.party);
    CAPTURE(row.taken_minutes);
    Page page;
    page.take(morning_slot, row.taken_minutes);
    const std::string query =
        "service=" + row.service +
        "&hall=330100&from=2026-06-13&to=2026-06-13&party=" + std::to_string(row.party);
    CHECK(page.number(query, day_before, morning_slot) == row.remaining);
    CHECK(page.number(query, day_before, morning_slot, "capacity") == row.capacity);
  }
}

TEST_CASE("More taken than is released now leaves nothing, not less than nothing") {
  Page page;
  page.take("330100.documents.2026-06-22.0830", 200);  // of 184 released
  CHECK(page.number(day_query("2026-06-22"), day_before, "330100.documents.2026-06-22.0830") == 0);
}

TEST_CASE("Only what is released and not begun remains") {
  struct Row {
    std::string now;
    std::int64_t remaining;
  };
  const std::vector<Row> rows{
      {"2026-05-29T23:59:59+08:00", 0},   // beyond the horizon of 14 days
      {"2026-05-30T08:59:59+08:00", 0},   // within it, not released
      {"2026-05-30T09:00:00+08:00", 30},  // 60 %: 184 minutes
      {"2026-06-10T08:59:59+08:00", 30}, {"2026-06-10T09:00:00+08:00", 43},  // 85 %: 260 minutes
      {"2026-06-12T16:59:59+08:00", 43}, {"2026-06-12T17:00:00+08:00", 51},  // all
      {"2026-06-13T08:29:59+08:00", 51}, {"2026-06-13T08:30:00+08:00", 0},   // begun
  };
  for (const auto& row : rows) {
    CAPTURE(row.now);
    CHECK(Page{}.number(day_query("2026-06-13"), row.now, morning_slot) == row.remaining);
  }
}

TEST_CASE("What is kept is given up at each release, at the slot's start and at midnight") {
  Page page;  // one page, asked again and again: its cache lives through it all
  const std::string query = day_query("2026-06-13");
  for (const auto& [now, remaining] : std::vector<std::pair<std::string, std::int64_t>>{
           {"2026-05-29T23:59:59+08:00", 0},
           {"2026-05-30T00:00:00+08:00", 0},
           {"2026-05-30T09:00:00+08:00", 30},
           {"2026-06-10T08:59:59.999+08:00", 30},
           {"2026-06-10T09:00:00+08:00", 43},
           {"2026-06-12T17:00:00+08:00", 51},
           {"2026-06-13T08:29:59.999+08:00", 51},
           {"2026-06-13T08:30:00+08:00", 0},
           // A clock that goes back is no reason for yesterday's news.
           {"2026-06-12T17:00:00+08:00", 51},
       }) {
    CAPTURE(now);
    CHECK(page.number(query, now, morning_slot) == remaining);
  }
}

TEST_CASE("A booking changes the next reply at once, for this slot alone") {
  Page page;
  const std::string query = day_query("2026-06-13");
  CHECK(page.number(query, day_before, morning_slot) == 51);
  page.take(morning_slot, 6);
  CHECK(page.number(query, day_before, morning_slot) == 50);
  CHECK(page.number(query, day_before, "330100.documents.2026-06-13.0900") == 51);
  page.take(morning_slot, 0);
  CHECK(page.number(query, day_before, morning_slot) == 51);
}

TEST_CASE("A list of all halls is two seconds behind at most, and says how far") {
  Page page;
  const std::string query = "service=passport_renewal&from=2026-06-13&to=2026-06-14";
  const std::string far = "330182.documents.2026-06-14.1000";
  const auto list = [&] { return *page.page.get(query, at(day_before), page.real_now); };
  const auto before = page.number(query, day_before, far);
  page.take(far, 6);
  page.real_now += std::chrono::milliseconds{1999};
  CHECK(page.number(query, day_before, far) == before);
  CHECK(list().age == std::chrono::milliseconds{1999});
  CHECK_FALSE(list().was_made);
  page.real_now += std::chrono::milliseconds{1};
  CHECK(list().was_made);
  CHECK(list().age == std::chrono::milliseconds{0});
  CHECK(page.number(query, day_before, far) == before - 1);
}

TEST_CASE("A list of all halls that is still right is not made again") {
  Page page;
  const std::string query = "service=passport_renewal&from=2026-06-13&to=2026-06-14";
  const auto list = [&](std::string_view as) {
    return *page.page.get(as, at(day_before), page.real_now);
  };
  CHECK(list(query).was_made);
  page.real_now += std::chrono::hours{1};
  CHECK_FALSE(list(query).was_made);
  CHECK(list(query).age == std::chrono::milliseconds{0});
  // Written otherwise it is the same list.
  CHECK_FALSE(list("party=1&to=2026-06-14&from=2026-06-13&service=passport_renewal").was_made);
  CHECK(list("party=2&to=2026-06-14&from=2026-06-13&service=passport_renewal").was_made);
  CHECK_FALSE(list(query).was_made);
}

TEST_CASE("A list of all halls is made again at a release, and when the system's clock goes back") {
  Page page;
  const std::string query = "service=passport_renewal&from=2026-06-13&to=2026-06-13";
  const std::string far = "330182.documents.2026-06-13.1000";
  const auto before = page.number(query, "2026-06-12T16:59:59+08:00", far);
  CHECK(page.number(query, "2026-06-12T17:00:00+08:00", far) > before);
  const auto all = page.number(query, day_before, far);
  page.take(far, 6);
  page.real_now -= std::chrono::hours{1};
  CHECK(page.number(query, day_before, far) == all - 1);
}

TEST_CASE("Of lists of all halls those asked for last are kept") {
  Page page;
  const auto was_made = [&](int number) {
    const auto day = std::to_string(13 + number / 4);
    const std::string query = "service=passport_renewal&from=2026-06-" + day + "&to=2026-06-" +
                              day + "&party=" + std::to_string(1 + number % 4);
    return page.page.get(query, at(day_before), page.real_now)->was_made;
  };
  for (int number = 0; number < 16; ++number) CHECK(was_made(number));
  CHECK_FALSE(was_made(0));
  CHECK(was_made(16));  // in place of the one not asked for longest, which is 1
  CHECK_FALSE(was_made(0));
  CHECK_FALSE(was_made(2));
  CHECK(was_made(1));
}

TEST_CASE("31 days at one hall and 7 at all of them are the most, and fit") {
  Page page;
  const auto one =
      page.get("service=passport_renewal&hall=330100&from=2026-06-13&to=2026-07-13", day_before);
  CHECK(one.size() == (31 - 3) * 13);  // closed from the 19th to the 21st of June
  const auto all = page.get("service=passport_renewal&from=2026-06-22&to=2026-06-28", day_before);
  CHECK(all.size() == 15 * 7 * 13);
}

TEST_CASE("Where there is nothing to book the list is empty") {
  Page page;
  CHECK(page.get(day_query("2026-06-19"), day_before).empty());  // a holiday
  const std::string days = "&hall=330190&from=2026-06-13&to=2026-06-13";
  CHECK(page.get("service=business_registration" + days, day_before).empty());  // no such counter
  CHECK(page.get("service=hk_macao_endorsement_machine" + days, day_before).empty());  // walk-ins
}

namespace {

namespace scheduler = offpeak::scheduler;

scheduler::Party party_of(const config::Service& service, int size, int minors) {
  scheduler::Party party;
  party.size = static_cast<std::uint8_t>(size);
  for (int i = 0; i < size; ++i) {
    party.applicants[static_cast<std::size_t>(i)] = {
        .citizen = {{9000 + static_cast<std::uint64_t>(i), 1}},
        .service = service.code,
        .minor = i < minors};
  }
  return party;
}

/// What the list says of every slot of the hall's day, and what becomes of booking it.
void compare(Page& page, const scheduler::State& state, const config::Hall& hall,
             const config::Service& service, int size, int minors) {
  const std::string query = "service=" + service.key +
                            "&hall=" + scheduler::format_hall(hall.code) +
                            "&from=2026-06-13&to=2026-06-13&party=" + std::to_string(size) +
                            "&minors=" + std::to_string(minors);
  const scheduler::Caller admin{.role = scheduler::Role::admin};
  for (const auto& listed : page.get(query, day_before)) {
    const auto slot = *scheduler::parse_slot(page.city, std::string{listed.at("id").as_string()});
    scheduler::Events events;
    const auto receipt =
        scheduler::decide(state, page.city,
                          {.caller = admin,
                           .body = scheduler::BookSlot{.id = {{1, 1}},
                                                       .slot = slot,
                                                       .party = party_of(service, size, minors)}},
                          at(day_before), events);
    const bool is_offered = listed.at("remaining").to_number<int>() > 0;
    CAPTURE(query);
    REQUIRE(receipt.rejection ==
            (is_offered ? scheduler::Rejection::none : scheduler::Rejection::slot_full));
    if (!is_offered) continue;
    const auto booked = std::ranges::find_if(events, [](const auto& event) {
      return std::holds_alternative<scheduler::Booked>(event.fact);
    });
    REQUIRE(booked != events.end());
    const auto end = scheduler::span_of(std::get<scheduler::Booked>(booked->fact).claim).end();
    REQUIRE(std::string{listed.at("end").as_string()} == config::format_instant(end));
  }
}

}  // namespace

TEST_CASE("Whatever is listed can be booked, and nothing else: each hall, service and party") {
  Page page;
  scheduler::State state;
  scheduler::Events events;
  // Every third slot has one visitor.
  std::uint64_t names = 0;
  for (const auto& hall : page.city.halls) {
    for (const auto& lane : page.city.lanes) {
      const auto service = std::ranges::find(page.city.services, lane.code, &config::Service::lane);
      for (const auto& plan :
           scheduler::plan_day(page.city, hall, lane.code, *config::parse_date("2026-06-13"))) {
        if (++names % 3 != 0) continue;
        scheduler::execute(
            state, page.city,
            {.caller = {.role = scheduler::Role::admin},
             .body = scheduler::BookSlot{.id = {{names, 2}},
                                         .slot = plan.key,
                                         .party = {.applicants = {{{.citizen = {{names, 3}},
                                                                    .service = service->code}}},
                                                   .size = 1}}},
            at(day_before), events);
      }
    }
  }
  REQUIRE(events.size() > 100);
  for (const auto place : state.slots()) {
    const auto& slot = state.slot(place);
    page.availability.publish(slot.key, slot.taken_minutes, std::nullopt);
  }
  for (const auto& hall : page.city.halls) {
    for (const auto& service : page.city.services) {
      for (int size = 1; size <= config::party_max; ++size) {
        for (int minors = 0; minors <= size; ++minors) {
          compare(page, state, hall, service, size, minors);
        }
      }
    }
  }
}

TEST_CASE("Two foreigners, and a child in a small hall, find places that are listed to their end") {
  Page page;
  const auto most = [&](const std::string& query) {
    std::int64_t found = 0;
    for (const auto& slot : page.get(query, day_before)) {
      found = std::max(found, slot.at("remaining").to_number<std::int64_t>());
    }
    return found;
  };
  const std::string saturday = "&from=2026-06-13&to=2026-06-13";
  for (const auto& hall : page.city.halls) {
    const auto code = "&hall=" + scheduler::format_hall(hall.code);
    CAPTURE(code);
    for (const auto& service : page.city.services) {
      if (hall.lane_percent[static_cast<std::size_t>(service.lane)] == 0) continue;
      if (!page.city.find(service.lane)->bookable) continue;
      CAPTURE(service.key);
      CHECK(most("service=" + service.key + code + saturday + "&party=2") > 0);
      CHECK(most("service=" + service.key + code + saturday + "&party=1&minors=1") > 0);
    }
  }
}

TEST_CASE("Without a notice on holidays slots are provisional, and fixed holidays have none") {
  Page page;
  const std::string now = "2026-12-30T18:00:00+08:00";
  CHECK(page.get(day_query("2027-01-01"), now).empty());
  const auto known = page.get(day_query("2026-12-31"), now);
  const auto unknown = page.get(day_query("2027-01-02"), now);
  REQUIRE((!known.empty() && !unknown.empty()));
  CHECK_FALSE(known[0].as_object().contains("provisional"));
  CHECK(unknown[0].at("provisional") == true);
}
