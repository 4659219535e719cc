#include "tests/outbox/receiver.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "tests/outbox/webhook_log.hpp"

namespace offpeak::outbox::tests {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

template <class Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Receiver& receiver, Stream stream) : receiver_{receiver}, stream_{std::move(stream)} {}

  void secure() {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = this->shared_from_this()](error_code error) {
                              if (!error) self->read();
                            });
  }
  void read() {
    request_ = {};
    beast_http::async_read(stream_, buffer_, request_,
                           [self = this->shared_from_this()](error_code error, std::size_t) {
                             if (!error) self->answer();
                           });
  }

 private:
  void answer() {
    const auto field = [this](const char* name) { return std::string{request_[name]}; };
    const Answer answer = receiver_.note({.id = field("webhook-id"),
                                          .timestamp = field("webhook-timestamp"),
                                          .signature = field("webhook-signature"),
                                          .body = request_.body(),
                                          .at = std::chrono::steady_clock::now()});
    if (answer.status == 0) return read();  // and never says a word
    if (answer.status < 0) return;
    response_ = {beast_http::status{static_cast<unsigned>(answer.status)}, 11};
    if (!answer.retry_after.empty()) {
      response_.set(beast_http::field::retry_after, answer.retry_after);
    }
    if (answer.status == 302) response_.set(beast_http::field::location, receiver_.url());
    response_.prepare_payload();
    beast_http::async_write(stream_, response_,
                            [self = this->shared_from_this()](error_code error, std::size_t) {
                              if (!error) self->read();
                            });
  }

  Receiver& receiver_;
  Stream stream_;
  boost::beast::flat_buffer buffer_;
  beast_http::request<beast_http::string_body> request_;
  beast_http::response<beast_http::string_body> response_;
};

Receiver::Receiver(Script script, asio::ssl::context* tls)
    : script_{std::move(script)},
      tls_{tls},
      acceptor_{io_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}},
      port_{acceptor_.local_endpoint().port()} {
  accept();
  thread_ = std::thread{[this] { io_.run(); }};
}

Receiver::~Receiver() {
  io_.stop();
  thread_.join();
}

std::string Receiver::url() const {
  return (tls_ == nullptr ? "http" : "https") + std::string{"://localhost:"} +
         std::to_string(port_) + "/in";
}

void Receiver::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (error) return;
    if (tls_ == nullptr) {
      std::make_shared<Session<tcp::socket>>(*this, std::move(socket))->read();
    } else {
      using Tls = asio::ssl::stream<tcp::socket>;
      std::make_shared<Session<Tls>>(*this, Tls{std::move(socket), *tls_})->secure();
    }
    accept();
  });
}

Answer Receiver::note(const Received& received) {
  record_webhook(received);
  const std::lock_guard lock{mutex_};
  received_.push_back(received);
  came_.notify_all();
  return script_(received);
}

std::vector<Received> Receiver::await(std::size_t count) {
  std::unique_lock lock{mutex_};
  came_.wait(lock, [&] { return received_.size() >= count; });
  return received_;
}

}  // namespace offpeak::outbox::tests
