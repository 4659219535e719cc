// Ordinary requests of well-behaved clients, however their bytes arrive.
#include <set>
#include <vector>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

TEST_CASE("a connection serves one request after another") {
  RunningServer running;
  Client client{running.server};
  for (int i = 0; i < 100; ++i) {
    const std::string target = "/" + std::to_string(i);
    CHECK(client.exchange(get(target)).body == "GET " + target);
    CHECK(client.exchange(post(target, "b")).body == "POST " + target + " b");
  }
  CHECK(running.server.counters().connections_accepted == 1);
}

TEST_CASE("a reply carries the date of the clock given, and says who serves") {
  RunningServer running;
  Client client{running.server};
  const Reply reply = client.exchange(get("/"));
  CHECK(reply.head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(reply.has("Date: Sun, 06 Nov 1994 08:49:37 GMT"));
  CHECK(reply.has("Server: offpeak"));
  CHECK(reply.has("Content-Type: text/plain"));
  CHECK(reply.field("Connection").empty());
}

TEST_CASE("a request may be cut at every byte") {
  const std::string request =
      "POST /path?query HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(100, 'y') +
      "\r\nContent-Length: 20\r\n\r\n01234567890123456789";
  RunningServer running;
  Client client{running.server};
  client.send(get("/first"));
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    CAPTURE(cut);
    // What was sent together with a request whose reply has come has been read, too.
    client.send(get("/before") + request.substr(0, cut));
    client.read_reply();
    CHECK(client.read_reply().body == "GET /before");
    client.send(request.substr(cut) + get("/after"));
    CHECK(client.read_reply().body == "POST /path?query 01234567890123456789");
  }
}

TEST_CASE("a request may come byte by byte") {
  RunningServer running;
  Client client{running.server};
  for (const char byte : post("/slow", "body")) client.send({&byte, 1});
  CHECK(client.read_reply().body == "POST /slow body");
}

TEST_CASE("the largest request allowed is served, again and again") {
  RunningServer running;
  Client client{running.server};
  const std::string body(16 * 1024, 'b');
  std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 16384\r\nX-Fill: ";
  head += std::string(4096 - head.size() - 4, 'f') + "\r\n\r\n";
  std::string pipelined;
  for (int i = 0; i < 5; ++i) pipelined += head + body;
  client.send(pipelined);
  for (int i = 0; i < 5; ++i) CHECK(client.read_reply().body == "POST / " + body);
  CHECK(client.exchange(get("/")).status == 200);
}

TEST_CASE("HEAD is answered like GET, without the body") {
  RunningServer running;
  Client client{running.server};
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + get("/b"));
  const Reply reply = client.read_reply(false);
  CHECK(reply.status == 200);
  CHECK(reply.field("Content-Length") == "7");  // "HEAD /a"
  CHECK(client.read_reply().body == "GET /b");
}

TEST_CASE("an HTTP/1.0 client is served once, unless it asks for more") {
  RunningServer running;
  Client lasting{running.server};
  lasting.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(lasting.read_reply().has("Connection: keep-alive"));
  lasting.send("GET /b HTTP/1.0\r\n\r\nGET /c HTTP/1.0\r\n\r\n");
  const Reply reply = lasting.read_reply();
  CHECK(reply.body == "GET /b");
  CHECK(reply.has("Connection: close"));
  CHECK(lasting.is_closed_cleanly());
  CHECK(running.handled == 2);
}

TEST_CASE("a client that says close gets its reply and an end") {
  RunningServer running;
  Client client{running.server};
  client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + get("/ignored"));
  const Reply reply = client.read_reply();
  CHECK(reply.body == "GET /a");
  CHECK(reply.has("Connection: close"));
  CHECK(client.is_closed_cleanly());
  CHECK(running.handled == 1);
}

