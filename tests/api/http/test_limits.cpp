// Clients that send too much, too slowly or never, and too many of them.
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

using std::chrono::milliseconds;

/// All times long but those a test shortens; the sweep quick.
Limits patient_limits() {
  Limits limits;
  limits.request_time_max = limits.idle_time_max = limits.write_time_max = limits.linger_time_max =
      std::chrono::minutes{10};
  limits.sweep_interval = milliseconds{5};
  return limits;
}

TEST_CASE("what is too large is answered so, and the client gets to read it") {
  struct Row {
    std::string_view what;
    std::string request;
    int status;
  };
  const std::string field = "X-Fill: " + std::string(5000, 'f');
  const Row rows[] = {
      {"a long field", "GET / HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n", 431},
      {"no end of a line", std::string(5000, 'G'), 431},
      {"many fields",
       [] {
         std::string request = "GET / HTTP/1.1\r\nHost: x\r\n";
         for (int i = 0; i < 1000; ++i) request += "A: b\r\n";
         return request + "\r\n";
       }(),
       431},
      {"a long target", get("/" + std::string(2048, 'a')), 414},
      {"a long body", post("/", std::string(16385, 'b')), 413},
      {"a very long body", post("/", std::string(3'000'000, 'b')), 413},
  };
  RunningServer running{echo, patient_limits()};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Client client{running.server};
    client.send(row.request);
    const Reply reply = client.read_reply();
    CHECK(reply.status == row.status);
    CHECK(reply.has("Connection: close"));
    CHECK(client.is_closed_cleanly());
  }
  CHECK(running.handled == 0);
}

TEST_CASE("a request that stays incomplete is ended, however busily it drips") {
  Limits limits = patient_limits();
  limits.request_time_max = milliseconds{50};
  RunningServer running{echo, limits};
  Client client{running.server};
  CHECK(client.exchange(get("/")).status == 200);
  client.send("GET / HTTP/1.1\r\nX-Drip: ");
  int drops = 0;
  while (!client.wait_readable(milliseconds{5}) && drops < 3000) {
    client.try_send("d");
    ++drops;
  }
  CHECK(drops < 3000);
  CHECK(client.read_reply().status == 408);
  CHECK(client.is_closed_cleanly());
  CHECK(running.server.counters().connections_timed_out == 1);
}

TEST_CASE("a body that does not come is not waited for") {
  Limits limits = patient_limits();
  limits.request_time_max = milliseconds{20};
  RunningServer running{echo, limits};
  Client client{running.server};
  CHECK(client.exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc").status ==
        408);
}

TEST_CASE("an idle connection is closed without a word") {
  Limits limits = patient_limits();
  limits.idle_time_max = milliseconds{20};
  RunningServer running{echo, limits};
  Client fresh{running.server};
  CHECK(fresh.is_closed_cleanly());
  Client used{running.server};
  CHECK(used.exchange(get("/")).status == 200);
  CHECK(used.is_closed_cleanly());
}

TEST_CASE("a request may wait for its reply longer than a connection may idle") {
  Limits limits = patient_limits();
  limits.idle_time_max = limits.request_time_max = milliseconds{10};
  ReplyTo held;
  RunningServer running{[&](IoThread&, const Request&, ReplyTo to) { held = to; }, limits};
  Client waiting{running.server};
  waiting.send(get("/"));
  REQUIRE(eventually([&] { return running.handled == 1; }));
  Client idle{running.server};
  CHECK(idle.is_closed_cleanly());
  running.run_there([&] { running.thread->reply(held, {.body = "late"}); });
  CHECK(waiting.read_reply().body == "late");
}

TEST_CASE("a client that takes nothing of its reply is dropped") {
  Limits limits = patient_limits();
  limits.write_time_max = milliseconds{20};
  const std::string large(32 << 20, 'l');
  RunningServer running{
      [&](IoThread& thread, const Request&, ReplyTo to) { thread.reply(to, {.body = large}); },
      limits};
  Client client{running.server};
  client.send(get("/"));
  CHECK(eventually([&] { return running.server.counters().connections_timed_out == 1; }));
  CHECK(running.has_open(0));
}

