// A plain HTTP client for tests: one keep-alive connection, blocking, bytes as they are when asked.
// Every exchange is offered to the ExchangeLog.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offpeak::testing {

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string body{};
  std::string token{};                            // a bearer token; not sent when empty
  std::string idempotency_key{};                  // not sent when empty
  std::string content_type = "application/json";  // sent with a body
  std::vector<HttpHeader> headers{};
};

struct HttpReply {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  /// By its name in any case; empty when there is none.
  std::string header(std::string_view name) const;
  /// The body as JSON. Throws when it is none.
  boost::json::value json() const;
  /// A text of the JSON body; empty when it has none by this name.
  std::string text(std::string_view name) const;
};

/// Every function throws when the server does not do its part within `patience`, so that a test
/// fails instead of waiting for ever.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// Sends without waiting; replies come in the order of the requests.
  void send(const HttpRequest& request);
  /// One request as it is written, complete or not.
  void send_bytes(std::string_view bytes);
  HttpReply read_reply();

  /// The same, but false or nothing when the server has closed the connection.
  bool try_send(const HttpRequest& request);
  std::optional<HttpReply> try_read_reply();

  HttpReply exchange(const HttpRequest& request);
  HttpReply exchange_bytes(std::string_view bytes);
  HttpReply get(const std::string& target, const std::string& token = "");
  HttpReply post(const std::string& target, const std::string& body, const std::string& token = "",
                 const std::string& idempotency_key = "");
  HttpReply del(const std::string& target, const std::string& token = "");

  /// Whether something has arrived that was not read yet.
  bool has_reply() const;
  /// Whether the server ends the connection with nothing further.
  bool is_closed();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace offpeak::testing