TEST_CASE("a client that closes its side after the request gets the reply") {
  RunningServer running;
  Client client{running.server};
  client.send(get("/a") + get("/b"));
  client.finish_sending();
  CHECK(client.read_reply().body == "GET /a");
  CHECK(client.read_reply().body == "GET /b");
  CHECK(client.is_closed_cleanly());
  CHECK(running.has_open(0));
}

TEST_CASE("half a request and then an end is not a request") {
  RunningServer running;
  Client client{running.server};
  client.send("GET /a HTTP/1.1\r\nHo");
  client.finish_sending();
  CHECK(client.is_closed_cleanly());
  CHECK(running.handled == 0);
}

TEST_CASE("a client that waits for 100 Continue gets it after all earlier replies") {
  RunningServer running;
  Client client{running.server};
  client.send(get("/before") +
              "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_reply().body == "GET /before");
  CHECK(client.read_reply().head == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(client.exchange("body").body == "POST /a body");
}

TEST_CASE("no 100 Continue is sent when the body is there, or too large") {
  RunningServer running;
  Client client{running.server};
  const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n";
  CHECK(client.exchange(head + "Content-Length: 4\r\n\r\nbody").body == "POST /a body");
  CHECK(client.exchange(head + "Content-Length: 40000\r\n\r\n").status == 413);
}

TEST_CASE("one empty line before a request is ignored, two are not") {
  RunningServer running;
  Client client{running.server};
  CHECK(client.exchange("\r\n" + get("/a")).body == "GET /a");
  CHECK(client.exchange("\r\n" + get("/b")).body == "GET /b");
  CHECK(client.exchange("\r\n\r\n" + get("/c")).status == 400);
}

TEST_CASE("a request id is the client's, or new and never the same") {
  std::string seen_by_handler;
  RunningServer running{[&](IoThread& thread, const Request& request, ReplyTo to) {
    seen_by_handler = request.request_id;
    echo(thread, request, to);
  }};
  Client client{running.server};
  client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: my-own.id/1\r\n\r\n");
  CHECK(client.read_reply().field("X-Request-Id") == "my-own.id/1");
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    const std::string id = client.exchange(get("/")).field("X-Request-Id");
    CHECK(id.size() == 16);
    CHECK(id == seen_by_handler);
    ids.insert(id);
  }
  CHECK(ids.size() == 50);
}

TEST_CASE("a handler sees where the client is") {
  Address seen;
  RunningServer running{[&](IoThread& thread, const Request& request, ReplyTo to) {
    seen = request.client;
    echo(thread, request, to);
  }};
  Client client{running.server};
  client.exchange(get("/"));
  CHECK(format(seen) == "127.0.0.1");
}

TEST_CASE("a handler may end the connection") {
  RunningServer running{[](IoThread& thread, const Request&, ReplyTo to) {
    thread.reply(to, {.status = 401, .close = true});
  }};
  Client client{running.server};
  client.send(get("/a") + get("/b"));
  const Reply reply = client.read_reply();
  CHECK(reply.status == 401);
  CHECK(reply.has("Connection: close"));
  CHECK(client.is_closed_cleanly());
  CHECK(running.handled == 1);
}

TEST_CASE("64 clients on 2 threads are each served in their own order") {
  RunningServer running{echo, {}, 2};
  std::vector<std::unique_ptr<Client>> clients;
  clients.reserve(64);
  for (int i = 0; i < 64; ++i) clients.push_back(std::make_unique<Client>(running.server));
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      clients[i]->send(get("/" + std::to_string(i)) + post("/" + std::to_string(round), "x"));
    }
    for (std::size_t i = 0; i < clients.size(); ++i) {
      CHECK(clients[i]->read_reply().body == "GET /" + std::to_string(i));
      CHECK(clients[i]->read_reply().body == "POST /" + std::to_string(round) + " x");
    }
  }
  CHECK(running.handled == 64 * 20 * 2);
  CHECK(running.server.counters().connections_open == 64);
}

}  // namespace
}  // namespace offpeak::http::tests
