// A server with a handler that a test scripts, and a client that sends exactly the bytes it is
// told.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "api/http/server.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/poll.hpp"

namespace offpeak::http::tests {

using testing::patience;

/// Waits until the condition holds. False when it never did.
template <class Condition>
bool eventually(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

inline std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      break;
  }
  return "other";
}

/// What the server understood: "POST /a?b body".
inline std::string describe(const Request& request) {
  std::string text{name_of(request.method)};
  text.append(" ").append(request.path);
  if (!request.query.empty()) text.append("?").append(request.query);
  if (!request.body.empty()) text.append(" ").append(request.body);
  return text;
}

using Script = std::function<void(IoThread&, const Request&, ReplyTo)>;

/// Answers with what it understood.
inline void echo(IoThread& thread, const Request& request, ReplyTo to) {
  const std::string text = describe(request);
  thread.reply(to, {.content_type = "text/plain", .body = text});
}

class ScriptedHandler final : public Handler {
 public:
  ScriptedHandler(IoThread& thread, Script script, std::atomic<int>& handled)
      : thread_{thread}, script_{std::move(script)}, handled_{handled} {}

  void handle(const Request& request, ReplyTo to) override {
    ++handled_;
    script_(thread_, request, to);
  }

  Response failure(int status) override {
    failure_ = "failure " + std::to_string(status);
    return {.status = status, .content_type = "text/plain", .body = failure_};
  }

 private:
  IoThread& thread_;
  Script script_;
  std::atomic<int>& handled_;
  std::string failure_;
};

class RunningServer {
 public:
  explicit RunningServer(Script script = echo, Limits limits = {}, unsigned threads = 1,
                         TrustedProxies proxies = {},
                         std::shared_ptr<const ListeningSockets> sockets = {}) {
    ServerOptions options;
    options.listen.port = 0;
    options.threads = threads;
    options.limits = limits;
    options.proxies = std::move(proxies);
    options.sockets = std::move(sockets);
    // 1994-11-06T08:49:37Z, the example of RFC 9110.
    options.date_clock = [] {
      return std::chrono::system_clock::time_point{std::chrono::seconds{784111777}};
    };
    server.start(options, [&](IoThread& io_thread) {
      thread = &io_thread;
      return std::make_unique<ScriptedHandler>(io_thread, script, handled);
    });
  }

  /// Runs `task` on the (last) I/O thread and waits for its end.
  void run_there(const std::function<void()>& task) {
    std::atomic<bool> done{false};
    thread->post([&] {
      task();
      thread->flush();
      done = true;
      done.notify_one();
    });
    done.wait(false);
  }

  bool has_open(std::uint64_t connections) const {
    return eventually([&] { return server.counters().connections_open == connections; });
  }

  std::atomic<int> handled{0};
  IoThread* thread = nullptr;
  Server server;
};

struct Reply {
  int status = 0;
  std::string head;  // with the empty line
  std::string body;

  bool has(std::string_view line) const {
    return head.find("\r\n" + std::string{line} + "\r\n") != std::string::npos;
  }
  /// Of a header field, in the server's spelling; empty when there is none.
  std::string field(std::string_view name) const {
    const std::string start = "\r\n" + std::string{name} + ": ";
    const std::size_t found = head.find(start);
    if (found == std::string::npos) return {};
    const std::size_t begin = found + start.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

/// Throws when the server does not answer, so that a test fails instead of waiting for ever.
class Client {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  explicit Client(const Server& server) : Client{} { connect(server); }

  /// Opened, not connected.
  Client() : socket_{context_} { socket_.open(boost::asio::ip::tcp::v4()); }

  /// From another address of the loopback network.
  void bind(const std::string& address) {
    socket_.bind({boost::asio::ip::make_address(address), 0});
  }

  void connect(const Server& server) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), server.port()});
    socket_.set_option(boost::asio::ip::tcp::no_delay{true});
  }

  void send(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }

  /// The server may have closed already.
  bool try_send(std::string_view bytes) {
    boost::system::error_code error;
    boost::asio::write(socket_, boost::asio::buffer(bytes), error);
    return !error;
  }

  /// The next reply. `has_body` is false for one to HEAD.
  Reply read_reply(bool has_body = true) {
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) receive_some();
    Reply reply;
    reply.head = received_.substr(0, end + 4);
    received_.erase(0, end + 4);
    reply.status = std::stoi(reply.head.substr(9, 3));
    const std::string length = reply.field("Content-Length");
    if (!has_body || length.empty()) return reply;
    const auto size = static_cast<std::size_t>(std::stoul(length));
    while (received_.size() < size) receive_some();
    reply.body = received_.substr(0, size);
    received_.erase(0, size);
    return reply;
  }

  Reply exchange(std::string_view request) {
    send(request);
    return read_reply();
  }

  /// Whether the server ends the connection with no further byte, and without a reset.
  bool is_closed_cleanly() {
    if (!received_.empty()) return false;
    wait_readable(patience);
    char byte = 0;
    boost::system::error_code error;
    socket_.read_some(boost::asio::buffer(&byte, 1), error);
    return error == boost::asio::error::eof;
  }

  bool wait_readable(std::chrono::milliseconds time) {
    return offpeak::testing::wait_readable(socket_.native_handle(), static_cast<int>(time.count()));
  }

  void finish_sending() { socket_.shutdown(Socket::shutdown_send); }

  /// Closes with a reset.
  void reset() {
    socket_.set_option(boost::asio::socket_base::linger{true, 0});
    socket_.close();
  }

  Socket& socket() { return socket_; }

 private:
  void receive_some() {
    if (!wait_readable(patience)) throw std::runtime_error{"no answer"};
    char bytes[16384];
    boost::system::error_code error;
    const std::size_t size = socket_.read_some(boost::asio::buffer(bytes), error);
    if (error) throw std::runtime_error{"closed after: " + received_};
    received_.append(bytes, size);
  }

  boost::asio::io_context context_;
  Socket socket_;
  std::string received_;
};

inline std::string get(std::string_view target) {
  return "GET " + std::string{target} + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

inline std::string post(std::string_view target, std::string_view body) {
  return "POST " + std::string{target} +
         " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string{body};
}

}  // namespace offpeak::http::tests
