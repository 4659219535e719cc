// What the HTTP server hands to an application, and what it takes back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/address.hpp"

namespace offpeak::http {

/// `other` is any method not listed: the application answers 405 or 501.
enum class Method : std::uint8_t { get, head, post, del, options, other };

/// As in a request line; "other" for every further one.
constexpr std::string_view method_name(Method method) {
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
      return "other";
  }
  return {};
}

/// One complete request. Every view is valid only until Handler::handle returns.
///
/// Header fields the application did not ask for are not kept. A field given twice where the
/// meaning would depend on which one is read (Host, Content-Length, Content-Type, Authorization,
/// Idempotency-Key) never arrives here: it is answered 400. One whose value is a list may come in
/// several lines: here they are one.
struct Request {
  Method method = Method::other;
  std::string_view target;  // origin form: visible ASCII from the first '/', or "*"; not decoded
  std::string_view path;    // the target up to '?'
  std::string_view query;   // the target after '?'
  std::string_view body;
  std::string_view authorization;
  std::string_view idempotency_key;
  std::string_view content_type;
  std::string_view accept;
  std::string_view accept_encoding;
  std::string_view if_none_match;
  std::string_view origin;  // of the page that asks, when a browser says so
  std::string_view access_control_request_method;
  std::string_view request_id;  // the client's when 1–64 visible ASCII characters, else a new one
  Address client;               // who sent it, whatever proxies stand between
};

/// Names one request on the I/O thread that handed it out. Its reply may come at any later time:
/// when the connection has gone in the meantime, the name is stale and the reply is dropped.
struct ReplyTo {
  std::uint32_t connection = 0;
  std::uint32_t generation = 0;
  std::uint32_t number = 0;

  friend bool operator==(const ReplyTo&, const ReplyTo&) = default;
};

/// Copied before IoThread::reply returns. The server adds the status line, Server, Date,
/// Content-Length, X-Request-Id, Connection where needed, `X-Content-Type-Options: nosniff`, and
/// `Cache-Control: no-store` unless `extra_headers` says something else about caching. A reply to
/// HEAD is given like one to GET: the body is counted and left out. 204 and 304 have no body.
struct Response {
  int status = 200;
  std::string_view content_type = {};  // no such header when empty
  std::string_view body = {};
  std::string_view extra_headers = {};  // whole lines, each ending in CRLF
  bool close = false;                   // end the connection after this reply
};

/// One message of a stream, made once for all who get it. Immutable, so that any thread may hold
/// it.
class StreamMessage {
 public:
  /// `text` is not empty.
  explicit StreamMessage(std::string_view text);

  std::string_view text() const;
  /// As a chunk (RFC 9112 section 7.1).
  std::string_view chunk() const { return chunk_; }

 private:
  std::string chunk_;
  std::size_t text_begin_ = 0;
};
using SharedMessage = std::shared_ptr<const StreamMessage>;

/// What came of asking for a stream.
enum class StreamStart : std::uint8_t {
  started,
  head_only,         // the request was a HEAD, and is answered
  gone,              // the connection has gone, or the request was answered already
  too_many,          // Limits::streams_max: not answered yet
  too_many_of_peer,  // Limits::streams_per_address_max: not answered yet
};

/// The application. Each I/O thread has its own, and only that thread calls it.
class Handler {
 public:
  virtual ~Handler() = default;

  /// Answers with IoThread::reply, now or later.
  virtual void handle(const Request& request, ReplyTo reply_to) = 0;

  /// The application's words for input that never becomes a request; the views stay valid until the
  /// next call. The connection is closed after it. `status` is one of 400 (malformed or ambiguous),
  /// 411 (a body in chunks), 408 (not complete in time), 413 (body too large), 414 (target too
  /// long), 431 (header too large), 503 (too many connections), 505 (HTTP version). It is also
  /// asked for 500, when handle() has thrown.
  virtual Response failure(int status) = 0;

  /// One of these functions, or a posted task, has thrown. The thread and its connections go on.
  virtual void on_exception(std::string_view) {}

  /// A stream is over: ended, or its client has gone. Never called from within IoThread's
  /// functions but `flush`.
  virtual void stream_over(ReplyTo) {}
  /// Once every Limits::sweep_interval.
  virtual void tick() {}
  /// The server stops. Streams may be told so; they are ended after this.
  virtual void stopping() {}
};

}  // namespace offpeak::http
