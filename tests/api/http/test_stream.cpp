// Replies without an end: what a client reads of them, what is kept for one that does not read, and
// when they are over.
#include <boost/asio/read.hpp>
#include <mutex>
#include <vector>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

SharedMessage message(std::string_view text) { return std::make_shared<const StreamMessage>(text); }

constexpr std::string_view old_get = "GET /stream HTTP/1.0\r\n\r\n";

/// A server whose /stream has no end; every other path is echoed, and what begins with /later is
/// answered when the test says so.
class StreamServer {
 public:
  explicit StreamServer(const Limits& limits = {})
      : server{
            [this](IoThread& io, const Request& request, ReplyTo to) { handle(io, request, to); },
            limits} {}

  void push(std::string_view text) {
    server.run_there([&] {
      for (const auto to : streams) server.thread->push(to, message(text));
    });
  }
  void end() {
    server.run_there([&] {
      for (const auto to : streams) server.thread->end_stream(to);
    });
  }
  bool has_streams(std::uint64_t count) const {
    return eventually([&] { return server.server.counters().streams_open == count; });
  }

  // The I/O thread's; read by run_there, or when it is known to be idle.
  std::vector<ReplyTo> streams;
  std::vector<ReplyTo> waiting;
  std::vector<StreamStart> starts;

  RunningServer server;

 private:
  void handle(IoThread& io, const Request& request, ReplyTo to) {
    if (request.path.starts_with("/later")) return waiting.push_back(to);
    if (request.path != "/stream") return echo(io, request, to);
    const auto start =
        io.start_stream(to, {.content_type = "text/plain", .body = "hello;"}, message("beat;"));
    starts.push_back(start);
    if (start == StreamStart::started) streams.push_back(to);
    if (start == StreamStart::too_many) io.reply(to, {.status = 503});
    if (start == StreamStart::too_many_of_peer) io.reply(to, {.status = 429});
  }
};

/// Reads on until the text has been seen; throws when it does not come.
class StreamReader {
 public:
  explicit StreamReader(Client& client) : client_{client} {}

  void read_until(std::string_view text) {
    while (seen_.find(text) == std::string::npos) {
      if (!client_.wait_readable(patience)) throw std::runtime_error{"silence after: " + seen_};
      if (!read_some()) throw std::runtime_error{"ended after: " + seen_};
    }
  }
  /// Everything up to the end; false when it was a reset.
  bool read_to_end() {
    while (client_.wait_readable(patience)) {
      if (!read_some()) return clean_;
    }
    return false;
  }
  const std::string& seen() const { return seen_; }

 private:
  bool read_some() {
    char bytes[65536];
    boost::system::error_code error;
    const auto size = client_.socket().read_some(boost::asio::buffer(bytes), error);
    seen_.append(bytes, size);
    clean_ = error == boost::asio::error::eof;
    return !error;
  }

  Client& client_;
  std::string seen_;
  bool clean_ = false;
};

TEST_CASE("a stream is a head, a first message, and a chunk for every message") {
  StreamServer house;
  Client client{house.server.server};
  client.send(get("/stream"));
  const Reply reply = client.read_reply();
  CHECK(reply.status == 200);
  CHECK(reply.has("Transfer-Encoding: chunked"));
  CHECK(reply.has("Connection: close"));
  CHECK(reply.field("Content-Length").empty());
  REQUIRE(house.has_streams(1));
  StreamReader reader{client};
  house.push("one;");
  reader.read_until("4\r\none;\r\n");
  house.push("a message of twenty;");
  reader.read_until("14\r\na message of twenty;\r\n");
  house.end();
  CHECK(reader.read_to_end());
  CHECK(reader.seen().ends_with("\r\n0\r\n\r\n"));
  CHECK(house.has_streams(0));
}

TEST_CASE("an old client gets the messages as they are, up to the end of the connection") {
  StreamServer house;
  Client client{house.server.server};
  client.send(old_get);
  const Reply reply = client.read_reply();
  CHECK(reply.field("Transfer-Encoding").empty());
  CHECK(reply.has("Connection: close"));
  StreamReader reader{client};
  house.push("one;");
  reader.read_until("one;");
  house.end();
  CHECK(reader.read_to_end());
  CHECK(reader.seen().ends_with("one;"));
  CHECK(reader.seen().find("\r\n") == std::string::npos);
}

TEST_CASE("HEAD tells what a stream would look like, and the connection goes on") {
  StreamServer house;
  Client client{house.server.server};
  client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  const Reply reply = client.read_reply(false);
  CHECK(reply.status == 200);
  CHECK(reply.has("Transfer-Encoding: chunked"));
  CHECK(client.exchange(get("/next")).body == "GET /next");
  CHECK(house.starts == std::vector{StreamStart::head_only});
}

TEST_CASE("a stream waits for its turn, with the newest message only") {
  StreamServer house;
  Client client{house.server.server};
  client.send(get("/later") + get("/stream"));
  REQUIRE(house.has_streams(1));
  house.push("old;");
  house.push("new;");
  CHECK_FALSE(client.wait_readable(std::chrono::milliseconds{0}));
  house.server.run_there([&] { house.server.thread->reply(house.waiting.at(0), {.body = "x"}); });
  StreamReader reader{client};
  reader.read_until("new;");
  CHECK(reader.seen().find("\r\n\r\nxHTTP/1.1 200 OK\r\n") != std::string::npos);
  CHECK(reader.seen().find("old;") == std::string::npos);
}

