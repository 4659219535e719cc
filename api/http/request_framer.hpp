// Cuts the bytes of one client into requests, however the network portioned them. Knows no sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/http/limits.hpp"
#include "api/http/request_head.hpp"

namespace offpeak::http {

/// What stands at the front of the input.
struct Frame {
  enum class Kind : std::uint8_t { incomplete, request, fault };

  Kind kind = Kind::incomplete;
  int status = 0;                 // the status to fail with; nothing is read after a fault
  bool expects_continue = false;  // incomplete: from now on the client waits for 100 Continue
  std::size_t size = 0;           // of a request, from the front of the input to its body's end
  RequestHead head{};             // of a request, body included; views into the input
};

class RequestFramer {
 public:
  /// `limits` must outlive it.
  explicit RequestFramer(const Limits& limits) : limits_{limits} {}

  /// Bytes to drop from the front of `input` before `next`: RFC 9112 section 2.2, one empty line
  /// before a request is ignored, because old clients end a body so.
  std::size_t leading_bytes(std::string_view input);

  /// Looks at the input, which begins where the last request ended. After `incomplete` it gets the
  /// same bytes, perhaps with more behind them, and does not look at any twice. The caller takes a
  /// request that was found off the input before the next call.
  Frame next(std::string_view input);

 private:
  /// Of the request at the front of the input.
  struct Progress {
    std::size_t scanned = 0;    // see scan_head
    std::size_t head_size = 0;  // 0: not known yet
    std::size_t size_needed = 1;
    bool empty_line_dropped = false;
  };

  const Limits& limits_;
  Progress progress_;
};

}  // namespace offpeak::http
