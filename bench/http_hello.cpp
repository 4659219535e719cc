// Our server with nothing behind it: every request is answered with two bytes of JSON.
// Usage: http_hello PORT
#include <cstdlib>
#include <iostream>
#include <memory>

#include "api/http/server.hpp"

namespace {

namespace http = offpeak::http;

class Hello final : public http::Handler {
 public:
  explicit Hello(http::IoThread& thread) : thread_{thread} {}

  void handle(const http::Request&, http::ReplyTo reply_to) override {
    thread_.reply(reply_to, {.content_type = "application/json", .body = "{}"});
  }

  http::Response failure(int status) override { return {.status = status}; }

 private:
  http::IoThread& thread_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: http_hello PORT\n";
    return 2;
  }
  http::ServerOptions options;
  options.listen.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  http::Server server;
  server.start(options, [](http::IoThread& thread) { return std::make_unique<Hello>(thread); });
  server.join();
}
