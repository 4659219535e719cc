// Tokens that are revoked over HTTP are refused on the next request.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "api/security/tokens.hpp"
#include "base/hex.hpp"
#include "scheduler/engine/clock.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/hall_day.hpp"
#include "tests/api/requests.hpp"
#include "tests/api/security/support.hpp"
#include "tests/support/event_stream.hpp"

using namespace offpeak::testing;
namespace engine = offpeak::engine;
namespace json = boost::json;
namespace security = offpeak::security;
using offpeak::scheduler::Role;

namespace {

const std::string revocations = "/v1/operations/revocations";
const std::string mine = "/v1/me/appointments";
const std::string board_stream = "/v1/halls/330100/board/stream";

/// Streams of revoked tokens end at a sweep.
ApiServerOptions sweeping_often() {
  ApiServerOptions options;
  options.limits.sweep_interval = offpeak::http::Limits::Duration{10};
  return options;
}

/// Reads the boards that came before the end, too.
bool is_ended_by_revocation(EventStream& stream) {
  auto event = stream.next();
  while (event.name == "board") event = stream.next();
  return event.name == "unavailable" && text_of(event.json().at("reason")) == "token_revoked" &&
         stream.is_ended();
}

std::string base64url_decoded(const std::string& text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = bits << 6 | static_cast<unsigned>(digits.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

/// A claim of a token, as whoever holds the token can read it.
std::string claim(const std::string& token, const std::string& name) {
  const auto begin = token.find('.') + 1;
  const auto payload = token.substr(begin, token.find('.', begin) - begin);
  return std::string{json::parse(base64url_decoded(payload)).at(name).as_string()};
}

/// A server with an administrator, who revokes.
struct Office {
  ApiServer server;
  HttpClient client = server.connect();
  std::string admin = server.token(Role::admin, 0, "the.admin");

  HttpReply revoke(const std::string& what, const std::string& value,
                   const std::string& more = "") {
    return client.post(revocations,
                       R"({")" + what + R"(":")" + value + R"(","reason":"lost")" + more + "}",
                       admin);
  }
  HttpReply lift(const std::string& id) {
    return client.exchange({.method = "DELETE", .target = revocations + "/" + id, .token = admin});
  }
  bool is_taken(const std::string& token) {
    const auto reply = client.get(mine, token);
    if (reply.status == 200) return true;
    CHECK(reply.status == 401);
    CHECK(reply.text("code") == "token_revoked");
    CHECK(reply.header("WWW-Authenticate") == "Bearer realm=\"offpeak\"");
    return false;
  }
  /// The same citizen, who signs in some seconds later.
  static std::string later_token(const std::string& token) {
    const auto citizen =
        offpeak::base::from_hex<offpeak::scheduler::CitizenKey>(claim(token, "sub"));
    const auto later = engine::Clock::real_now() + std::chrono::seconds{5};
    return *security::issue_token(counting_keys(), {Role::citizen, *citizen, "", {}}, later,
                                  std::chrono::hours{1});
  }
};

}  // namespace

TEST_CASE("A citizen's tokens are revoked, others' are not, and signing in again helps") {
  Office office;
  const auto one = office.server.citizen(1);
  const auto other = office.server.citizen(2);
  CHECK(office.is_taken(one));  // it is in the cache now
  const auto revoked = office.revoke("subject", claim(one, "sub"));
  REQUIRE(revoked.status == 201);
  CHECK_FALSE(office.is_taken(one));
  CHECK_FALSE(office.is_taken(office.server.citizen(1)));  // of the same second
  CHECK(office.is_taken(other));
  CHECK(office.is_taken(Office::later_token(one)));
  // Wherever a token is looked at, needed or not.
  CHECK(office.client.get("/v1/halls", one).status == 401);

  CHECK(office.lift(revoked.text("id")).status == 204);
  CHECK(office.is_taken(one));
  CHECK(office.lift(revoked.text("id")).status == 404);
}

TEST_CASE("One token is revoked by its id, the holder's others are not") {
  Office office;
  const auto lost = office.server.citizen(1);
  const auto kept = office.server.citizen(1);
  CHECK(office.is_taken(lost));
  REQUIRE(office.revoke("token_id", claim(lost, "jti")).status == 201);
  CHECK_FALSE(office.is_taken(lost));
  CHECK(office.is_taken(kept));
}

TEST_CASE("Who is blocked does not get in with a new token either, until it is lifted") {
  Office office;
  const auto token = office.server.citizen(1);
  const auto blocked = office.revoke("subject", claim(token, "sub"), R"(,"block":true)");
  REQUIRE(blocked.status == 201);
  CHECK_FALSE(blocked.json().as_object().contains("ends_at"));
  const auto later = Office::later_token(token);
  CHECK_FALSE(office.is_taken(later));
  REQUIRE(office.lift(blocked.text("id")).status == 204);
  CHECK(office.is_taken(later));
}

TEST_CASE("A kiosk is revoked as the audit names it, one of the same name in another hall is not") {
  Office office;
  const auto board = [&](const std::string& hall, const std::string& token) {
    return office.client.get("/v1/halls/" + hall + "/board", token).status;
  };
  const auto lost = office.server.token(Role::kiosk, 330100, "entrance");
  const auto other = office.server.token(Role::kiosk, 330102, "entrance");
  const auto actor = security::actor_of(Role::kiosk, "entrance", security::own_issuer,
                                        offpeak::scheduler::HallCode{330100});
  REQUIRE(office.revoke("actor", security::format_actor(actor)).status == 201);
  CHECK(board("330100", lost) == 401);
  CHECK(board("330102", other) == 200);
  REQUIRE(office.revoke("subject", "entrance").status == 201);
  CHECK(board("330102", other) == 401);
}

TEST_CASE("What was revoked stays so over a restart") {
  Office office;
  const auto token = office.server.citizen(1);
  const auto revoked = office.revoke("subject", claim(token, "sub"));
  REQUIRE(revoked.status == 201);
  office.server.restart_at("2026-06-13T09:00:00+08:00");
  office.client = office.server.connect();
  CHECK_FALSE(office.is_taken(token));
  CHECK(office.is_taken(office.server.citizen(2)));
  const auto listed = office.client.get(revocations, office.admin).json().at("revocations");
  REQUIRE(listed.as_array().size() == 1);
  CHECK(text_of(listed.at(0).at("id")) == revoked.text("id"));
  CHECK(text_of(listed.at(0).at("kind")) == "issued_so_far");
  CHECK(text_of(listed.at(0).at("reason")) == "lost");
  CHECK(text_of(listed.at(0).at("ends_at")) == revoked.text("ends_at"));
}

TEST_CASE("A revocation is forgotten when its tokens have ended, and the audit keeps who made it") {
  Office office;
  const auto revoked = office.revoke("token_id", "some-token");
  REQUIRE(revoked.status == 201);
  office.server.move_clock("2027-07-18T08:02:00+08:00");
  const auto listed = office.client.get(revocations, office.admin).json().at("revocations");
  CHECK(listed.as_array().empty());
  const auto audit = office.client.get("/v1/operations/audit", office.admin).json().at("entries");
  REQUIRE(audit.as_array().size() == 1);
  CHECK(text_of(audit.at(0).at("action")) == "revoke_tokens");
  CHECK(text_of(audit.at(0).at("subject")) == revoked.text("id"));
}

TEST_CASE("Streams that were opened with a revoked token end, others go on") {
  Office office{.server = ApiServer{sweeping_often()}};
  const auto lost = office.server.token(Role::display, 330100, "lost");
  const auto kept = office.server.token(Role::display, 330100, "kept");
  EventStream ended{office.server.port(), board_stream, "", lost};
  EventStream other{office.server.port(), board_stream, "", kept};
  EventStream anybody{office.server.port(), board_stream};
  ended.next();
  other.next();
  anybody.next();
  REQUIRE(office.revoke("token_id", claim(lost, "jti")).status == 201);
  CHECK(is_ended_by_revocation(ended));
  CHECK_FALSE(other.has_event());
  CHECK_FALSE(anybody.has_event());
}

TEST_CASE("So do those of board tickets that it got, and its tickets open no other") {
  Office office{.server = ApiServer{sweeping_often()}};
  const auto stream_of = [&office](const std::string& token) {
    const auto made = office.client.post("/v1/halls/330100/board/tickets", "", token);
    REQUIRE(made.status == 201);
    return board_stream + "?ticket=" + made.text("ticket");
  };
  const auto lost = office.server.token(Role::display, 330100, "lost");
  const auto kept = office.server.token(Role::display, 330100, "kept");
  const auto actor = security::actor_of(Role::display, "lost", security::own_issuer,
                                        offpeak::scheduler::HallCode{330100});
  const std::pair<std::string, std::string> names[] = {{"token_id", claim(lost, "jti")},
                                                       {"subject", "lost"},
                                                       {"actor", security::format_actor(actor)}};
  const auto going_on = stream_of(kept);
  EventStream other{office.server.port(), going_on};
  other.next();
  for (const auto& [what, name] : names) {
    CAPTURE(what);
    const auto path = stream_of(lost);
    EventStream ended{office.server.port(), path};
    ended.next();
    const auto revoked = office.revoke(what, name);
    REQUIRE(revoked.status == 201);
    CHECK(is_ended_by_revocation(ended));
    REQUIRE(EventStream{office.server.port(), path}.status() == 401);
    CHECK(office.client.get(path).text("code") == "token_revoked");
    REQUIRE(office.lift(revoked.text("id")).status == 204);
  }
  CHECK_FALSE(other.has_event());
  CHECK(EventStream{office.server.port(), going_on}.status() == 200);
}

TEST_CASE("They are listed page by page, newest first") {
  Office office;
  for (const char* id : {"a", "b", "c"}) REQUIRE(office.revoke("token_id", id).status == 201);
  const auto newest = office.revoke("token_id", "d").text("id");
  const auto first = office.client.get(revocations + "?limit=3", office.admin).json();
  REQUIRE(first.at("revocations").as_array().size() == 3);
  CHECK(text_of(first.at("revocations").at(0).at("id")) == newest);
  const auto next = std::to_string(first.at("next").as_int64());
  const auto rest = office.client.get(revocations + "?after=" + next, office.admin).json();
  CHECK(rest.at("revocations").as_array().size() == 1);
  CHECK_FALSE(rest.as_object().contains("next"));
  for (const char* wrong : {"?limit=0", "?limit=501", "?after=0", "?before=1"}) {
    CHECK(office.client.get(revocations + wrong, office.admin).status == 400);
  }
}

TEST_CASE("A request to revoke says what is wrong with it") {
  Office office;
  struct Row {
    std::string body;
    std::string field;
  };
  const std::vector<Row> rows{
      {R"({"reason":"lost"})", "subject"},
      {R"({"subject":"a","actor":"0123456789abcdef","reason":"lost"})", "subject"},
      {R"({"subject":"","reason":"lost"})", "subject"},
      {R"({"subject":"two words","reason":"lost"})", "subject"},
      {R"({"subject":7,"reason":"lost"})", "subject"},
      {R"({"token_id":")" + std::string(256, 'x') + R"(","reason":"lost"})", "token_id"},
      {R"({"actor":"li.na","reason":"lost"})", "actor"},
      {R"({"actor":"0123456789abcdef","issuer":"offpeak","reason":"lost"})", "issuer"},
      {R"({"subject":"a","issuer":"https://nobody.example","reason":"lost"})", "issuer"},
      {R"({"subject":"a"})", "reason"},
      {R"({"subject":"a","reason":"whim"})", "reason"},
      {R"({"subject":"a","reason":"lost","block":1})", "block"},
      {R"({"token_id":"a","reason":"lost","block":true})", "block"},
      {R"({"subject":"a","reason":"lost","until":"noon"})", "until"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const auto reply = office.client.post(revocations, row.body, office.admin);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == row.field);
  }
  CHECK(office.lift("x").status == 404);
  auto id = office.revoke("token_id", "some-token").text("id");
  std::ranges::transform(id, id.begin(), [](unsigned char c) { return std::toupper(c); });
  CHECK(office.lift(id).status == 404);  // ids are in lower case everywhere
}
