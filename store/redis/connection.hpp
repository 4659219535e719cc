// A connection to a real Redis: hiredis opens it and knows the protocol; this class waits, within
// bounds.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "store/redis/address.hpp"
#include "store/redis/link.hpp"
#include "store/redis/reply.hpp"

struct redisContext;

namespace offpeak::store {

/// Bound on each step of connecting: the connection itself, and each reply that makes it ready.
inline constexpr std::chrono::milliseconds connect_ms_max{1000};
/// Bound on the time in which nothing can be read or sent.
inline constexpr std::chrono::milliseconds silence_ms_max{2000};
/// Bound on one command in all, however slowly its bytes come.
inline constexpr std::chrono::milliseconds call_ms_max{10'000};

/// One thread at a time. Not connected as constructed.
class RedisConnection final : public RedisLink {
 public:
  explicit RedisConnection(RedisAddress address,
                           std::chrono::milliseconds silence_max = silence_ms_max);
  ~RedisConnection() override;

  Result<RedisReply> call(std::span<const std::string_view> words) override;
  Result<void> connect() override;
  std::chrono::steady_clock::time_point now() const override;
  void pause(std::chrono::milliseconds duration) override;
  std::string description() const override;

 private:
  struct FreeContext {
    void operator()(redisContext* context) const;
  };

  Error failure(std::string_view what) const;
  Error silence() const;
  void set_silence_max(std::chrono::milliseconds duration);
  Result<void> open();
  Result<void> make_ready();
  Result<void> expect_ok(std::span<const std::string_view> words, std::string_view step);
  Result<void> send(std::span<const char> bytes);
  Result<RedisReply> receive();

  RedisAddress address_;
  std::chrono::milliseconds silence_max_;
  std::unique_ptr<redisContext, FreeContext> context_;  // none: not connected
  RedisReplyReader reader_;
  std::vector<std::byte> received_;
};

}  // namespace offpeak::store
