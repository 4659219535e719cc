// Dead letters over HTTP: listed with their reasons, and sent again.
#include <doctest/doctest.h>

#include <optional>

#include "api/resources.hpp"
#include "outbox/sender.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/scheduler/engine/harness.hpp"

using namespace offpeak::testing;
namespace engine = offpeak::engine;
namespace outbox = offpeak::outbox;
namespace s = offpeak::scheduler;

namespace {

const std::string webhooks = "/v1/operations/webhooks";

/// A server whose outbox is on; what becomes of announcements is told to the engine by the test.
class Office {
 public:
  Office() {
    ApiServerOptions options;
    options.before_start = [this](engine::Engine& engine) {
      caller_.emplace(engine);
      // It is told of no announcements, so it asks nobody.
      sender_.emplace(engine, hangzhou(),
                      std::vector{outbox::ChannelOptions{
                          .endpoint = outbox::parse_endpoint("http://127.0.0.1:9/").value()}},
                      [](std::string_view, const std::string&) {});
      sender_->start(engine.state());
    };
    server_.emplace(std::move(options));
    server_->resources().outbox = &*sender_;
    client_.emplace(server_->connect());
  }
  ~Office() {
    client_.reset();
    sender_->stop();
    server_.reset();
  }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  /// The n-th announcement.
  void book(std::uint64_t n) {
    const auto body = wish("330100.documents.2026-06-15.0900", {{.n = n}});
    REQUIRE(client_->post("/v1/appointments", body, server_->citizen(n)).status == 201);
  }
  void settle(std::uint64_t announcement, s::Settlement how) {
    caller_->ask(s::SettleAnnouncement{announcement, how});
  }
  HttpReply list(const std::string& query = "") {
    return client_->get(webhooks + query, server_->admin());
  }
  HttpReply send_again(const std::string& number, const std::string& token) {
    return client_->post(webhooks + "/dead-letters/" + number + "/send", "", token);
  }
  std::string admin() const { return server_->admin(); }
  std::string staff() const { return server_->staff(); }

 private:
  std::optional<engine::tests::Caller> caller_;
  std::optional<outbox::Sender> sender_;
  std::optional<ApiServer> server_;
  std::optional<HttpClient> client_;
};

}  // namespace

TEST_CASE(
    "Dead letters are listed with their reasons, and one that is sent again leaves the list") {
  Office office;
  office.book(1);
  office.book(2);
  office.settle(0, s::Settlement::refused);
  office.settle(1, s::Settlement::unreachable);

  const auto letters = office.list().json().at("dead_letters").as_array();
  REQUIRE(letters.size() == 2);
  CHECK(letters[0].at("number").as_int64() == 1);
  CHECK(letters[0].at("reason").as_string() == "unreachable");
  CHECK(letters[1].at("reason").as_string() == "refused");
  CHECK(letters[1].at("type").as_string() == "appointment.booked");

  CHECK(office.send_again("1", office.staff()).status == 403);
  for (const char* unknown : {"2", "x", "-1", "99999999999999999999"}) {
    CHECK(office.send_again(unknown, office.admin()).status == 404);
  }
  const auto sent = office.send_again("1", office.admin());
  CHECK(sent.status == 202);
  CHECK(sent.body == R"({"pending":true})");
  const auto twice = office.send_again("1", office.admin());
  CHECK(twice.status == 409);
  CHECK(twice.json().at("code").as_string() == "wrong_state");
  const auto left = office.list().json().at("dead_letters").as_array();
  REQUIRE(left.size() == 1);
  CHECK(left[0].at("number").as_int64() == 0);
}

TEST_CASE("A page of dead letters says where the next one begins") {
  Office office;
  for (std::uint64_t n = 1; n <= 3; ++n) {
    office.book(n);
    office.settle(n - 1, s::Settlement::refused);
  }
  const auto first = office.list("?limit=2").json();
  CHECK(first.at("dead_letters").as_array().size() == 2);
  CHECK(first.at("next").as_int64() == 1);
  const auto last = office.list("?after=1").json();
  CHECK(last.at("dead_letters").as_array().size() == 1);
  CHECK_FALSE(last.as_object().contains("next"));
  CHECK(office.list("?limit=501").status == 400);
  CHECK(office.list("?after=0").status == 400);
}
