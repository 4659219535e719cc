// SIGTERM to the real program while it is busy.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <map>
#include <thread>

#include "tests/api/requests.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/server_process.hpp"

using namespace offpeak::testing;

namespace {

constexpr std::size_t threads = 4;
constexpr std::size_t pipelined = 8;
constexpr std::uint64_t stop_after = 200;  // bookings acknowledged

const std::vector<std::string> morning{"--clock", "2026-06-13T08:00:00+08:00@0", "--threads", "2"};

/// Bookings of one client, each for a citizen of its own, until the server closes.
class Booker {
 public:
  Booker(const ServerProcess& server, std::uint64_t first_citizen)
      : client_{server.connect()}, token_{server.token("hotline")}, next_{first_citizen} {}

  void run(std::atomic<std::uint64_t>& acknowledged) {
    bool open = true;
    while (open) {
      std::vector<std::uint64_t> sent;
      for (std::size_t i = 0; i < pipelined && open; ++i) {
        sent.push_back(next_++);
        open = client_.try_send(booking(sent.back()));
      }
      for (const std::uint64_t n : sent) {
        const auto reply = client_.try_read_reply();
        open = reply.has_value();
        if (!open) break;
        if (reply->status != 201) continue;  // told that it is stopping: nothing was done
        ids_[reply->text("id")] = n;
        ++acknowledged;
        acknowledged.notify_one();
      }
    }
  }

  /// Citizens by the ids of their acknowledged appointments.
  const std::map<std::string, std::uint64_t>& ids() const { return ids_; }
  std::uint64_t end() const { return next_; }

 private:
  HttpRequest booking(std::uint64_t n) const {
    // So many slots that none fills up.
    static const std::vector<std::string> halls{"330100", "330102", "330105", "330106", "330109"};
    static const std::vector<std::string> starts{"0830", "0900", "0930", "1000", "1030", "1100"};
    static const std::vector<std::string> days{"14", "15", "16", "17", "18", "22"};
    const std::string slot =
        halls[n % 5] + ".documents.2026-06-" + days[n / 5 % 6] + "." + starts[n / 30 % 6];
    return {.method = "POST",
            .target = "/v1/appointments",
            .body = wish(slot, {{n, "advice"}}),
            .token = token_};
  }

  HttpClient client_;
  std::string token_;
  std::uint64_t next_;
  std::map<std::string, std::uint64_t> ids_;
};

/// The appointments of a citizen, by a token of theirs.
boost::json::array appointments_of(HttpClient& client, std::uint64_t n) {
  const auto token =
      client.post("/v1/tokens", R"({"id_number":")" + resident_number(n) + R"("})").text("token");
  return client.get("/v1/me/appointments", token).json().at("appointments").as_array();
}

}  // namespace

TEST_CASE("At SIGTERM everything that got in has its reply and is in the store, and nothing else") {
  offpeak::store::tests::TemporaryDirectory directory;
  std::vector<Booker> bookers;
  {
    ServerProcess server{directory.path(), morning};
    for (std::size_t t = 0; t < threads; ++t) bookers.emplace_back(server, 1'000'000 * t);
    std::atomic<std::uint64_t> acknowledged{0};
    std::vector<std::jthread> workers;
    for (auto& booker : bookers) workers.emplace_back([&] { booker.run(acknowledged); });
    for (auto count = acknowledged.load(); count < stop_after; count = acknowledged) {
      acknowledged.wait(count);
    }
    server.terminate();
    workers.clear();
    CHECK(server.wait() == 0);
    CHECK(server.log().find("event=stopped drained=true") != std::string::npos);
  }

  ServerProcess server{directory.path(), morning};
  auto client = server.connect();
  std::size_t acknowledged = 0;
  std::size_t stored = 0;
  for (std::size_t t = 0; t < threads; ++t) {
    acknowledged += bookers[t].ids().size();
    for (const auto& [id, n] : bookers[t].ids()) {
      const auto found = client.get("/v1/appointments/" + id, server.token("hotline"));
      CHECK(found.text("status") == "booked");
    }
    // The last ones that were sent, with and without a reply.
    const std::uint64_t first = 1'000'000 * t;
    const std::uint64_t from = std::max(first + 2 * pipelined, bookers[t].end()) - 2 * pipelined;
    for (std::uint64_t n = from; n < bookers[t].end(); ++n) {
      std::size_t promised = 0;
      for (const auto& [id, citizen] : bookers[t].ids()) promised += citizen == n;
      CHECK(appointments_of(client, n).size() == promised);
    }
  }
  const auto metrics = client.get("/metrics").body;
  const auto at = metrics.find("\noffpeak_appointments ");
  REQUIRE(at != std::string::npos);
  stored = std::stoul(metrics.substr(at + 22));
  CHECK(stored == acknowledged);
  CHECK(acknowledged >= stop_after);
}

TEST_CASE("An idle connection does not keep the server from stopping") {
  offpeak::store::tests::TemporaryDirectory directory;
  ServerProcess server{directory.path(), morning};
  auto idle = server.connect();
  CHECK(idle.get("/healthz").status == 200);
  server.terminate();
  CHECK(server.wait() == 0);
  CHECK(idle.is_closed());
}
