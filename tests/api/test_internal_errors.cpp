// A request that the server itself fails at.
#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>
#include <stdexcept>

#include "api/resources.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

/// What is logged while it lives.
class LogKept {
 public:
  LogKept() {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "kept", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
  }
  ~LogKept() { spdlog::set_default_logger(before_); }
  LogKept(const LogKept&) = delete;
  LogKept& operator=(const LogKept&) = delete;

  /// Once nobody logs any more.
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
};

}  // namespace

TEST_CASE("A request that is thrown at has 500, a line in the log without its body, and no more") {
  LogKept log;
  std::string request_id;
  {
    ApiServer server;
    auto& replication = server.resources().replication;
    replication.standby_sequence = 1;
    replication.step_down = [] { throw std::runtime_error{"no signal can be sent"}; };
    auto client = server.connect();

    const auto reply =
        client.post("/v1/operations/step-down", R"({"secret":"body"})", server.admin());
    CHECK(reply.status == 500);
    CHECK(reply.header("Content-Type") == "application/problem+json");
    CHECK(reply.text("code") == "internal_error");
    CHECK(reply.text("title") == "Internal server error");
    CHECK(reply.text("detail").find("signal") == std::string::npos);
    request_id = reply.header("X-Request-Id");
    CHECK_FALSE(request_id.empty());

    CHECK(
        client
            .post("/v1/appointments", wish(documents("2026-06-14", "0900"), {{1}}), server.admin())
            .status == 201);
    const auto metrics = client.get("/metrics").body;
    CHECK(metrics.find("step-down\",class=\"5xx\"} 1") != std::string::npos);
  }
  const auto text = log.text();
  CHECK(text.find("event=internal_error request_id=" + request_id +
                  " route=\"POST /v1/operations/step-down\" what=\"no signal can be sent\"") !=
        std::string::npos);
  CHECK(text.find("secret") == std::string::npos);
}
