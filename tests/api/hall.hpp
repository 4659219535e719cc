// A day in the main hall, over HTTP.
#pragma once

#include <string>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

namespace offpeak::testing {

/// Half past nine on a Saturday: the hall is open.
inline const std::string in_the_morning = "2026-06-13T09:30:00+08:00";

struct Hall {
  explicit Hall(ApiServerOptions options = {.now = in_the_morning}) : server{std::move(options)} {}

  /// A walk-in's ticket from the kiosk.
  HttpReply take(const std::string& body = R"({"service":"passport_renewal"})") {
    return client.post("/v1/halls/330100/tickets", body, server.kiosk());
  }
  /// What a clerk of the hall does at a counter.
  HttpReply at(int counter, const std::string& action, const std::string& body = "",
               const std::string& key = "") {
    return client.post("/v1/halls/330100/counters/" + std::to_string(counter) + "/" + action, body,
                       server.staff(), key);
  }
  /// So many seconds.
  void pass(int seconds) {
    seconds_ += seconds;
    const std::string text = std::to_string(seconds_ / 60 + 30) + ":" +
                             (seconds_ % 60 < 10 ? "0" : "") + std::to_string(seconds_ % 60);
    server.move_clock("2026-06-13T09:" + text + "+08:00");
  }
  HttpReply ticket(const std::string& id) { return client.get("/v1/tickets/" + id); }

  ApiServer server;
  HttpClient client = server.connect();

 private:
  int seconds_ = 0;  // since half past nine
};

}  // namespace offpeak::testing
