#include "tests/support/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <deque>
#include <stdexcept>

#include "tests/support/exchange_log.hpp"
#include "tests/support/poll.hpp"

namespace offpeak::testing {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;
using Socket = asio::ip::tcp::socket;

/// Reads that end: a blocking read of Asio has no time limit.
class PatientStream {
 public:
  explicit PatientStream(Socket& socket) : socket_{socket} {}

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, error_code& error) {
    if (!wait_readable(socket_.native_handle())) {
      throw std::runtime_error{"the server does not answer"};
    }
    return socket_.read_some(buffers, error);
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    error_code error;
    const std::size_t size = read_some(buffers, error);
    if (error) throw boost::system::system_error{error};
    return size;
  }

 private:
  Socket& socket_;
};

/// The request with its fields as they are sent, in `headers`.
HttpRequest with_fields(HttpRequest request) {
  const auto add = [&](const char* name, std::string value) {
    request.headers.push_back({name, std::move(value)});
  };
  add("Host", "localhost");
  if (!request.token.empty()) add("Authorization", "Bearer " + request.token);
  if (!request.idempotency_key.empty()) add("Idempotency-Key", request.idempotency_key);
  if (request.body.empty() && request.method != "POST") return request;
  if (!request.body.empty() && !request.content_type.empty()) {
    add("Content-Type", request.content_type);
  }
  add("Content-Length", std::to_string(request.body.size()));
  return request;
}

std::string bytes_of(const HttpRequest& request) {
  std::string bytes = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& header : request.headers) {
    bytes += header.name + ": " + header.value + "\r\n";
  }
  return bytes + "\r\n" + request.body;
}

/// What stands in the bytes, as far as it can be read.
HttpRequest read_back(std::string_view bytes) {
  HttpRequest request;
  const auto head_end = std::min(bytes.find("\r\n\r\n"), bytes.size());
  if (head_end + 4 < bytes.size()) request.body = bytes.substr(head_end + 4);
  std::string_view head = bytes.substr(0, head_end);
  const auto line = head.substr(0, head.find("\r\n"));
  const auto space = std::min(line.find(' '), line.size());
  const auto target = line.substr(std::min(space + 1, line.size()));
  request.method = line.substr(0, space);
  request.target = target.substr(0, target.find(' '));
  while (head.find("\r\n") != std::string_view::npos) {
    head.remove_prefix(head.find("\r\n") + 2);
    const auto field = head.substr(0, head.find("\r\n"));
    const auto colon = field.find(": ");
    if (colon == std::string_view::npos) continue;
    request.headers.push_back(
        {std::string{field.substr(0, colon)}, std::string{field.substr(colon + 2)}});
  }
  return request;
}

}  // namespace

std::string HttpReply::header(std::string_view name) const {
  for (const auto& header : headers) {
    if (boost::beast::iequals(header.name, name)) return header.value;
  }
  return {};
}

boost::json::value HttpReply::json() const { return boost::json::parse(body); }

std::string HttpReply::text(std::string_view name) const {
  const auto value = json();
  const auto* member = value.is_object() ? value.get_object().if_contains(name) : nullptr;
  if (member == nullptr || !member->is_string()) return {};
  return std::string{member->get_string()};
}

struct HttpClient::Parts {
  asio::io_context context;
  Socket socket{context};
  boost::beast::flat_buffer buffer;
  std::deque<HttpRequest> unanswered;

  bool write(std::string_view bytes) {
    error_code error;
    asio::write(socket, asio::buffer(bytes), error);
    return !error;
  }
};

HttpClient::HttpClient(std::uint16_t port) : parts_{std::make_unique<Parts>()} {
  parts_->socket.connect({asio::ip::address_v4::loopback(), port});
  parts_->socket.set_option(asio::ip::tcp::no_delay{true});
}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

bool HttpClient::try_send(const HttpRequest& request) {
  parts_->unanswered.push_back(with_fields(request));
  return parts_->write(bytes_of(parts_->unanswered.back()));
}

void HttpClient::send(const HttpRequest& request) {
  if (!try_send(request)) throw std::runtime_error{"the server closed the connection"};
}

void HttpClient::send_bytes(std::string_view bytes) {
  parts_->unanswered.push_back(read_back(bytes));
  if (!parts_->write(bytes)) throw std::runtime_error{"the server closed the connection"};
}

std::optional<HttpReply> HttpClient::try_read_reply() {
  const HttpRequest request =
      parts_->unanswered.empty() ? HttpRequest{} : parts_->unanswered.front();
  beast_http::response_parser<beast_http::string_body> parser;
  parser.body_limit(boost::none);
  parser.skip(request.method == "HEAD");
  PatientStream stream{parts_->socket};
  error_code error;
  beast_http::read(stream, parts_->buffer, parser, error);
  if (error) return std::nullopt;
  HttpReply reply{.status = static_cast<int>(parser.get().result_int()),
                  .headers = {},
                  .body = parser.get().body()};
  for (const auto& field : parser.get()) {
    reply.headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
  }
  if (!parts_->unanswered.empty()) {
    parts_->unanswered.pop_front();
    record_exchange(request, reply);
  }
  return reply;
}

HttpReply HttpClient::read_reply() {
  auto reply = try_read_reply();
  if (!reply) throw std::runtime_error{"the server closed the connection without a reply"};
  return *std::move(reply);
}

HttpReply HttpClient::exchange(const HttpRequest& request) {
  send(request);
  return read_reply();
}

HttpReply HttpClient::exchange_bytes(std::string_view bytes) {
  send_bytes(bytes);
  return read_reply();
}

HttpReply HttpClient::get(const std::string& target, const std::string& token) {
  return exchange({.target = target, .token = token});
}

HttpReply HttpClient::post(const std::string& target, const std::string& body,
                           const std::string& token, const std::string& idempotency_key) {
  return exchange({.method = "POST",
                   .target = target,
                   .body = body,
                   .token = token,
                   .idempotency_key = idempotency_key});
}

HttpReply HttpClient::del(const std::string& target, const std::string& token) {
  return exchange({.method = "DELETE", .target = target, .token = token});
}

bool HttpClient::has_reply() const {
  return parts_->buffer.size() > 0 || wait_readable(parts_->socket.native_handle(), 0);
}

bool HttpClient::is_closed() {
  if (parts_->buffer.size() > 0) return false;
  char byte = 0;
  error_code error;
  PatientStream{parts_->socket}.read_some(asio::buffer(&byte, 1), error);
  return error == asio::error::eof || error == asio::error::connection_reset;
}

}  // namespace offpeak::testing
