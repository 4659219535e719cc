// What one server accepts from its clients.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace offpeak::http {

/// Requests of one connection that may wait for their reply; then no more are read from it.
inline constexpr std::uint32_t pipelined_max = 8;

/// A client's X-Request-Id longer than this is not taken over.
inline constexpr std::uint32_t request_id_chars_max = 64;

/// Replies waiting for a slow client; with more, no further request of it is taken up. So at most
/// this and `pipelined_max` replies are kept for one connection.
inline constexpr std::uint32_t output_backlog_bytes_max = 64 * 1024;

/// Requests of one connection, and bytes of replies to it, in one turn of the loop: then the other
/// clients have theirs.
inline constexpr std::uint32_t requests_per_turn_max = 8;
inline constexpr std::size_t reply_bytes_per_turn_max = 64 * 1024;

/// What the kernel may buffer of replies for a client that does not read, and how much of that it
/// may take before the network does. Linux counts twice the first, for its own administration.
inline constexpr int reply_kernel_bytes = 64 * 1024;
inline constexpr int unsent_kernel_bytes = 16 * 1024;

/// What the kernel may buffer of a stream for a client that does not read: the less it buffers, the
/// newer is what such a client reads next.
inline constexpr int stream_kernel_bytes = 16 * 1024;

/// A sweep looks at times once every `sweep_interval`: it finds an overdue one up to two intervals
/// late, never early.
struct Limits {
  using Duration = std::chrono::milliseconds;

  std::uint32_t header_bytes_max = 4 * 1024;  // request line and fields: 431 when longer
  std::uint32_t body_bytes_max = 16 * 1024;   // 413 when longer
  std::uint32_t target_bytes_max = 2 * 1024;  // 414 when longer

  std::uint32_t connections_max = 10'000;             // of the server; more are told 503
  std::uint32_t connections_per_address_max = 1'000;  // IPv6: per /64; more are told 503
  bool loopback_exempt = true;        // clients on this machine are outside the limits per address
  std::uint32_t streams_max = 5'000;  // replies without an end, of the server
  std::uint32_t streams_per_address_max = 256;  // of a hall's displays, behind one address
  std::uint32_t refusals_max = 64;  // per thread, 503s being delivered; more are just closed

  Duration request_time_max{10'000};    // from a request's first byte to its last: 408
  Duration idle_time_max{60'000};       // between two requests: closed without a word
  Duration write_time_max{15'000};      // for the client to take what has been written: reset
  Duration heartbeat_interval{15'000};  // at most between two messages of a stream
  Duration linger_time_max{2'000};      // for the client to read the last reply and close
  Duration sweep_interval{1'000};
  Duration accept_pause{100};  // after the process ran out of files
};

}  // namespace offpeak::http