TEST_CASE("a client that never closes after the last reply is left") {
  Limits limits = patient_limits();
  limits.linger_time_max = milliseconds{20};
  RunningServer running{echo, limits};
  Client client{running.server};
  CHECK(client.exchange("GET / HTTP/1.0\r\n\r\n").status == 200);
  CHECK(running.has_open(0));
  CHECK(running.server.counters().connections_timed_out == 0);
}

TEST_CASE("a connection too many is told so, and there is room again later") {
  Limits limits = patient_limits();
  limits.connections_max = 2;
  RunningServer running{echo, limits};
  auto first = std::make_unique<Client>(running.server);
  Client second{running.server};
  CHECK(first->exchange(get("/")).status == 200);
  CHECK(second.exchange(get("/")).status == 200);
  Client third{running.server};
  CHECK(third.read_reply().status == 503);
  CHECK(third.is_closed_cleanly());
  CHECK(second.exchange(get("/")).status == 200);
  first.reset();
  REQUIRE(running.has_open(1));
  Client fourth{running.server};
  CHECK(fourth.exchange(get("/")).status == 200);
  CHECK(running.server.counters().connections_refused == 1);
}

TEST_CASE("refusals that are not read are bounded, too") {
  Limits limits = patient_limits();
  limits.connections_max = 0;
  limits.refusals_max = 1;
  RunningServer running{echo, limits};
  Client told{running.server};
  CHECK(told.read_reply().status == 503);
  Client dropped{running.server};
  CHECK(dropped.is_closed_cleanly());
}

TEST_CASE("one address has no more connections than its share") {
  Limits limits = patient_limits();
  limits.connections_per_address_max = 1;
  SUBCASE("unless it is the machine itself") {
    RunningServer running{echo, limits};
    Client first{running.server};
    Client second{running.server};
    CHECK(first.exchange(get("/")).status == 200);
    CHECK(second.exchange(get("/")).status == 200);
  }
  SUBCASE("and that, too, when told so") {
    limits.loopback_exempt = false;
    RunningServer running{echo, limits};
    auto first = std::make_unique<Client>(running.server);
    CHECK(first->exchange(get("/")).status == 200);
    Client second{running.server};
    CHECK(second.read_reply().status == 503);
    first.reset();
    REQUIRE(running.has_open(0));
    Client third{running.server};
    CHECK(third.exchange(get("/")).status == 200);
  }
}

/// As long as it lives, this process can open no further file.
class NoFilesLeft {
 public:
  NoFilesLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::dup(0);
    ::close(lowest_free);
    const rlimit none{static_cast<rlim_t>(lowest_free), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoFilesLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoFilesLeft(const NoFilesLeft&) = delete;
  NoFilesLeft& operator=(const NoFilesLeft&) = delete;

 private:
  rlimit before_{};
};

TEST_CASE("a client that comes when the server is out of files is told so, and so is the next") {
  RunningServer running{echo, patient_limits()};
  Client before{running.server};
  CHECK(before.exchange(get("/")).status == 200);
  Client first;
  Client second;
  {
    const NoFilesLeft none;
    for (Client* const client : {&first, &second}) {
      client->connect(running.server);
      CHECK(client->read_reply().status == 503);
      CHECK(client->is_closed_cleanly());
      client->finish_sending();  // and keeps its own file, which is one of this process too
    }
    CHECK(before.exchange(get("/")).status == 200);
  }
  Client after{running.server};
  CHECK(after.exchange(get("/")).status == 200);
}

TEST_CASE("a server without files in reserve goes on accepting when there are some again") {
  RunningServer running{echo, patient_limits()};
  Client before{running.server};
  CHECK(before.exchange(get("/")).status == 200);
  Client refused;
  Client waiting;
  {
    const NoFilesLeft none;
    refused.connect(running.server);  // and stays, in the place of the file in reserve
    CHECK(refused.read_reply().status == 503);
    waiting.connect(running.server);
    REQUIRE(eventually([&] { return running.server.counters().accept_pauses >= 2; }));
    CHECK(before.exchange(get("/")).status == 200);
  }
  CHECK(waiting.exchange(get("/late")).body == "GET /late");
}

}  // namespace
}  // namespace offpeak::http::tests
