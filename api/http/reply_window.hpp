// The requests of one connection that still need their reply, in order.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/limits.hpp"

namespace offpeak::http {

struct PendingReply {
  std::array<char, request_id_chars_max> id;
  std::uint8_t id_size = 0;
  bool ready = false;
  bool head_only = false;
  bool close = false;
  bool announce_keep_alive = false;
  bool takes_chunks = false;
  std::string_view header_lines;  // further ones
  std::string bytes;              // a reply that came before its turn

  std::string_view request_id() const { return {id.data(), id_size}; }
};

/// Requests are numbered from 0 on, modulo 2^32.
class ReplyWindow {
 public:
  bool empty() const { return first_ == next_; }
  bool full() const { return next_ - first_ == pipelined_max; }

  /// The number that the next `open` takes.
  std::uint32_t next() const { return next_; }

  PendingReply& open() {
    assert(!full());
    PendingReply& pending = at(next_++);
    pending.ready = pending.head_only = pending.close = pending.announce_keep_alive = false;
    pending.takes_chunks = false;
    pending.header_lines = {};
    return pending;
  }

  /// Null when `number` was never opened or has been taken out.
  PendingReply* find(std::uint32_t number) {
    return number - first_ < next_ - first_ ? &at(number) : nullptr;
  }

  PendingReply& front() { return at(first_); }
  PendingReply& back() { return at(next_ - 1); }
  void pop() { ++first_; }

  void clear() {
    for (; !empty(); pop()) front().bytes.clear();
  }

 private:
  PendingReply& at(std::uint32_t number) { return pending_[number % pipelined_max]; }

  static_assert((pipelined_max & (pipelined_max - 1)) == 0, "numbers wrap around");

  std::array<PendingReply, pipelined_max> pending_;
  std::uint32_t first_ = 0;
  std::uint32_t next_ = 0;
};

}  // namespace offpeak::http
