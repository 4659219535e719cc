#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <map>
#include <regex>
#include <sstream>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-15", "1000");

/// The text exposition format 0.0.4, read strictly.
struct Exposition {
  std::map<std::string, std::string> types;  // of families
  std::map<std::string, double> samples;     // by name with labels

  double operator[](const std::string& name) const {
    const auto found = samples.find(name);
    REQUIRE_MESSAGE(found != samples.end(), name);
    return found->second;
  }
};

std::string family_of(const std::string& sample, const std::map<std::string, std::string>& types) {
  const std::string name = sample.substr(0, sample.find('{'));
  if (types.contains(name)) return name;
  for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
    if (!name.ends_with(suffix)) continue;
    const std::string base = name.substr(0, name.size() - suffix.size());
    if (types.contains(base) && types.at(base) == "histogram") return base;
  }
  return {};
}

Exposition parse(const std::string& text) {
  static const std::regex help{R"(# HELP [a-z_]+ .+)"};
  static const std::regex type{R"(# TYPE ([a-z_]+) (counter|gauge|histogram))"};
  static const std::regex sample{
      R"re(([a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})?) ([0-9.e+-]+|\+Inf|NaN))re"};
  Exposition exposition;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    std::smatch match;
    if (std::regex_match(line, help)) continue;
    if (std::regex_match(line, match, type)) {
      CHECK(exposition.types.emplace(match[1], match[2]).second);
      continue;
    }
    REQUIRE(std::regex_match(line, match, sample));
    CHECK_FALSE(family_of(match[1], exposition.types).empty());
    CHECK(
        exposition.samples.emplace(match[1], std::strtod(match[4].str().c_str(), nullptr)).second);
  }
  return exposition;
}

Exposition scrape(HttpClient& client) {
  const auto reply = client.get("/metrics");
  CHECK(reply.status == 200);
  CHECK(reply.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  return parse(reply.body);
}

}  // namespace

TEST_CASE("The metrics page is in Prometheus's text format") {
  ApiServer server;
  auto client = server.connect();
  REQUIRE(client.post("/v1/appointments", wish(slot, {{1}}), server.citizen(1)).status == 201);
  const auto metrics = scrape(client);
  CHECK(metrics.types.at("offpeak_bookings_total") == "counter");
  CHECK(metrics.types.at("offpeak_ring_depth") == "gauge");
  CHECK(metrics.types.at("offpeak_commit_seconds") == "histogram");
  CHECK(metrics.types.at("offpeak_http_request_seconds") == "histogram");
  for (const auto& [name, kind] : metrics.types) {
    CAPTURE(name);
    if (kind == "counter") CHECK(name.ends_with("_total"));
    CHECK((name.starts_with("offpeak_") || name.starts_with("process_")));
  }
  CHECK(metrics["offpeak_ring_capacity"] == 16'384);
  CHECK(metrics["offpeak_journal_failed"] == 0);
}

TEST_CASE("Alarms of the store, the standby and the snapshots have their metrics") {
  ApiServer server;
  auto client = server.connect();
  const auto metrics = scrape(client);
  for (const std::string name :
       {"leading", "store_interrupted", "durability_relaxed", "standby_connected", "journal_failed",
        "snapshot_sequence", "snapshot_bytes", "snapshot_seconds", "shadow_sequence"}) {
    CAPTURE(name);
    CHECK(metrics.types.at("offpeak_" + name) == "gauge");
    CHECK(metrics["offpeak_" + name] == (name == "leading" ? 1 : 0));
  }
  for (const std::string name : {"snapshots_total", "snapshots_failed_total"}) {
    CAPTURE(name);
    CHECK(metrics.types.at("offpeak_" + name) == "counter");
    CHECK(metrics["offpeak_" + name] == 0);
  }
}

TEST_CASE("A histogram's buckets grow to its count") {
  ApiServer server;
  auto client = server.connect();
  for (std::uint64_t n = 1; n < 4; ++n) {
    REQUIRE(client.post("/v1/appointments", wish(slot, {{n}}), server.citizen(n)).status == 201);
  }
  const auto reply = client.get("/metrics").body;
  const auto metrics = parse(reply);
  double last = 0;
  int buckets = 0;
  std::istringstream lines{reply};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("offpeak_commit_seconds_bucket")) continue;
    const double count = std::strtod(line.substr(line.rfind(' ')).c_str(), nullptr);
    CHECK(count >= last);
    last = count;
    ++buckets;
  }
  CHECK(buckets > 2);
  CHECK(last == metrics["offpeak_commit_seconds_count"]);
  CHECK(metrics["offpeak_commit_seconds_bucket{le=\"+Inf\"}"] == last);
  CHECK(metrics["offpeak_commit_seconds_sum"] > 0);
  CHECK(last == 3);
}

