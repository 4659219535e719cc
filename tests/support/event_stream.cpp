#include "tests/support/event_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <optional>
#include <stdexcept>

#include "tests/support/exchange_log.hpp"
#include "tests/support/poll.hpp"

namespace offpeak::testing {

boost::json::value StreamEvent::json() const { return boost::json::parse(data); }

struct EventStream::Parts {
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket{context};
  std::string head;
  std::string bytes;  // as received, from the next chunk on
  std::string text;   // of chunks, from the next line on
  bool ended = false;
  std::string target;

  std::string header(std::string_view name) const {
    const std::string start = "\r\n" + std::string{name} + ": ";
    const auto found = head.find(start);
    if (found == std::string::npos) return {};
    const auto begin = found + start.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }

  /// Each event stands for the reply, which has no end.
  void record(const std::string& event) {
    HttpReply reply;
    reply.status = std::stoi(head.substr(9, 3));
    for (const char* const name : {"Content-Type", "X-Request-Id"}) {
      reply.headers.push_back({name, header(name)});
    }
    reply.body = event + '\n';  // the empty line that ends it
    record_exchange({.target = target}, reply);
  }

  void receive() {
    if (!wait_readable(socket.native_handle())) throw std::runtime_error{"no event came"};
    char buffer[16'384];
    boost::system::error_code error;
    const auto size = socket.read_some(boost::asio::buffer(buffer), error);
    if (error) throw std::runtime_error{"the stream broke off: " + error.message()};
    bytes.append(buffer, size);
  }

  std::size_t await(std::string_view what) {
    for (;;) {
      const auto found = bytes.find(what);
      if (found != std::string::npos) return found;
      receive();
    }
  }

  /// Moves the next chunk's content to `text`.
  void read_chunk() {
    const auto line_end = await("\r\n");
    const auto size = std::stoul(bytes.substr(0, line_end), nullptr, 16);
    const auto whole = line_end + 2 + size + 2;
    while (bytes.size() < whole) receive();
    text += bytes.substr(line_end + 2, size);
    bytes.erase(0, whole);
    ended = size == 0;
  }

  /// One event or comment, up to its empty line; nothing at the end of the stream.
  std::optional<std::string> read_block() {
    for (;;) {
      const auto end = text.find("\n\n");
      if (end != std::string::npos) {
        std::string block = text.substr(0, end + 1);
        text.erase(0, end + 2);
        return block;
      }
      if (ended) return std::nullopt;
      read_chunk();
    }
  }
};

EventStream::EventStream(std::uint16_t port, const std::string& target,
                         const std::string& last_event_id, const std::string& token)
    : parts_{std::make_unique<Parts>()} {
  parts_->target = target;
  parts_->socket.connect({boost::asio::ip::address_v4::loopback(), port});
  std::string request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n";
  if (!last_event_id.empty()) request += "Last-Event-ID: " + last_event_id + "\r\n";
  if (!token.empty()) request += "Authorization: Bearer " + token + "\r\n";
  boost::asio::write(parts_->socket, boost::asio::buffer(request + "\r\n"));
  const auto end = parts_->await("\r\n\r\n") + 4;
  parts_->head = parts_->bytes.substr(0, end);
  parts_->bytes.erase(0, end);
}

EventStream::EventStream(EventStream&&) noexcept = default;
EventStream::~EventStream() = default;

int EventStream::status() const { return std::stoi(parts_->head.substr(9, 3)); }
const std::string& EventStream::head() const { return parts_->head; }

StreamEvent EventStream::next() {
  while (const auto block = parts_->read_block()) {
    StreamEvent event;
    std::size_t begin = 0;
    for (auto end = block->find('\n'); end != std::string::npos; end = block->find('\n', begin)) {
      const std::string line = block->substr(begin, end - begin);
      begin = end + 1;
      if (line.starts_with("id: ")) event.id = line.substr(4);
      if (line.starts_with("event: ")) event.name = line.substr(7);
      if (line.starts_with("data: ")) event.data = line.substr(6);
    }
    if (event.data.empty()) continue;
    parts_->record(*block);
    return event;
  }
  throw std::runtime_error{"the stream ended"};
}

void EventStream::await_comment() {
  while (const auto block = parts_->read_block()) {
    if (block->starts_with(":")) return;
  }
  throw std::runtime_error{"the stream ended"};
}

bool EventStream::is_ended() { return !parts_->read_block().has_value(); }

bool EventStream::has_event() const {
  if (!parts_->text.empty() || !parts_->bytes.empty()) return true;
  return wait_readable(parts_->socket.native_handle(), 0);
}

}  // namespace offpeak::testing
