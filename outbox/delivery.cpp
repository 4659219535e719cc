#include "outbox/delivery.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/version.hpp>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "outbox/retry_after.hpp"

namespace offpeak::outbox {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

using PlainStream = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;
using TlsStream = asio::ssl::stream<PlainStream>;

template <class Stream>
constexpr bool is_encrypted = std::is_same_v<Stream, TlsStream>;

template <class Stream>
class HttpDelivery final : public Delivery,
                           public std::enable_shared_from_this<HttpDelivery<Stream>> {
 public:
  HttpDelivery(asio::io_context& io, asio::ssl::context& tls, const Endpoint& endpoint)
      : io_{io}, tls_{tls}, endpoint_{endpoint}, resolver_{io}, deadline_{io} {}

  void send(Request request, std::chrono::milliseconds time_max, Done done) override {
    fill(request);
    done_ = std::move(done);
    timed_out_ = false;
    deadline_.expires_after(time_max);
    deadline_.async_wait([self = this->shared_from_this(), sent = ++sent_](error_code cancelled) {
      if (!cancelled && self->sent_ == sent && self->done_) self->give_up();
    });
    reused_ = stream_.has_value();
    if (reused_) {
      write();
    } else {
      resolve();
    }
  }

 private:
  PlainStream& socket() {
    if constexpr (is_encrypted<Stream>) {
      return stream_->next_layer();
    } else {
      return *stream_;
    }
  }

  void fill(const Request& request) {
    message_ = {beast_http::verb::post, endpoint_.target, 11};
    message_.set(beast_http::field::host, endpoint_.authority);
    message_.set(beast_http::field::user_agent, "offpeak");
    message_.set(beast_http::field::content_type, "application/json");
    message_.set("webhook-id", request.id);
    message_.set("webhook-timestamp", request.timestamp);
    message_.set("webhook-signature", request.signature);
    message_.body() = request.body;
    message_.prepare_payload();
  }

  /// Ends whatever is under way with an error.
  void give_up() {
    timed_out_ = true;
    resolver_.cancel();
    if (!stream_) return;
    error_code ignored;
    socket().close(ignored);
  }

  void resolve() {
    resolver_.async_resolve(
        endpoint_.host, endpoint_.port,
        [self = this->shared_from_this()](error_code error, const auto& addresses) {
          if (error) return self->fail("cannot find the host", error);
          self->connect(addresses);
        });
  }

  void connect(const tcp::resolver::results_type& addresses) {
    if (timed_out_) return fail("cannot connect", asio::error::timed_out);
    buffer_.clear();
    if constexpr (is_encrypted<Stream>) {
      stream_.emplace(io_, tls_);
    } else {
      stream_.emplace(io_);
    }
    asio::async_connect(socket(), addresses,
                        [self = this->shared_from_this()](error_code error, const auto&) {
                          if (error) return self->fail("cannot connect", error);
                          self->secure();
                        });
  }

  void secure() {
    error_code ignored;
    socket().set_option(tcp::no_delay{true}, ignored);
    if constexpr (is_encrypted<Stream>) {
      SSL_set_tlsext_host_name(stream_->native_handle(), endpoint_.host.c_str());
      stream_->set_verify_mode(asio::ssl::verify_peer);
      stream_->set_verify_callback(asio::ssl::host_name_verification{endpoint_.host});
      stream_->async_handshake(asio::ssl::stream_base::client,
                               [self = this->shared_from_this()](error_code error) {
                                 if (error) return self->fail("no trusted TLS connection", error);
                                 self->write();
                               });
    } else {
      write();
    }
  }

  void write() {
    beast_http::async_write(*stream_, message_,
                            [self = this->shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->fail_or_renew("cannot send", error);
                              self->read();
                            });
  }

  void read() {
    answer_.emplace();
    answer_->body_limit(answer_bytes_max);
    beast_http::async_read(*stream_, buffer_, *answer_,
                           [self = this->shared_from_this()](error_code error, std::size_t bytes) {
                             if (error && !self->answer_->is_header_done()) {
                               if (bytes == 0) return self->fail_or_renew("no answer", error);
                               return self->fail("the answer cannot be read", error);
                             }
                             if (error || !self->answer_->get().keep_alive()) self->stream_.reset();
                             self->end(answered(self->answer_->get()));
                           });
  }

  static Attempt answered(const beast_http::response<beast_http::string_body>& answer) {
    const auto field = answer[beast_http::field::retry_after];
    return {.end = Attempt::End::answered,
            .status = static_cast<int>(answer.result_int()),
            .error = {},
            .retry_after =
                parse_retry_after({field.data(), field.size()}, std::chrono::system_clock::now())};
  }

  /// An endpoint may close a connection that was idle; that is not a failure, so a new one is made.
  void fail_or_renew(const char* what, error_code error) {
    if (!reused_ || timed_out_) return fail(what, error);
    reused_ = false;
    stream_.reset();
    resolve();
  }

  void fail(const char* what, error_code error) {
    stream_.reset();
    if (timed_out_) return end({.end = Attempt::End::timed_out, .error = "no answer in time"});
    end({.end = Attempt::End::unreachable, .error = std::string{what} + ": " + error.message()});
  }

  void end(const Attempt& attempt) {
    deadline_.cancel();
    const Done done = std::exchange(done_, nullptr);
    done(attempt);
  }

  asio::io_context& io_;
  asio::ssl::context& tls_;
  const Endpoint& endpoint_;
  tcp::resolver resolver_;
  asio::steady_timer deadline_;
  std::optional<Stream> stream_;
  std::uint64_t sent_ = 0;  // requests so far
  bool reused_ = false;
  bool timed_out_ = false;
  beast_http::request<beast_http::string_body> message_;
  boost::beast::flat_buffer buffer_{answer_bytes_max + 16 * 1024};
  std::optional<beast_http::response_parser<beast_http::string_body>> answer_;
  Done done_;
};

}  // namespace

std::shared_ptr<Delivery> make_delivery(asio::io_context& io, asio::ssl::context& tls,
                                        const Endpoint& endpoint) {
  if (endpoint.encrypted) return std::make_shared<HttpDelivery<TlsStream>>(io, tls, endpoint);
  return std::make_shared<HttpDelivery<PlainStream>>(io, tls, endpoint);
}

}  // namespace offpeak::outbox
