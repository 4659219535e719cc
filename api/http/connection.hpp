// One client: reads requests, keeps their replies in order, writes them, and knows when to stop.
//
// Belongs to one I/O thread and is called by it alone. It must not be destroyed while a read or a
// write of it is under way; `EventLoop::retire` is called when that is over.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/client_address.hpp"
#include "api/http/message.hpp"
#include "api/http/reply_window.hpp"
#include "api/http/request_framer.hpp"
#include "api/http/response_writer.hpp"
#include "base/wiping_allocator.hpp"

namespace offpeak::http {

class EventLoop;

/// Of TCP or Unix. The concrete executor: no type erasure on the way of each operation.
using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                boost::asio::io_context::executor_type>;

/// The slot of a connection, and its generation there: slots are used again.
struct ConnectionName {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
};

class Connection {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Connection(EventLoop& loop, Socket socket, Peer peer, ConnectionName name);

  /// Refuses the client with `status` without reading anything.
  void refuse(int status) { fail(status); }
  void reply(std::uint32_t number, const Response& response);
  /// Adds header lines to the reply of this number; they must outlive it.
  void add_lines(std::uint32_t number, std::string_view lines);
  // A reply without an end: see IoThread.
  StreamStart start_stream(std::uint32_t number, const Response& response, SharedMessage heartbeat);
  void push(std::uint32_t number, SharedMessage message);
  void end_stream(std::uint32_t number);
  /// Takes up requests that have been read, no more than is fair in one turn of the loop, sends
  /// replies that are ready, reads on.
  void advance();
  /// Ends what is overdue at `now`.
  void sweep(TimePoint now);
  /// Finishes the requests that have begun to arrive, and no more.
  void drain();
  /// The kernel goes on to send what it has buffered.
  void close();

  bool closed() const { return closed_; }
  const Peer& peer() const { return peer_; }
  ConnectionName name() const { return name_; }

  bool touched = false;   // EventLoop: waits for advance()
  bool admitted = false;  // EventLoop: counts against the limits

 private:
  /// Memory that it outgrows is zeroed.
  using Input = boost::beast::basic_flat_buffer<base::WipingAllocator<char>>;

  /// What the client is to do next, within a time.
  enum class Wait : std::uint8_t { nothing, idle, request, linger };

  /// A reply without an end. It always belongs to the last request of the window.
  struct Stream {
    std::uint32_t number = 0;
    Address client;
    bool chunks = false;
    bool started =
        false;  // the head is out; until then the stream waits for replies to earlier requests
    bool ending = false;    // after what is pending
    bool forsaken = false;  // an earlier reply ended the connection
    SharedMessage pending;  // the newest message of which nothing was sent yet
    SharedMessage heartbeat;
    TimePoint heartbeat_due;
  };

  bool may_dispatch() const;
  bool dispatch_next();
  bool take_proxy_header();
  void dispatch(Frame& frame);
  void drop_input(std::size_t bytes);
  void set_request_id(PendingReply& pending, std::string_view given);
  void put_out(PendingReply& pending, const Response& response, BodyForm form);
  void release_ready();
  void fail(int status);
  void abort();

  void send();
  void send_continue();
  void write_output();
  void write_rest();
  void on_write(const boost::system::error_code& error, std::size_t bytes);

  // connection_stream.cpp
  Stream* stream_of(std::uint32_t number);
  void limit_kernel_buffer();
  void send_stream();
  void write_message(SharedMessage message);
  void beat(TimePoint now);
  void finish_stream();
  void await_end_of_client();
  void on_readable(const boost::system::error_code& error);

  void read();
  void on_read(const boost::system::error_code& error, std::size_t bytes);
  void begin_linger();
  void update_wait();
  void retire_when_done();

  std::string_view unread() const;
  std::string_view unsent() const;

  EventLoop& loop_;
  Socket socket_;
  Peer peer_;
  bool proxy_header_due_;  // before the first request, a proxy says who its client is
  Address client_;         // of the request taken up last
  ConnectionName name_;

  Input input_;
  std::size_t input_written_ = 0;  // bytes since it was zeroed: none lies further in
  RequestFramer framer_;

  ReplyWindow window_;
  std::string output_;   // not being sent yet
  std::string sending_;  // being sent: the part that the socket did not take at once
  std::size_t sent_ = 0;

  std::unique_ptr<Stream> stream_;
  SharedMessage sending_message_;   // being sent, instead of sending_
  std::string_view message_bytes_;  // its bytes, in the framing that this client takes

  bool reading_ = false;
  bool writing_ = false;
  bool needs_input_ = true;     // all complete requests have been taken up
  bool input_ended_ = false;    // no further request will be taken up
  bool peer_finished_ = false;  // the client has closed its side
  bool continue_due_ = false;   // the client waits for 100 Continue
  bool dispatched_ = false;     // since the last update_wait
  bool lingering_ = false;
  bool closed_ = false;

  Wait wait_ = Wait::nothing;
  TimePoint wait_end_;
  TimePoint write_end_;
};

}  // namespace offpeak::http
