// Starting where one cannot, and stopping without losing a reply.
#include <future>
#include <system_error>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

using std::chrono::steady_clock;

/// Holds requests below /held until the test answers them.
struct HeldRequests {
  std::vector<ReplyTo> held;

  Script script() {
    return [this](IoThread& thread, const Request& request, ReplyTo to) {
      if (!request.path.starts_with("/held")) return echo(thread, request, to);
      held.push_back(to);
    };
  }
};

std::future<bool> drain(RunningServer& running, steady_clock::duration time = patience) {
  return std::async(std::launch::async,
                    [&running, time] { return running.server.drain(steady_clock::now() + time); });
}

TEST_CASE("a drained server answers what it has read, and says that this was the last reply") {
  HeldRequests requests;
  RunningServer running{requests.script()};
  Client idle{running.server};
  Client waiting{running.server};
  CHECK(idle.exchange(get("/")).status == 200);
  waiting.send(get("/held/1") + get("/held/2"));
  REQUIRE(eventually([&] { return running.handled == 3; }));

  auto drained = drain(running);
  CHECK(idle.is_closed_cleanly());
  running.run_there([&] {
    running.thread->reply(requests.held[0], {.body = "one"});
    running.thread->reply(requests.held[1], {.body = "two"});
  });
  CHECK_FALSE(waiting.read_reply().has("Connection: close"));
  const Reply last = waiting.read_reply();
  CHECK(last.body == "two");
  CHECK(last.has("Connection: close"));
  CHECK(waiting.is_closed_cleanly());
  waiting.socket().close();
  CHECK(drained.get());
  running.server.join();
}

TEST_CASE("a drained server answers all requests it has read, also those not yet handed on") {
  HeldRequests requests;
  RunningServer running{requests.script()};
  Client idle{running.server};
  CHECK(idle.exchange(get("/")).status == 200);
  Client client{running.server};
  std::string all = get("/held");
  for (int i = 1; i < 20; ++i) all += get("/" + std::to_string(i));
  client.send(all);
  REQUIRE(eventually([&] { return running.handled == 1 + 8; }));

  auto drained = drain(running);
  CHECK(idle.is_closed_cleanly());
  running.run_there([&] { running.thread->reply(requests.held[0], {.body = "held"}); });
  CHECK(client.read_reply().body == "held");
  for (int i = 1; i < 20; ++i) {
    const Reply reply = client.read_reply();
    CHECK(reply.body == "GET /" + std::to_string(i));
    CHECK(reply.has("Connection: close") == (i == 19));
  }
  CHECK(client.is_closed_cleanly());
  client.socket().close();
  CHECK(drained.get());
}

TEST_CASE("a request that has begun to arrive may end while the server drains") {
  RunningServer running;
  Client idle{running.server};
  CHECK(idle.exchange(get("/")).status == 200);
  Client client{running.server};
  const std::string request = get("/begun");
  client.send(get("/first") + request.substr(0, 10));
  CHECK(client.read_reply().body == "GET /first");

  auto drained = drain(running);
  CHECK(idle.is_closed_cleanly());
  const Reply reply = client.exchange(request.substr(10));
  CHECK(reply.body == "GET /begun");
  CHECK(reply.has("Connection: close"));
  CHECK(client.is_closed_cleanly());
  client.socket().close();
  CHECK(drained.get());
}

TEST_CASE("a drain ends at its deadline, whoever still waits") {
  HeldRequests requests;
  RunningServer running{requests.script()};
  Client waiting{running.server};
  waiting.send(get("/held"));
  REQUIRE(eventually([&] { return running.handled == 1; }));
  CHECK_FALSE(drain(running, std::chrono::milliseconds{20}).get());
  running.server.join();
  CHECK(waiting.is_closed_cleanly());
}

TEST_CASE("a server that stopped accepting serves the clients it has") {
  RunningServer running{echo, {}, 2};
  Client client{running.server};
  CHECK(client.exchange(get("/a")).status == 200);
  running.server.stop_accepting();
  CHECK(eventually([&] {
    try {
      Client refused{running.server};
      return false;
    } catch (const boost::system::system_error&) {
      return true;
    }
  }));
  CHECK(client.exchange(get("/b")).body == "GET /b");
}

TEST_CASE("who connects between two servers on the same sockets is served by the next") {
  auto sockets = std::make_shared<const ListeningSockets>(ListenAddress{.port = 0}, 3, Limits{});
  std::vector<std::unique_ptr<Client>> between;
  {
    RunningServer first{echo, {}, 3, {}, sockets};
    CHECK(first.server.port() == sockets->port());
    CHECK(Client{first.server}.exchange(get("/first")).status == 200);
    REQUIRE(drain(first).get());
    first.server.join();
    for (int i = 0; i < 20; ++i) {
      between.push_back(std::make_unique<Client>(first.server));
      between.back()->send(get("/" + std::to_string(i)));
    }
  }
  RunningServer second{echo, {}, 3, {}, sockets};
  sockets.reset();
  for (int i = 0; i < 20; ++i) {
    CHECK(between[static_cast<std::size_t>(i)]->read_reply().body == "GET /" + std::to_string(i));
  }
  REQUIRE(drain(second).get());
  second.server.join();
  CHECK_THROWS_AS(Client{second.server}, boost::system::system_error);
}

TEST_CASE("a server that goes away closes what is open") {
  auto running = std::make_unique<RunningServer>(echo, Limits{}, 2);
  Client client{running->server};
  CHECK(client.exchange(get("/")).status == 200);
  running.reset();
  CHECK(client.is_closed_cleanly());
}

TEST_CASE("a second server on the same port is refused, though threads of one share it") {
  RunningServer running{echo, {}, 2};
  ServerOptions options;
  options.listen.port = running.server.port();
  options.threads = 2;
  Server second;
  const auto factory = [](IoThread&) { return std::unique_ptr<Handler>{}; };
  CHECK_THROWS_WITH_AS(second.start(options, factory), doctest::Contains("127.0.0.1:"),
                       std::system_error);
}

TEST_CASE("an address that is none is refused at start") {
  ServerOptions options;
  options.listen.host = "here";
  Server server;
  const auto factory = [](IoThread&) { return std::unique_ptr<Handler>{}; };
  CHECK_THROWS_AS(server.start(options, factory), std::system_error);
}

}  // namespace
}  // namespace offpeak::http::tests
