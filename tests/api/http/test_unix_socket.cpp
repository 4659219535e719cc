// A server on a Unix socket.
#include <sys/stat.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <filesystem>
#include <fstream>

#include "tests/api/http/support.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::http::tests {
namespace {

using store::tests::TemporaryDirectory;
using Local = boost::asio::local::stream_protocol;

/// Answers with the address of the client.
class TellingHandler final : public Handler {
 public:
  explicit TellingHandler(IoThread& thread) : thread_{thread} {}
  void handle(const Request& request, ReplyTo to) override {
    const std::string text = format(request.client);
    thread_.reply(to, {.content_type = "text/plain", .body = text, .close = true});
  }
  Response failure(int status) override { return {.status = status}; }

 private:
  IoThread& thread_;
};

std::unique_ptr<Server> serve(const std::string& path, unsigned threads = 1) {
  ServerOptions options;
  options.listen.path = path;
  options.threads = threads;
  options.proxies.networks = {parse_network("unix:").value()};
  auto server = std::make_unique<Server>();
  server->start(options, [](IoThread& thread) { return std::make_unique<TellingHandler>(thread); });
  return server;
}

std::string ask(const std::string& path, const std::string& lines = "") {
  boost::asio::io_context context;
  Local::socket socket{context};
  socket.connect(Local::endpoint{path});
  boost::asio::write(socket, boost::asio::buffer("GET / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n"));
  std::string reply;
  boost::system::error_code error;
  boost::asio::read(socket, boost::asio::dynamic_buffer(reply), error);
  return reply;
}

mode_t mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::lstat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

TEST_CASE("a server on a Unix socket knows the client that a proxy there names") {
  const TemporaryDirectory directory;
  const std::string path = directory / "socket";
  const auto server = serve(path, 2);
  CHECK(server->port() == 0);
  for (int i = 0; i < 8; ++i) {
    CHECK(ask(path).ends_with("\r\n\r\nunix:"));
    CHECK(ask(path, "X-Forwarded-For: 203.0.113.7\r\n").ends_with("\r\n\r\n203.0.113.7"));
  }
}

TEST_CASE("its owner and group may connect, whatever the umask, and nobody else") {
  const TemporaryDirectory directory;
  const std::string path = directory / "socket";
  for (const mode_t mask : {mode_t{0}, mode_t{077}}) {
    const mode_t before = ::umask(mask);
    const auto server = serve(path);
    ::umask(before);
    CHECK(mode_of(path) == 0660);
  }
}

TEST_CASE("the file goes with the server") {
  const TemporaryDirectory directory;
  const std::string path = directory / "socket";
  const auto server = serve(path);
  CHECK(server->drain(std::chrono::steady_clock::now() + patience));
  server->join();
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a file that a killed server left is taken over; one that is listened on is not") {
  const TemporaryDirectory directory;
  const std::string path = directory / "socket";
  {
    boost::asio::io_context context;
    const Local::acceptor killed{context, Local::endpoint{path}};
  }
  REQUIRE(std::filesystem::exists(path));
  const auto server = serve(path);
  CHECK_THROWS_WITH_AS(serve(path),
                       (path + ": another process listens: Address already in use").c_str(),
                       std::system_error);
  CHECK(ask(path).ends_with("unix:"));
}

TEST_CASE("a file that is no socket stays") {
  const TemporaryDirectory directory;
  const std::string path = directory / "socket";
  std::ofstream{path} << "somebody's";
  CHECK_THROWS_AS(serve(path), std::system_error);
  CHECK(std::filesystem::file_size(path) == 10);
  CHECK_THROWS_AS(serve(directory / std::string(200, 'x')), std::system_error);
  CHECK_THROWS_AS(serve(directory / "nowhere/socket"), std::system_error);
}

TEST_CASE("a server that ends leaves the file that another has put in its place") {
  const TemporaryDirectory directory;
  const std::string path = directory / "socket";
  auto server = serve(path);
  std::filesystem::remove(path);
  const auto successor = serve(path);
  server.reset();
  CHECK(ask(path).ends_with("unix:"));
}

}  // namespace
}  // namespace offpeak::http::tests
