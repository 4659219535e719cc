// One connection to the endpoint: one request at a time, kept open between them. One I/O thread
// owns it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "outbox/endpoint.hpp"

namespace offpeak::outbox {

/// Bytes of an answer that are read; its contents do not matter.
inline constexpr std::size_t answer_bytes_max = 64 * 1024;

struct Request {
  std::string id;
  std::string timestamp;
  std::string signature;
  std::string body;
};

struct Attempt {
  enum class End { answered, unreachable, timed_out, not_sent };
  End end = End::unreachable;
  int status = 0;     // when answered
  std::string error;  // else
  /// When answered: how long the endpoint wants to be left alone.
  std::optional<std::chrono::seconds> retry_after{};

  bool has_arrived() const { return end == End::answered && status >= 200 && status < 300; }
};

class Delivery {
 public:
  using Done = std::function<void(const Attempt&)>;

  virtual ~Delivery() = default;
  /// `done` is called once, from the I/O thread, within `time_max`.
  virtual void send(Request request, std::chrono::milliseconds time_max, Done done) = 0;
};

/// `tls` verifies the endpoint's certificate and name; unused for plain http.
std::shared_ptr<Delivery> make_delivery(boost::asio::io_context& io, boost::asio::ssl::context& tls,
                                        const Endpoint& endpoint);

}  // namespace offpeak::outbox
