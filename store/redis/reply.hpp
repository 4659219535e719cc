// Reads Redis' replies from the bytes that it sends, with hiredis' parser and within bounds.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "store/redis/link.hpp"

struct redisReader;

namespace offpeak::store {

/// Lists inside lists; hiredis stops there too.
inline constexpr std::size_t reply_depth_max = 8;
/// Bytes of one reply as it is sent. Two of the largest records fit, a page of common ones easily.
inline constexpr std::size_t reply_bytes_max = std::size_t{128} << 20;
/// Lists and items of one reply together: a length that Redis announces takes memory before the
/// items come.
inline constexpr std::size_t reply_items_max = 65'536;

/// Takes bytes as they come. After an error the stream cannot be used any more.
class RedisReplyReader {
 public:
  RedisReplyReader();
  RedisReplyReader(RedisReplyReader&&) noexcept;
  RedisReplyReader& operator=(RedisReplyReader&&) noexcept;
  ~RedisReplyReader();

  /// An error: the bytes exceed `reply_bytes_max` and still make no reply.
  Result<void> feed(std::span<const std::byte> bytes);
  /// The next complete reply; nothing while more bytes are due. Errors: the bytes are not a
  /// reply, or are one beyond the bounds.
  Result<std::optional<RedisReply>> next();
  /// Whether every byte taken was part of a reply handed out.
  bool is_drained() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Exactly one reply. Errors: as above, or bytes are missing or left over.
Result<RedisReply> parse_reply(std::span<const std::byte> bytes);

}  // namespace offpeak::store
