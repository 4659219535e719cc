// A receiver of webhooks on a free port, with a thread of its own. It says what a script says.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

namespace offpeak::outbox::tests {

struct Received {
  std::string id;
  std::string timestamp;
  std::string signature;
  std::string body;
  std::chrono::steady_clock::time_point at{};
};

struct Answer {
  // NOLINTNEXTLINE(google-explicit-constructor): most answers are a status alone
  Answer(int with_status, std::string after = {})
      : status{with_status}, retry_after{std::move(after)} {}

  int status;               // 0: never answer; -1: hang up
  std::string retry_after;  // empty: without
};
using Script = std::function<Answer(const Received&)>;

template <class Stream>
class Session;

class Receiver {
 public:
  /// `tls` null: plain http.
  explicit Receiver(Script script, boost::asio::ssl::context* tls = nullptr);
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const;
  /// Waits until that many requests have come, and returns all of them.
  std::vector<Received> await(std::size_t count);

 private:
  void accept();
  Answer note(const Received& received);

  template <class Stream>
  friend class Session;

  Script script_;
  boost::asio::ssl::context* tls_;
  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Received> received_;
  std::thread thread_;
};

}  // namespace offpeak::outbox::tests
