// Several requests of one client under way at a time, and replies that come late or never.
#include <algorithm>
#include <vector>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

struct Held {
  ReplyTo to;
  std::string text;
};

/// Keeps requests until the test answers them. Its vectors belong to the I/O thread.
struct Holder {
  std::vector<Held> held;
  std::size_t most_held = 0;

  Script script() {
    return [this](IoThread&, const Request& request, ReplyTo to) {
      held.push_back({to, describe(request)});
      most_held = std::max(most_held, held.size());
    };
  }
};

TEST_CASE("replies leave in the order of the requests, whatever order they are made in") {
  // Collects 8, then answers the last one first.
  std::vector<Held> held;
  RunningServer running{[&](IoThread& thread, const Request& request, ReplyTo to) {
    held.push_back({to, describe(request)});
    if (held.size() < pipelined_max) return;
    std::ranges::reverse(held);
    for (const Held& one : held) thread.reply(one.to, {.body = one.text});
    held.clear();
  }};
  Client client{running.server};
  for (int round = 0; round < 10; ++round) {
    std::string requests;
    for (int i = 0; i < 8; ++i) requests += get("/" + std::to_string(i));
    client.send(requests);
    for (int i = 0; i < 8; ++i) CHECK(client.read_reply().body == "GET /" + std::to_string(i));
  }
}

TEST_CASE("no more than 8 requests of a connection wait for replies") {
  Holder holder;
  RunningServer running{holder.script()};
  Client client{running.server};
  std::string requests;
  for (int i = 0; i < 30; ++i) requests += get("/" + std::to_string(i));
  client.send(requests);
  for (int i = 0; i < 30; ++i) {
    const int expected = std::min(i + 8, 30);
    REQUIRE(eventually([&] { return running.handled == expected; }));
    running.run_there([&] {
      CHECK(holder.held.size() == static_cast<std::size_t>(expected - i));
      running.thread->reply(holder.held.front().to, {.body = holder.held.front().text});
      holder.held.erase(holder.held.begin());
    });
    CHECK(client.read_reply().body == "GET /" + std::to_string(i));
  }
  running.run_there([&] { CHECK(holder.most_held == pipelined_max); });
}

TEST_CASE("a malformed request is answered after the replies to those before it") {
  Holder holder;
  RunningServer running{holder.script()};
  Client client{running.server};
  client.send(get("/a") + get("/b") + "nonsense\r\n\r\n");
  REQUIRE(eventually([&] { return running.handled == 2; }));
  running.run_there([&] { running.thread->reply(holder.held[1].to, {.body = "b"}); });
  running.run_there([&] { running.thread->reply(holder.held[0].to, {.body = "a"}); });
  CHECK(client.read_reply().body == "a");
  CHECK(client.read_reply().body == "b");
  CHECK(client.read_reply().status == 400);
  CHECK(client.is_closed_cleanly());
}

TEST_CASE("100 Continue waits for the replies before it") {
  Holder holder;
  RunningServer running{holder.script()};
  Client client{running.server};
  client.send(get("/a") +
              "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
  REQUIRE(eventually([&] { return running.handled == 1; }));
  running.run_there([&] { running.thread->reply(holder.held[0].to, {.body = "a"}); });
  CHECK(client.read_reply().body == "a");
  CHECK(client.read_reply().status == 100);
}

TEST_CASE("one task may answer many connections") {
  Holder holder;
  RunningServer running{holder.script()};
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 16; ++i) {
    clients.push_back(std::make_unique<Client>(running.server));
    clients.back()->send(get("/" + std::to_string(i)));
  }
  REQUIRE(eventually([&] { return running.handled == 16; }));
  running.run_there([&] {
    for (const Held& one : holder.held) running.thread->reply(one.to, {.body = one.text});
  });
  for (int i = 0; i < 16; ++i) {
    CHECK(clients[static_cast<std::size_t>(i)]->read_reply().body == "GET /" + std::to_string(i));
  }
}

TEST_CASE("a second reply, or one to nobody, changes nothing") {
  RunningServer running{[](IoThread& thread, const Request& request, ReplyTo to) {
    thread.reply({to.connection + 7, to.generation, to.number}, {.body = "nobody"});
    thread.reply({to.connection, to.generation + 1, to.number}, {.body = "later"});
    thread.reply({to.connection, to.generation, to.number + 1}, {.body = "next"});
    echo(thread, request, to);
    thread.reply(to, {.body = "again"});
  }};
  Client client{running.server};
  CHECK(client.exchange(get("/a")).body == "GET /a");
  CHECK(client.exchange(get("/b")).body == "GET /b");
}

TEST_CASE("a reply to a client that has gone does not reach its successor") {
  Holder holder;
  RunningServer running{holder.script()};
  {
    Client gone{running.server};
    gone.send(get("/gone"));
    REQUIRE(eventually([&] { return running.handled == 1; }));
    gone.reset();
  }
  REQUIRE(running.has_open(0));
  Client successor{running.server};
  successor.send(get("/successor"));
  REQUIRE(eventually([&] { return running.handled == 2; }));
  running.run_there([&] {
    CHECK(holder.held[0].to.connection == holder.held[1].to.connection);
    running.thread->reply(holder.held[0].to, {.body = "stale"});
    running.thread->reply(holder.held[1].to, {.body = "fresh"});
  });
  CHECK(successor.read_reply().body == "fresh");
}

TEST_CASE("a client that does not read is not handled further, and loses nothing") {
  constexpr int requests = 40;
  const std::string megabyte(1 << 20, 'm');
  RunningServer running{
      [&](IoThread& thread, const Request&, ReplyTo to) { thread.reply(to, {.body = megabyte}); }};
  Client client{running.server};
  std::string all;
  for (int i = 0; i < requests; ++i) all += get("/");
  client.send(all);
  REQUIRE(eventually([&] { return running.handled > 0; }));
  running.run_there([&] { CHECK(running.handled < requests); });
  for (int i = 0; i < requests; ++i) CHECK(client.read_reply().body == megabyte);
  CHECK(running.handled == requests);
}

}  // namespace
}  // namespace offpeak::http::tests
