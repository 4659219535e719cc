#include "store/redis/connection.hpp"

#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

namespace offpeak::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t received_bytes_max = 64 * 1024;  // at once

timeval to_timeval(std::chrono::milliseconds duration) {
  timeval value{};
  value.tv_sec = duration.count() / 1000;
  value.tv_usec = duration.count() % 1000 * 1000;
  return value;
}

struct FreeCommand {
  void operator()(char* command) const { redisFreeCommand(command); }
};

}  // namespace

void RedisConnection::FreeContext::operator()(redisContext* context) const { redisFree(context); }

RedisConnection::RedisConnection(RedisAddress address, std::chrono::milliseconds silence_max)
    : address_{std::move(address)}, silence_max_{silence_max}, received_(received_bytes_max) {}
RedisConnection::~RedisConnection() = default;

Clock::time_point RedisConnection::now() const { return Clock::now(); }
void RedisConnection::pause(std::chrono::milliseconds duration) {
  std::this_thread::sleep_for(duration);
}
std::string RedisConnection::description() const { return "redis " + address_.place(); }

Error RedisConnection::failure(std::string_view what) const {
  return Error{description() + ": " + std::string{what}};
}

Error RedisConnection::silence() const { return failure("no answer in time"); }

void RedisConnection::set_silence_max(std::chrono::milliseconds duration) {
  const timeval value = to_timeval(duration);
  ::setsockopt(context_->fd, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
  ::setsockopt(context_->fd, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof value);
}

Result<void> RedisConnection::open() {
  const timeval limit = to_timeval(connect_ms_max);
  context_.reset(address_.host.empty()
                     ? redisConnectUnixWithTimeout(address_.socket_path.c_str(), limit)
                     : redisConnectWithTimeout(address_.host.c_str(), address_.port, limit));
  if (!context_) return failure("no memory to connect");
  if (context_->err != 0) {
    Error error = failure(std::string{"cannot connect: "} + context_->errstr);
    context_.reset();
    return error;
  }
  if (!address_.host.empty()) {
    const int on = 1;
    ::setsockopt(context_->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  reader_ = RedisReplyReader{};
  return {};
}

Result<void> RedisConnection::expect_ok(std::span<const std::string_view> words,
                                        std::string_view step) {
  const auto reply = call(words);
  if (!reply) return reply.error();
  if (reply->kind == RedisReply::Kind::status && reply->text == "OK") return {};
  // Redis does not repeat the password in its answer to AUTH.
  return failure(std::string{step} + " is refused: " + reply->text);
}

Result<void> RedisConnection::make_ready() {
  set_silence_max(connect_ms_max);
  if (!address_.password.empty()) {
    const std::array<std::string_view, 3> named{"AUTH", address_.user, address_.password};
    const std::array<std::string_view, 2> plain{"AUTH", address_.password};
    const auto words = address_.user.empty() ? std::span<const std::string_view>{plain}
                                             : std::span<const std::string_view>{named};
    if (auto done = expect_ok(words, "the password"); !done) return done;
  }
  if (address_.database != 0) {
    const std::string number = std::to_string(address_.database);
    if (auto done = expect_ok(std::array<std::string_view, 2>{"SELECT", number}, "the database");
        !done) {
      return done;
    }
  }
  set_silence_max(silence_max_);
  return {};
}

Result<void> RedisConnection::connect() {
  context_.reset();
  if (auto opened = open(); !opened) return opened;
  auto ready = make_ready();
  if (!ready) context_.reset();
  return ready;
}

Result<void> RedisConnection::send(std::span<const char> bytes) {
  const auto give_up = Clock::now() + call_ms_max;
  while (!bytes.empty()) {
    // hiredis would write without MSG_NOSIGNAL, so that a closed connection could end the process
    // by SIGPIPE.
    const ssize_t sent = ::send(context_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return silence();
    if (sent < 0) return failure(std::string{"the connection broke: "} + std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
    if (!bytes.empty() && Clock::now() > give_up) return silence();
  }
  return {};
}

Result<RedisReply> RedisConnection::receive() {
  const auto give_up = Clock::now() + call_ms_max;
  for (;;) {
    auto reply = reader_.next();
    if (!reply) return failure(reply.error().message);
    if (*reply) return std::move(**reply);
    if (Clock::now() > give_up) return silence();
    const ssize_t size = ::recv(context_->fd, received_.data(), received_.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return silence();
    if (size < 0) return failure(std::string{"the connection broke: "} + std::strerror(errno));
    if (size == 0) return failure("the server closed the connection");
    const std::span bytes{received_.data(), static_cast<std::size_t>(size)};
    if (auto fed = reader_.feed(bytes); !fed) return failure(fed.error().message);
  }
}

Result<RedisReply> RedisConnection::call(std::span<const std::string_view> words) {
  if (!context_) return failure("not connected");
  std::vector<const char*> argv;
  std::vector<std::size_t> sizes;
  for (const std::string_view word : words) {
    argv.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* formatted = nullptr;
  const int size =
      redisFormatCommandArgv(&formatted, static_cast<int>(argv.size()), argv.data(), sizes.data());
  if (size < 0) return failure("no memory for a command");
  const std::unique_ptr<char, FreeCommand> command{formatted};
  auto reply = [&]() -> Result<RedisReply> {
    if (auto sent = send({command.get(), static_cast<std::size_t>(size)}); !sent) {
      return sent.error();
    }
    return receive();
  }();
  // A late reply would be taken for that of the next command.
  if (!reply || !reader_.is_drained()) context_.reset();
  return reply;
}

}  // namespace offpeak::store
