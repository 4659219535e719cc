// Our server with nothing behind it: every request is answered with two bytes of JSON.
// Usage: http_hello PORT
#include <cstdlib>
#include <iostream>
#include <memory>

#include "api/http/server.hpp"

namespace {

namespace api = offpeak::api;

class Hello final : public api::Handler {
 public:
  explicit Hello(api::IoThread& thread) : thread_{thread} {}

  void handle(const api::Request&, api::ReplyTo reply_to) override {
    thread_.reply(reply_to, {.content_type = "application/json", .body = "{}"});
  }

  api::Response failure(int status) override { return {.status = status}; }

 private:
  api::IoThread& thread_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: http_hello PORT\n";
    return 2;
  }
  api::ServerOptions options;
  options.listen.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  api::Server server;
  server.start(options, [](api::IoThread& thread) { return std::make_unique<Hello>(thread); });
  server.join();
}