TEST_CASE("a stream behind a reply that ends the connection is over before it began") {
  StreamServer house;
  Client client{house.server.server};
  client.send(get("/later") + get("/stream"));
  REQUIRE(house.has_streams(1));
  house.server.run_there(
      [&] { house.server.thread->reply(house.waiting.at(0), {.body = "x", .close = true}); });
  CHECK(client.read_reply().body == "x");
  CHECK(client.is_closed_cleanly());
  CHECK(house.has_streams(0));
}

TEST_CASE("requests behind a stream are not taken up") {
  StreamServer house;
  Client client{house.server.server};
  client.send(get("/stream") + get("/behind"));
  StreamReader reader{client};
  reader.read_until("hello;");
  client.send(get("/behind"));
  house.push("one;");
  reader.read_until("one;");
  house.end();
  CHECK(reader.read_to_end());
  CHECK(house.server.handled == 1);
}

TEST_CASE("a client that goes ends its stream") {
  StreamServer house;
  auto polite = std::make_unique<Client>(house.server.server);
  Client rude{house.server.server};
  polite->send(get("/stream"));
  rude.send(get("/stream"));
  REQUIRE(house.has_streams(2));
  polite.reset();
  CHECK(house.has_streams(1));
  rude.reset();
  CHECK(house.has_streams(0));
  house.push("nobody hears this;");
  CHECK(house.server.has_open(0));
}

/// Of a client that reads nothing for now.
void narrow(Client& client) {
  client.socket().set_option(boost::asio::socket_base::receive_buffer_size{4096});
}

TEST_CASE("for a client that does not read only the newest message is kept") {
  StreamServer house;
  Client client;
  narrow(client);
  client.connect(house.server.server);
  client.send(get("/stream"));
  REQUIRE(house.has_streams(1));
  constexpr int messages = 1000;
  for (int i = 1; i <= messages; ++i) {
    house.push("<" + std::to_string(i) + ">" + std::string(10'000, '.'));
  }
  StreamReader reader{client};
  reader.read_until("<1000>");
  int seen = 0;
  for (int i = 1; i <= messages; ++i) {
    seen += reader.seen().find("<" + std::to_string(i) + ">") != std::string::npos;
  }
  // What the kernel had taken on both sides, the one under way, and the newest.
  CHECK(seen < 50);
  house.push("<next>");
  reader.read_until("<next>");
}

TEST_CASE("a client that does not read is dropped, and the others are not") {
  Limits limits;
  limits.write_time_max = Limits::Duration{200};
  limits.sweep_interval = Limits::Duration{20};
  StreamServer house{limits};
  Client slow;
  narrow(slow);
  slow.connect(house.server.server);
  slow.send(get("/stream"));
  Client quick{house.server.server};
  quick.send(get("/stream"));
  REQUIRE(house.has_streams(2));
  StreamReader reader{quick};
  int sent = 0;
  CHECK(eventually([&] {
    const std::string text = "<" + std::to_string(++sent) + ">";
    house.push(text + std::string(20'000, '.'));
    reader.read_until(text);
    return house.server.server.counters().streams_open == 1;
  }));
  house.push("still here;");
  reader.read_until("still here;");
}

TEST_CASE("a silent stream has a heartbeat") {
  Limits limits;
  limits.heartbeat_interval = Limits::Duration{20};
  limits.sweep_interval = Limits::Duration{5};
  StreamServer house{limits};
  Client client{house.server.server};
  client.send(get("/stream"));
  StreamReader reader{client};
  reader.read_until("5\r\nbeat;\r\n5\r\nbeat;\r\n");
}

TEST_CASE("an address has so many streams and no more") {
  Limits limits;
  limits.streams_per_address_max = 2;
  limits.loopback_exempt = false;
  StreamServer house{limits};
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(std::make_unique<Client>(house.server.server));
    clients.back()->send(get("/stream"));
    CHECK(clients.back()->read_reply().status == 200);
  }
  Client third{house.server.server};
  CHECK(third.exchange(get("/stream")).status == 429);
  CHECK(third.exchange(get("/other")).status == 200);
  clients.pop_back();
  REQUIRE(house.has_streams(1));
  third.send(get("/stream"));
  CHECK(third.read_reply().status == 200);
  CHECK(house.server.server.counters().streams_refused == 1);
}

TEST_CASE("the server has so many streams and no more, whoever asks") {
  Limits limits;
  limits.streams_max = 1;
  StreamServer house{limits};
  Client first{house.server.server};
  first.send(get("/stream"));
  REQUIRE(house.has_streams(1));
  Client second{house.server.server};
  CHECK(second.exchange(get("/stream")).status == 503);
}

TEST_CASE("a stop ends streams at once") {
  StreamServer house;
  Client client{house.server.server};
  client.send(get("/stream"));
  StreamReader reader{client};
  reader.read_until("hello;");
  std::thread stop{
      [&] { CHECK(house.server.server.drain(std::chrono::steady_clock::now() + patience)); }};
  CHECK(reader.read_to_end());
  CHECK(reader.seen().ends_with("0\r\n\r\n"));
  client.socket().close();
  stop.join();
}

}  // namespace
}  // namespace offpeak::http::tests
