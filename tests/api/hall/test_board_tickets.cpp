// Tickets for the stream of a board, which a browser cannot send a token for.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "api/security/board_tickets.hpp"
#include "config/civil_time.hpp"
#include "scheduler/engine/clock.hpp"
#include "tests/api/hall_day.hpp"
#include "tests/support/event_stream.hpp"

using namespace offpeak::testing;
using offpeak::config::HallCode;
using offpeak::scheduler::Role;
using offpeak::security::BoardTickets;

namespace {

const std::string tickets_path = board_path + "/tickets";

std::string stream_with(const std::string& ticket, const std::string& hall = "330100") {
  return "/v1/halls/" + hall + "/board/stream?ticket=" + ticket;
}

}  // namespace

TEST_CASE("A display's ticket opens its hall's stream, and as a display it is outside the limits") {
  auto options = HallDay::at_ten();
  options.city.limits.read_rate = 1;
  options.city.limits.read_burst = 2;
  HallDay day{options};
  const auto made = day.client.post(tickets_path, "", day.server.token(Role::display, 330100));
  REQUIRE(made.status == 201);
  CHECK(made.header("Cache-Control") == "no-store");
  const auto ticket = made.text("ticket");
  const auto left =
      *offpeak::config::parse_instant(made.text("expires_at")) - offpeak::engine::Clock::real_now();
  CHECK(left <= offpeak::security::board_ticket_lifetime);
  while (day.client.get("/v1/services").status != 429) {
  }
  for (int i = 0; i < 10; ++i) {
    EventStream stream{day.server.port(), stream_with(ticket)};
    CHECK(stream.status() == 200);
    CHECK(stream.next().name == "board");
  }
  CHECK(day.client.get(board_path + "/stream").status == 429);
}

TEST_CASE("A ticket is of one hall, and of nothing else") {
  HallDay day;
  const auto ticket = day.client.post(tickets_path, "", day.server.staff()).text("ticket");
  const auto refused = [&](const std::string& path) {
    const auto reply = day.client.get(path);
    CHECK(reply.status == 401);
    CHECK(reply.text("code") == "unauthorized");
  };
  refused(stream_with(ticket, "330102"));
  refused(stream_with(ticket + "0"));
  refused(stream_with(ticket.substr(1)));
  refused(stream_with("9" + ticket));
  refused(stream_with(""));
  refused(stream_with("x"));
  refused(stream_with("4102444800." + std::string(32, '0')));
  // A ticket is no token.
  CHECK(day.client.get("/v1/me/appointments?ticket=" + ticket).status == 401);
  CHECK(day.client.get("/v1/me/appointments", ticket).status == 401);
  // What is public stays so.
  EventStream open{day.server.port(), board_path + "/stream?other=1"};
  CHECK(open.next().name == "board");
}

TEST_CASE("A display gets tickets of its own hall, and there must be one") {
  HallDay day;
  const auto of_other = day.server.token(Role::display, 330102);
  CHECK(day.client.post(tickets_path, "", of_other).status == 403);
  CHECK(day.client.post(tickets_path, "", day.server.token(Role::display)).status == 403);
  CHECK(day.client.post("/v1/halls/999999/board/tickets", "", day.server.admin()).status == 404);
}

TEST_CASE("A ticket ends at its moment, and every server with the same keys takes it") {
  using std::chrono::seconds;
  offpeak::security::Keys keys;
  keys.token.bytes()[0] = 1;
  offpeak::security::Keys others;
  others.token.bytes()[0] = 2;
  BoardTickets tickets{keys};
  const offpeak::config::Instant end{seconds{1'781'308'800}};
  const auto ticket = tickets.issue(HallCode{330100}, {}, end);
  CHECK(BoardTickets{keys}.verify(ticket, HallCode{330100}, end - std::chrono::milliseconds{1}));
  CHECK_FALSE(tickets.verify(ticket, HallCode{330100}, end));
  CHECK_FALSE(tickets.verify(ticket, HallCode{330102}, end - seconds{1}));
  CHECK_FALSE(BoardTickets{others}.verify(ticket, HallCode{330100}, end - seconds{1}));
}

TEST_CASE("A ticket has the names of its token, and no character of it can be another") {
  using std::chrono::seconds;
  BoardTickets tickets{offpeak::security::Keys{}};
  const offpeak::config::Instant end{seconds{1'781'308'800}};
  const offpeak::scheduler::TokenNames names{
      .id = {{1, 2}}, .subject = {{3, 4}}, .actor = {{5, 6}}, .issued_at = end - seconds{90}};
  const auto ticket = tickets.issue(HallCode{330100}, names, end);
  const auto read = tickets.verify(ticket, HallCode{330100}, end - seconds{1});
  REQUIRE(read.has_value());
  CHECK(read->id == names.id);
  CHECK(read->subject == names.subject);
  CHECK(read->actor == names.actor);
  CHECK(read->issued_at == names.issued_at);
  for (std::size_t i = 0; i < ticket.size(); ++i) {
    CAPTURE(i);
    auto changed = ticket;
    changed[i] = changed[i] == '1' ? '2' : '1';
    CHECK_FALSE(tickets.verify(changed, HallCode{330100}, end - seconds{1}));
  }
}