TEST_CASE("What happens is counted where it belongs") {
  ApiServer server{{.city = city_with_slots_of(12)}};
  auto client = server.connect();
  const auto before = scrape(client);
  const auto held = client.post("/v1/holds", wish(slot, {{1}}), server.citizen(1));
  client.post("/v1/appointments", hold_body(held.text("id")), server.citizen(1));
  client.post("/v1/appointments", wish(slot, {{2}}), server.citizen(2));
  client.post("/v1/appointments", wish(slot, {{3}}), server.citizen(3));  // slot_full
  client.post("/v1/appointments", wish(slot, {{1}}), server.citizen(1));  // already_booked
  client.post("/v1/appointments", "{", server.citizen(1));
  client.post("/v1/appointments", "{}");
  client.get("/nothing");
  const auto after = scrape(client);
  const auto grown = [&](const std::string& name) { return after[name] - before[name]; };
  CHECK(grown("offpeak_holds_total") == 1);
  CHECK(grown("offpeak_bookings_total") == 2);
  CHECK(grown("offpeak_commands_total") == 5);
  CHECK(grown("offpeak_events_total") == 3);
  CHECK(grown("offpeak_sequence") == 3);
  CHECK(grown("offpeak_appointments") == 2);
  CHECK(grown("offpeak_rejections_total{code=\"slot_full\"}") == 1);
  CHECK(grown("offpeak_rejections_total{code=\"already_booked\"}") == 1);
  CHECK(grown("offpeak_rejections_total{code=\"not_released\"}") == 0);
  const std::string route = R"({method="POST",route="/v1/appointments")";
  CHECK(grown("offpeak_http_replies_total" + route + ",class=\"2xx\"}") == 2);
  CHECK(grown("offpeak_http_replies_total" + route + ",class=\"4xx\"}") == 4);
  CHECK(grown("offpeak_http_request_seconds_count" + route + "}") == 6);
  CHECK(grown("offpeak_http_unauthorized_total") == 0);  // that one sent no token at all
  CHECK(grown("offpeak_http_unrouted_total") == 1);
  CHECK(grown("offpeak_http_replies_total{method=\"GET\",route=\"/metrics\",class=\"2xx\"}") == 1);
}

TEST_CASE("The process has the names that Prometheus gives every process") {
  ApiServer server;
  auto client = server.connect();
  const auto metrics = scrape(client);
  CHECK(metrics["process_cpu_seconds_total"] > 0);
  CHECK(metrics["process_resident_memory_bytes"] > 1e6);
  CHECK(metrics["process_open_fds"] > 3);
  CHECK(metrics["process_open_fds"] <= metrics["process_max_fds"]);
  const auto now = static_cast<double>(std::time(nullptr));
  CHECK(metrics["process_start_time_seconds"] <= now);
  CHECK(metrics["process_start_time_seconds"] > now - 24 * 3600);
  const auto another = server.connect();
  CHECK(scrape(client)["process_open_fds"] >= metrics["process_open_fds"]);
}

TEST_CASE("Each hall shows who waits, how long, and how many counters are open") {
  ApiServer server;
  auto client = server.connect();
  const std::string hall = "{hall=\"330100\"}";
  const auto at = [&](const std::string& name) {
    return scrape(client)["offpeak_hall_" + name + hall];
  };
  CHECK(at("waiting_tickets") == 0);
  CHECK(at("longest_wait_seconds") == 0);
  CHECK(at("open_counters") == 0);
  server.move_clock("2026-06-13T09:00:00+08:00");
  const std::string tickets = "/v1/halls/330100/tickets";
  const std::string body = R"({"service":"passport_renewal"})";
  REQUIRE(client.post(tickets, body, server.kiosk()).status == 201);
  server.move_clock("2026-06-13T09:05:00+08:00");
  REQUIRE(client.post(tickets, body, server.kiosk()).status == 201);
  REQUIRE(client.post("/v1/halls/330100/counters/1/open", "", server.staff()).status == 204);
  server.move_clock("2026-06-13T09:15:00+08:00");
  const auto is_shown = [](const HttpReply& reply) {
    return reply.body.find("offpeak_hall_open_counters{hall=\"330100\"} 1\n") != std::string::npos;
  };
  ask_until(client, "/metrics", "", is_shown);
  CHECK(at("waiting_tickets") == 2);
  CHECK(at("longest_wait_seconds") == 900);
  // A family has one line for each hall, and no other label.
  const auto metrics = scrape(client);
  std::size_t lines = 0;
  for (const auto& [name, value] : metrics.samples) {
    if (name.starts_with("offpeak_hall_waiting_tickets")) ++lines;
  }
  CHECK(lines == server.city().halls.size());
}

TEST_CASE("Connections are counted, and what is allowed of them is shown") {
  ApiServer server;
  auto client = server.connect();
  auto other = server.connect();
  REQUIRE(other.get("/healthz").status == 200);
  const auto metrics = scrape(client);
  CHECK(metrics["offpeak_http_connections"] == 2);
  CHECK(metrics["offpeak_http_connections_max"] == offpeak::http::Limits{}.connections_max);
  CHECK(metrics["offpeak_http_connections_accepted_total"] == 2);
  CHECK(metrics["offpeak_http_streams"] == 0);
  CHECK(metrics["offpeak_http_streams_max"] == offpeak::http::Limits{}.streams_max);
}
