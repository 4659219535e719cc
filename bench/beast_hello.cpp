// The floor: a plain Beast server that answers every request with two bytes of JSON.
// Usage: beast_hello PORT
//
// Written as Beast's own asynchronous examples are: parser, fields and string body, one session per
// connection, keep-alive, one thread.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : stream_{std::move(socket)} {
    stream_.socket().set_option(tcp::no_delay{true});
  }

  void read() {
    request_ = {};
    beast_http::async_read(stream_, buffer_, request_,
                           [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (!error) self->write();
                           });
  }

 private:
  void write() {
    response_ = {beast_http::status::ok, request_.version()};
    response_.set(beast_http::field::server, "beast");
    response_.set(beast_http::field::content_type, "application/json");
    response_.keep_alive(request_.keep_alive());
    response_.body() = "{}";
    response_.prepare_payload();
    beast_http::async_write(stream_, response_,
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                              if (error) return;
                              if (self->response_.keep_alive()) return self->read();
                              self->stream_.socket().shutdown(tcp::socket::shutdown_send, error);
                            });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  beast_http::request<beast_http::string_body> request_;
  beast_http::response<beast_http::string_body> response_;
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](beast::error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Session>(std::move(socket))->read();
    accept(acceptor);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: beast_hello PORT\n";
    return 2;
  }
  asio::io_context context{1};
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), port}};
  accept(acceptor);
  context.run();
}
