// Replies without an end. A connection keeps at most two messages, the one being sent and the
// newest; their bytes are shared by all who get them.
#include <algorithm>
#include <array>
#include <utility>

#include "api/http/connection.hpp"
#include "api/http/event_loop.hpp"

namespace offpeak::http {
namespace {

using boost::system::error_code;

constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace

StreamStart Connection::start_stream(std::uint32_t number, const Response& response,
                                     SharedMessage heartbeat) {
  PendingReply* const pending = window_.find(number);
  const bool is_last = pending != nullptr && pending == &window_.back();
  if (!is_last || pending->ready || stream_) return StreamStart::gone;
  const BodyForm form = pending->takes_chunks ? BodyForm::chunks : BodyForm::until_close;
  if (pending->head_only) {
    put_out(*pending, response, form);
    return StreamStart::head_only;
  }
  const StreamStart start = loop_.admit_stream(peer_, client_);
  if (start != StreamStart::started) return start;
  stream_ = std::make_unique<Stream>();
  stream_->number = number;
  stream_->client = client_;
  stream_->chunks = pending->takes_chunks;
  stream_->ending = loop_.draining();
  stream_->heartbeat = std::move(heartbeat);
  stream_->heartbeat_due = loop_.now() + loop_.limits().heartbeat_interval;
  limit_kernel_buffer();
  pending->close = true;
  input_ended_ = true;
  put_out(*pending, response, form);
  return StreamStart::started;
}

/// The less the kernel buffers, the sooner it is seen that a client does not read any more.
void Connection::limit_kernel_buffer() {
  error_code ignored;
  socket_.set_option(boost::asio::socket_base::send_buffer_size{stream_kernel_bytes}, ignored);
}

Connection::Stream* Connection::stream_of(std::uint32_t number) {
  return stream_ && stream_->number == number ? stream_.get() : nullptr;
}

void Connection::push(std::uint32_t number, SharedMessage message) {
  Stream* const stream = stream_of(number);
  if (stream == nullptr || stream->ending) return;
  stream->pending = std::move(message);
  loop_.touch(*this);
}

void Connection::end_stream(std::uint32_t number) {
  Stream* const stream = stream_of(number);
  if (stream == nullptr) return;
  stream->ending = true;
  loop_.touch(*this);
}

void Connection::send_stream() {
  if (!stream_->started) return;
  while (!closed_ && !writing_ && output_.empty()) {
    if (stream_->pending) {
      write_message(std::exchange(stream_->pending, nullptr));
      continue;
    }
    if (output_.capacity() > 0) std::string{}.swap(output_);
    if (!stream_->ending) return;
    if (stream_->chunks) output_ += last_chunk;
    finish_stream();
    if (!output_.empty()) write_output();
    return;
  }
}

void Connection::write_message(SharedMessage message) {
  sending_message_ = std::move(message);
  message_bytes_ = stream_->chunks ? sending_message_->chunk() : sending_message_->text();
  sent_ = 0;
  const std::string_view all = unsent();
  error_code error;
  sent_ = socket_.write_some(boost::asio::buffer(all.data(), all.size()), error);
  if (error && error != boost::asio::error::would_block) return close();
  stream_->heartbeat_due = loop_.now() + loop_.limits().heartbeat_interval;
  if (sent_ == all.size()) return sending_message_.reset();
  write_end_ = loop_.deadline(loop_.limits().write_time_max);
  write_rest();
}

void Connection::beat(TimePoint now) {
  if (!stream_->started || writing_ || stream_->pending || now < stream_->heartbeat_due) return;
  stream_->pending = stream_->heartbeat;
  loop_.touch(*this);
}

void Connection::finish_stream() {
  const std::uint32_t number = stream_->number;
  loop_.forget_stream(stream_->client);
  stream_.reset();
  const ReplyTo over{name_.slot, name_.generation, number};
  loop_.call([&] { loop_.handler().stream_over(over); });
}

/// Reads on only to notice when the client goes; what it sends is ignored. No buffer is held
/// meanwhile.
void Connection::await_end_of_client() {
  drop_input(input_.size());
  input_.shrink_to_fit();
  reading_ = true;
  socket_.async_wait(Socket::wait_read, [this](const error_code& error) { on_readable(error); });
}

void Connection::on_readable(const error_code& error) {
  reading_ = false;
  if (closed_) {
    retire_when_done();
  } else {
    std::array<char, 512> unheard;
    error_code failure = error;
    if (!failure) socket_.read_some(boost::asio::buffer(unheard), failure);
    if (failure && failure != boost::asio::error::would_block) {
      close();
    } else {
      loop_.touch(*this);
    }
  }
  loop_.settle();
}

}  // namespace offpeak::http
