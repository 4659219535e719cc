#include "api/http/connection.hpp"

#include <string.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/read_size.hpp>
#include <cassert>
#include <utility>

#include "api/http/event_loop.hpp"
#include "api/http/proxy_protocol.hpp"

namespace offpeak::http {
namespace {

using boost::system::error_code;

// One read of an ordinary request; the buffer grows beyond for a long one, and shrinks again.
constexpr std::size_t read_bytes = 4096;

// What a connection keeps allocated for its output while it waits.
constexpr std::size_t output_kept_bytes = 16 * 1024;

constexpr std::string_view continue_reply = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr std::size_t input_bytes_max(const Limits& limits) {
  return std::max<std::size_t>(read_bytes, limits.header_bytes_max + limits.body_bytes_max);
}

void empty_out(std::string& output) {
  if (output.capacity() > output_kept_bytes) {
    std::string{}.swap(output);
  } else {
    output.clear();
  }
}

}  // namespace

Connection::Connection(EventLoop& loop, Socket socket, Peer peer, ConnectionName name)
    : loop_{loop},
      socket_{std::move(socket)},
      peer_{peer},
      proxy_header_due_{peer.kind == Peer::Kind::proxy && loop.proxies().use_proxy_protocol},
      client_{peer.address},
      name_{name},
      input_{input_bytes_max(loop.limits())},
      framer_{loop.limits()} {
  error_code ignored;  // a socket that refuses these options fails at its first read
  socket_.non_blocking(true, ignored);
  socket_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
}

std::string_view Connection::unread() const {
  const auto bytes = input_.cdata();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view Connection::unsent() const {
  const std::string_view all = sending_message_ ? message_bytes_ : sending_;
  return all.substr(sent_);
}

void Connection::advance() {
  if (closed_) return;
  if (stream_ && stream_->forsaken) finish_stream();
  std::uint32_t requests = 0;
  std::size_t bytes = 0;
  const auto has_turn = [&] {
    return requests < requests_per_turn_max && bytes < reply_bytes_per_turn_max;
  };
  do {
    while (may_dispatch() && has_turn()) {
      const std::size_t before = output_.size();
      needs_input_ = !dispatch_next();
      bytes += output_.size() - before;
      ++requests;
    }
    send();
  } while (may_dispatch() && has_turn());
  if (may_dispatch()) loop_.touch_later(*this);
  read();
  update_wait();
}

// While a read is under way the input is not complete, and must not be moved either.
bool Connection::may_dispatch() const {
  return !closed_ && !input_ended_ && !needs_input_ && !reading_ && !window_.full() &&
         output_.size() < output_backlog_bytes_max;
}

/// Takes up the request at the front of the input. False when it is not complete.
bool Connection::dispatch_next() {
  if (proxy_header_due_) return take_proxy_header();
  drop_input(framer_.leading_bytes(unread()));
  Frame frame = framer_.next(unread());
  switch (frame.kind) {
    case Frame::Kind::incomplete:
      continue_due_ = continue_due_ || frame.expects_continue;
      return false;
    case Frame::Kind::fault:
      fail(frame.status);
      return true;
    case Frame::Kind::request:
      dispatch(frame);
      return true;
  }
  return false;
}

/// The same for what stands before the first request.
bool Connection::take_proxy_header() {
  const ProxyHeader header = read_proxy_header(unread());
  if (header.kind == ProxyHeader::Kind::incomplete) return false;
  proxy_header_due_ = false;
  if (header.kind == ProxyHeader::Kind::malformed) {
    fail(400);
    return true;
  }
  input_.consume(header.size);
  if (header.client && !loop_.rename(peer_, *header.client)) fail(503);
  return true;
}

void Connection::dispatch(Frame& frame) {
  const ReplyTo to{name_.slot, name_.generation, window_.next()};
  PendingReply& pending = window_.open();
  Request& request = frame.head.request;
  set_request_id(pending, request.request_id);
  pending.head_only = request.method == Method::head;
  pending.announce_keep_alive = frame.head.announce_keep_alive;
  pending.takes_chunks = frame.head.takes_chunks;
  pending.close = !frame.head.keep_alive || (loop_.draining() && frame.size == input_.size());
  input_ended_ = pending.close;

  request.request_id = pending.request_id();
  client_ = client_of(peer_, loop_.proxies(), frame.head.forwarded.value(),
                      frame.head.x_forwarded_for.value());
  request.client = client_;
  const bool handled = loop_.call([&] { loop_.handler().handle(request, to); });
  if (!handled) reply(to.number, loop_.handler().failure(500));

  drop_input(frame.size);
  continue_due_ = false;
  dispatched_ = true;
}

/// Requests have tokens and identity numbers in them: when nothing is left of the input, all that
/// it ever held is zeroed.
void Connection::drop_input(std::size_t bytes) {
  input_.consume(bytes);
  if (input_.size() > 0) return;
  const std::size_t written = std::min(std::exchange(input_written_, 0), input_.capacity());
  if (written == 0) return;
  explicit_bzero(input_.prepare(written).data(), written);
}

void Connection::set_request_id(PendingReply& pending, std::string_view given) {
  if (given.empty()) {
    pending.id_size = static_cast<std::uint8_t>(loop_.write_new_request_id(pending.id));
  } else {
    std::ranges::copy(given, pending.id.begin());
    pending.id_size = static_cast<std::uint8_t>(given.size());
  }
}

// A handler may call this from within dispatch(): the input must stay as it is.
void Connection::reply(std::uint32_t number, const Response& response) {
  PendingReply* const pending = window_.find(number);
  if (pending == nullptr || pending->ready) return;
  pending->close = pending->close || response.close;
  put_out(*pending, response, BodyForm::whole);
}

void Connection::add_lines(std::uint32_t number, std::string_view lines) {
  if (PendingReply* const pending = window_.find(number)) pending->header_lines = lines;
}

void Connection::put_out(PendingReply& pending, const Response& response, BodyForm form) {
  pending.ready = true;
  const bool in_turn = &pending == &window_.front();
  loop_.writer().append(in_turn ? output_ : pending.bytes, response,
                        {.head_only = pending.head_only,
                         .close = pending.close,
                         .announce_keep_alive = pending.announce_keep_alive,
                         .request_id = pending.request_id(),
                         .header_lines = pending.header_lines,
                         .form = form});
  if (in_turn) release_ready();
  loop_.touch(*this);
}

void Connection::release_ready() {
  while (!window_.empty() && window_.front().ready) {
    PendingReply& pending = window_.front();
    const bool is_stream = stream_ && &pending == &window_.back();
    output_ += pending.bytes;
    empty_out(pending.bytes);
    window_.pop();
    if (pending.close) {
      input_ended_ = true;
      window_.clear();  // the client has been told that nothing follows
      if (stream_) (is_stream ? stream_->started : stream_->forsaken) = true;
    }
  }
}

void Connection::fail(int status) {
  loop_.count_failed_request();
  const std::uint32_t number = window_.next();
  PendingReply& pending = window_.open();
  set_request_id(pending, {});
  pending.close = true;
  input_ended_ = true;
  reply(number, loop_.handler().failure(status));
}

void Connection::send() {
  if (writing_ || closed_) return;
  send_continue();
  if (!output_.empty()) write_output();
  if (stream_) send_stream();
  const bool all_sent = !writing_ && output_.empty();
  const bool all_said = input_ended_ && window_.empty() && !stream_ && all_sent;
  if (!closed_ && !lingering_ && all_said) begin_linger();
}

// It is sent after the replies to all earlier requests.
void Connection::send_continue() {
  if (!continue_due_ || !window_.empty() || input_ended_) return;
  continue_due_ = false;
  output_ += continue_reply;
}

void Connection::write_output() {
  error_code error;
  const std::size_t bytes = socket_.write_some(boost::asio::buffer(output_), error);
  if (error && error != boost::asio::error::would_block) return close();
  if (bytes == output_.size()) return empty_out(output_);
  sending_.swap(output_);
  sent_ = bytes;
  write_end_ = loop_.deadline(loop_.limits().write_time_max);
  write_rest();
}

void Connection::write_rest() {
  writing_ = true;
  const std::string_view rest = unsent();
  socket_.async_write_some(
      boost::asio::buffer(rest.data(), rest.size()),
      [this](const error_code& error, std::size_t bytes) { on_write(error, bytes); });
}

void Connection::on_write(const error_code& error, std::size_t bytes) {
  writing_ = false;
  sent_ += bytes;
  if (closed_) {
    retire_when_done();
  } else if (error) {
    close();
  } else if (!unsent().empty()) {
    write_rest();
  } else {
    empty_out(sending_);
    sending_message_.reset();
    loop_.touch(*this);
  }
  loop_.settle();
}

void Connection::read() {
  const bool wanted = lingering_ || stream_ || (needs_input_ && !input_ended_);
  if (!wanted || reading_ || closed_ || peer_finished_) return;
  if (stream_) return await_end_of_client();
  if (input_.size() == 0 && input_.capacity() != read_bytes) {
    input_.shrink_to_fit();
    input_.reserve(read_bytes);
  }
  const std::size_t room = boost::beast::read_size(input_, input_.max_size());
  assert(room > 0);  // a full buffer holds a request that is complete or too long
  reading_ = true;
  socket_.async_read_some(input_.prepare(room), [this](const error_code& error, std::size_t bytes) {
    on_read(error, bytes);
  });
}

void Connection::on_read(const error_code& error, std::size_t bytes) {
  reading_ = false;
  if (closed_) {
    retire_when_done();
  } else if (error && error != boost::asio::error::eof) {
    close();
  } else if (error) {
    // The client may have closed only its side: it still gets the replies to its earlier requests.
    peer_finished_ = true;
    input_ended_ = true;
    if (lingering_) {
      close();
    } else {
      loop_.touch(*this);
    }
  } else {
    input_.commit(bytes);
    input_written_ += bytes;
    if (input_ended_) drop_input(input_.size());
    needs_input_ = false;
    loop_.touch(*this);
  }
  loop_.settle();
}

/// Closes our side, and waits for the client to close its own: closing at once while bytes of its
/// are unread would reset the connection, and the client could lose the last reply (RFC 9112
/// section 9.6).
void Connection::begin_linger() {
  error_code error;
  if (!peer_finished_) socket_.shutdown(Socket::shutdown_send, error);
  if (peer_finished_ || error) return close();
  if (!reading_) drop_input(input_.size());
  lingering_ = true;
}

void Connection::update_wait() {
  Wait wait = Wait::nothing;
  if (lingering_) {
    wait = Wait::linger;
  } else if (needs_input_ && !input_ended_ && input_.size() > 0) {
    wait = Wait::request;
  } else if (needs_input_ && !input_ended_ && window_.empty() && !writing_) {
    wait = Wait::idle;
  }
  if (wait == wait_ && !dispatched_) return;
  dispatched_ = false;
  wait_ = wait;
  const Limits& limits = loop_.limits();
  if (wait == Wait::linger) wait_end_ = loop_.deadline(limits.linger_time_max);
  if (wait == Wait::request) wait_end_ = loop_.deadline(limits.request_time_max);
  if (wait == Wait::idle) wait_end_ = loop_.deadline(limits.idle_time_max);
}

void Connection::sweep(TimePoint now) {
  if (closed_) return;
  if (writing_ && now >= write_end_) {
    loop_.count_timed_out();
    return abort();
  }
  if (stream_) beat(now);
  if (wait_ == Wait::nothing || now < wait_end_) return;
  if (wait_ != Wait::linger) loop_.count_timed_out();
  if (wait_ != Wait::request) return close();
  fail(408);
}

void Connection::drain() {
  if (stream_) return end_stream(stream_->number);
  if (closed_ || input_ended_ || input_.size() > 0) return;
  if (window_.empty() && output_.empty() && !writing_) return close();
  input_ended_ = true;
  if (!window_.empty()) window_.back().close = true;
  loop_.touch(*this);
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  if (stream_) finish_stream();
  error_code ignored;
  socket_.close(ignored);  // ends a read or write under way
  window_.clear();
  retire_when_done();
}

/// Closes with a reset: what the kernel has buffered for the client goes at once. Otherwise it
/// would stay, for a client that has shown that it does not read, as long as the kernel tries.
void Connection::abort() {
  error_code ignored;
  socket_.set_option(boost::asio::socket_base::linger{true, 0}, ignored);
  close();
}

void Connection::retire_when_done() {
  if (!reading_ && !writing_) loop_.retire(*this);
}

}  // namespace offpeak::http
