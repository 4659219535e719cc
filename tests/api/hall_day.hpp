// A server with a day in its main hall, for the tests of what is shown of it.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "tests/api/api_server.hpp"

namespace offpeak::testing {

inline std::string text_of(const boost::json::value& value) {
  return std::string{value.as_string()};
}

/// Staff's commands over HTTP, each of which must succeed.
class HallDay {
 public:
  explicit HallDay(ApiServerOptions options = at_ten()) : server{std::move(options)} {}

  static ApiServerOptions at_ten() {
    ApiServerOptions options;
    options.now = "2026-06-13T10:00:00+08:00";
    options.limits.sweep_interval = http::Limits::Duration{20};
    return options;
  }

  HttpReply command(const std::string& path, const std::string& body = "") {
    return client.post("/v1/halls/330100/" + path, body, server.staff());
  }
  /// Opens the first counter.
  bool open() { return command("counters/1/open").status == 204; }
  /// The number of a new ticket.
  std::string arrive() {
    return command("tickets", R"({"service":"passport_renewal"})").text("number");
  }
  /// The number that is called to the first counter.
  std::string call() {
    const auto reply = command("counters/1/call-next");
    if (reply.status != 200) return {};
    const auto ticket = reply.json();
    return std::string{ticket.at("ticket").at("number").as_string()};
  }

  ApiServer server;
  HttpClient client = server.connect();
};

inline const std::string board_path = "/v1/halls/330100/board";

}  // namespace offpeak::testing
