// What the application throws, and what the engine room does then.
#include <future>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

void throw_where_asked(IoThread& thread, const Request& request, ReplyTo to) {
  if (request.path == "/throw") throw std::runtime_error{"the handler is broken"};
  if (request.path == "/throw-late") {
    echo(thread, request, to);
    throw 1;  // not a std::exception
  }
  echo(thread, request, to);
}

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

TEST_CASE("a request that the handler throws at has 500, and its connection lives on") {
  RunningServer running{throw_where_asked};
  Client client{running.server};
  const auto failed = client.exchange(get("/throw"));
  CHECK(failed.status == 500);
  CHECK(failed.body == "failure 500");
  CHECK(client.exchange(get("/a")).body == "GET /a");
  CHECK(running.server.counters().connections_accepted == 1);
}

TEST_CASE("among pipelined requests only the one that was thrown at fails") {
  RunningServer running{throw_where_asked};
  Client client{running.server};
  client.send(get("/a") + get("/throw") + get("/throw-late") + get("/b"));
  CHECK(client.read_reply().body == "GET /a");
  CHECK(client.read_reply().status == 500);
  CHECK(client.read_reply().body == "GET /throw-late");
  CHECK(client.read_reply().body == "GET /b");
}

TEST_CASE("a posted task that throws ends neither the thread nor the tasks behind it") {
  RunningServer running;
  running.thread->post([] { throw std::runtime_error{"the task is broken"}; });
  running.run_there([] {});
  Client client{running.server};
  CHECK(client.exchange(get("/a")).status == 200);
}

TEST_CASE("an I/O thread that cannot go on says why") {
  std::promise<std::string> reason;
  std::atomic<int> handled{0};
  ServerOptions options;
  options.listen.port = 0;
  options.date_clock = []() -> std::chrono::system_clock::time_point {
    throw std::runtime_error{"there is no time"};
  };
  options.on_failure = [&](const std::string& what) { reason.set_value(what); };
  Server server;
  server.start(options, [&](IoThread& thread) {
    return std::make_unique<ScriptedHandler>(thread, echo, handled);
  });
  auto said = reason.get_future();
  REQUIRE(said.wait_for(patience) == std::future_status::ready);
  CHECK(said.get() == "there is no time");
}

}  // namespace
}  // namespace offpeak::http::tests
