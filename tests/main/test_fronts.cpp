// The server behind real proxies of TLS, each with its configuration in docs/front/.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <fstream>

#include "tests/main/front.hpp"
#include "tests/support/program.hpp"
#include "tests/support/server_process.hpp"

using namespace offpeak::testing;

namespace {

// Clients on the loopback network; a proxy speaks to the server from 127.0.0.1.
const std::string anna = "127.0.0.2";
const std::string bao = "127.0.0.3";

const std::vector<Proxy> proxies{Proxy::nginx, Proxy::haproxy, Proxy::caddy};

/// Nobody shares the address of another here, so an address may have two streams and little else.
std::string strict_config(const std::filesystem::path& directory) {
  auto text = read_file(source_path("config/hangzhou.yaml"));
  const auto replace = [&text](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("read_units_per_second: 500", "read_units_per_second: 1");
  replace("read_units_burst: 5000", "read_units_burst: 20");
  replace("streams_per_address: 256", "streams_per_address: 2");
  replace("calendar: calendars/", "calendar: ");
  std::filesystem::copy(source_path("config/calendars/cn.yaml"), directory / "cn.yaml");
  std::filesystem::copy(source_path("config/online.yaml"), directory / "online.yaml");
  std::ofstream{directory / "city.yaml"} << text;
  return directory / "city.yaml";
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

struct House {
  explicit House(Proxy proxy, const std::vector<Replacement>& more = {})
      : server{setup(proxy, directory)}, front{proxy, server.port(), more} {}

  static ServerSetup setup(Proxy proxy,
                           const offpeak::store::tests::TemporaryDirectory& directory) {
    ServerSetup setup{.directory = directory.path(),
                      .options = {"--clock", "2026-06-13T10:00:00+08:00@0", "--trusted-proxy",
                                  "127.0.0.1", "--log-level", "debug"},
                      .config = strict_config(directory.path())};
    if (proxy == Proxy::haproxy) setup.options.push_back("--proxy-protocol");
    return setup;
  }

  offpeak::store::tests::TemporaryDirectory directory;
  ServerProcess server;
  Front front;
};

/// A stream of a client that stays open.
class Watcher {
 public:
  Watcher(const Front& front, const std::string& client, const std::string& path)
      : run_{arguments(front, client, path), "/usr/bin/curl"} {}

  void await_board() {
    await_until("a board comes", [this] { return contains(run_.output(), "event: board"); });
  }

 private:
  static std::vector<std::string> arguments(const Front& front, const std::string& client,
                                            const std::string& path) {
    auto all = front.curl(client, path);
    all.push_back("-N");
    return all;
  }

  Run run_;
};

const std::string board_stream = "/v1/halls/330100/board/stream";

}  // namespace

TEST_CASE("Behind each proxy the server knows the client, whatever the client claims") {
  for (const auto proxy : proxies) {
    CAPTURE(static_cast<int>(proxy));
    const House house{proxy};
    for (const auto& client : {anna, bao}) {
      const auto reply =
          house.front.get(client, "/v1/halls",
                          {"-H", "X-Forwarded-For: 198.51.100.1", "-H",
                           "Forwarded: for=198.51.100.2", "-H", "X-Request-Id: of-" + client});
      CHECK(contains(reply, " 200 "));
      house.server.await_log("request_id=of-" + client);
      CHECK(contains(house.server.log(), "client=" + client));
    }
    CHECK_FALSE(contains(house.server.log(), "client=198.51.100."));
  }
}

TEST_CASE("A proxy that says it in Forwarded is believed as well") {
  const House house{
      Proxy::nginx,
      {{"proxy_set_header X-Forwarded-For $remote_addr;", "proxy_set_header X-Forwarded-For \"\";"},
       {"proxy_set_header Forwarded \"\";",
        "proxy_set_header Forwarded \"$http_forwarded, for=\\\"$remote_addr:4711\\\"\";"}}};
  house.front.get(anna, "/v1/halls", {"-H", "Forwarded: for=198.51.100.2"});
  house.server.await_log("client=" + anna);
  CHECK_FALSE(contains(house.server.log(), "client=198.51.100."));
}

TEST_CASE("Each client behind a proxy has limits of its own, of requests and of streams") {
  for (const auto proxy : proxies) {
    CAPTURE(static_cast<int>(proxy));
    const House house{proxy};
    Watcher first{house.front, anna, board_stream};
    Watcher second{house.front, anna, board_stream};
    first.await_board();
    second.await_board();
    CHECK(contains(house.front.get(anna, board_stream), "too_many_streams"));
    Watcher{house.front, bao, board_stream}.await_board();

    std::string reply;
    for (int i = 0; i < 40 && !contains(reply, "rate_limited"); ++i) {
      reply = house.front.get(anna, "/v1/services");
    }
    CHECK(contains(reply, "rate_limited"));
    CHECK(contains(house.front.get(bao, "/v1/services"), "passport_renewal"));
  }
}

TEST_CASE("Each proxy speaks TLS, and tells browsers to come no other way") {
  for (const auto proxy : proxies) {
    CAPTURE(static_cast<int>(proxy));
    const House house{proxy};
    const auto reply = house.front.get(anna, "/v1/halls", {"--http1.1"});
    CHECK(reply.starts_with("HTTP/1.1 200"));
    CHECK(contains(lower(reply), "\nstrict-transport-security: max-age=63072000\r\n"));
    const auto plain = house.front.get_without_tls("/v1/halls?x=1");
    CHECK(plain.starts_with("HTTP/1.1 308"));
    CHECK(contains(plain, "https://offpeak.example"));
    CHECK(contains(plain, "/v1/halls?x=1\r\n"));
  }
}

TEST_CASE("A display's ticket works through each proxy, and is in no log") {
  for (const auto proxy : proxies) {
    CAPTURE(static_cast<int>(proxy));
    const House house{proxy};
    const auto made = house.front.get(
        anna, "/v1/halls/330100/board/tickets",
        {"-X", "POST", "-H", "Authorization: Bearer " + house.server.token("display")});
    const auto body = boost::json::parse(made.substr(made.find("\r\n\r\n") + 4));
    const std::string ticket{body.at("ticket").as_string()};
    Watcher{house.front, anna, board_stream + "?ticket=" + ticket}.await_board();
    house.front.get(anna, "/v1/halls?ticket=" + ticket);
    CHECK_FALSE(contains(house.front.log(), ticket));
    CHECK_FALSE(contains(house.server.log(), ticket));
  }
}

TEST_CASE("Who is no trusted proxy speaks for nobody else") {
  const House house{Proxy::nginx};
  // Of the server itself, past the proxy.
  const auto direct = run_program(
      {"-sS", "--interface", bao, "-H", "X-Forwarded-For: " + anna, "-H", "Forwarded: for=" + anna,
       "http://127.0.0.1:" + std::to_string(house.server.port()) + "/v1/halls"},
      "/usr/bin/curl");
  CHECK(direct.code == 0);
  house.server.await_log("client=" + bao);
  CHECK_FALSE(contains(house.server.log(), "client=" + anna));
}
