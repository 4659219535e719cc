#include "api/http/event_loop.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cassert>
#include <cstring>
#include <utility>

#include "base/hex.hpp"

namespace offpeak::http {
namespace {

using boost::system::error_code;

Address address_of(const EventLoop::Acceptor::endpoint_type& endpoint) {
  Address address;
  if (endpoint.protocol().family() == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, endpoint.data(), sizeof v6);
    std::ranges::copy(v6.sin6_addr.s6_addr, address.bytes.begin());
  } else if (endpoint.protocol().family() == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, endpoint.data(), sizeof v4);
    address.bytes[10] = address.bytes[11] = 0xff;
    std::memcpy(&address.bytes[12], &v4.sin_addr, sizeof v4.sin_addr);
  }
  return address;
}

}  // namespace

EventLoop::EventLoop(ServerState& state, unsigned index, std::uint64_t first_request_id)
    : state_{state},
      index_{index},
      work_{context_.get_executor()},
      acceptor_{context_.get_executor()},
      accept_timer_{context_.get_executor()},
      sweep_timer_{context_.get_executor()},
      now_{std::chrono::steady_clock::now()},
      next_request_id_{first_request_id} {}

EventLoop::~EventLoop() = default;

void EventLoop::set_acceptor(base::Descriptor listening, int family) {
  acceptor_.assign(Acceptor::protocol_type{family, 0}, listening.get());
  listening.release();
}

void EventLoop::run() {
  sweep();
  accept();
  context_.run();
}

void EventLoop::post(std::function<void()> task) {
  boost::asio::post(context_.get_executor(), [this, task = std::move(task)] {
    call(task);
    settle();
  });
}

void EventLoop::accept() {
  acceptor_.async_accept(peer_endpoint_, [this](const error_code& error, Socket socket) {
    on_accept(error, std::move(socket));
  });
}

// A connection that was reset while it waited does not stop the loop. When no file may be opened,
// the one in reserve makes room for a client that is refused. Any other error would come back at
// once, so accepting pauses.
void EventLoop::on_accept(const error_code& error, Socket socket) {
  if (!acceptor_.is_open()) return;
  const bool is_out_of_files = error == boost::asio::error::no_descriptors;
  if (is_out_of_files && reserve_.release()) return accept();
  if (error && error != boost::asio::error::connection_aborted) return pause_accepting();
  if (!error) add(std::move(socket));
  accept();
  settle();
}

void EventLoop::pause_accepting() {
  count(state_.accept_pauses);
  accept_timer_.expires_after(state_.limits.accept_pause);
  accept_timer_.async_wait([this](const error_code& error) {
    if (!error && acceptor_.is_open()) accept();
  });
}

void EventLoop::add(Socket socket) {
  const Peer peer = peer_at(address_of(peer_endpoint_), state_.proxies);
  const bool has_files = reserve_.restore();
  if (has_files && admit(peer)) {
    count(state_.accepted);
    Connection& connection = keep(std::move(socket), peer);
    connection.admitted = true;
    touch(connection);
    return;
  }
  refuse(std::move(socket), peer);
}

void EventLoop::refuse(Socket socket, const Peer& peer) {
  count(state_.refused);
  if (refusals_ >= state_.limits.refusals_max) return;
  ++refusals_;
  keep(std::move(socket), peer).refuse(503);
}

bool EventLoop::admit(const Peer& peer) {
  const Limits& limits = state_.limits;
  if (state_.open.fetch_add(1, std::memory_order_relaxed) < limits.connections_max) {
    if (state_.addresses.add(address_key(peer.address), connections_allowed(peer))) return true;
  }
  state_.open.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

// The connections of a proxy are those of all its clients.
std::uint32_t EventLoop::connections_allowed(const Peer& peer) const {
  const Limits& limits = state_.limits;
  const bool is_exempt =
      peer.kind == Peer::Kind::proxy || (peer.is_local() && limits.loopback_exempt);
  return is_exempt ? UINT32_MAX : limits.connections_per_address_max;
}

bool EventLoop::rename(Peer& peer, const Address& client) {
  const Peer named{client, Peer::Kind::behind_proxy};
  if (!state_.addresses.add(address_key(client), connections_allowed(named))) {
    count(state_.refused);
    return false;
  }
  state_.addresses.remove(address_key(peer.address));
  peer = named;
  return true;
}

StreamStart EventLoop::admit_stream(const Peer& peer, const Address& client) {
  const Limits& limits = state_.limits;
  StreamStart refusal = StreamStart::too_many;
  if (state_.streams_open.fetch_add(1, std::memory_order_relaxed) < limits.streams_max) {
    const bool is_exempt = peer.is_local() && limits.loopback_exempt;
    const auto count_max = is_exempt ? UINT32_MAX : limits.streams_per_address_max;
    if (state_.stream_addresses.add(address_key(client), count_max)) return StreamStart::started;
    refusal = StreamStart::too_many_of_peer;
  }
  state_.streams_open.fetch_sub(1, std::memory_order_relaxed);
  count(state_.streams_refused);
  return refusal;
}

void EventLoop::forget_stream(const Address& client) {
  state_.streams_open.fetch_sub(1, std::memory_order_relaxed);
  state_.stream_addresses.remove(address_key(client));
}

Connection& EventLoop::keep(Socket socket, const Peer& peer) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t number = free_slots_.back();
  free_slots_.pop_back();
  Slot& slot = slots_[number];
  slot.connection = std::make_unique<Connection>(*this, std::move(socket), peer,
                                                 ConnectionName{number, slot.generation});
  ++connections_;
  return *slot.connection;
}

void EventLoop::destroy_retired() {
  for (const std::uint32_t number : retired_) {
    Slot& slot = slots_[number];
    if (slot.connection->admitted) {
      state_.open.fetch_sub(1, std::memory_order_relaxed);
      state_.addresses.remove(address_key(slot.connection->peer().address));
    } else {
      --refusals_;
    }
    slot.connection.reset();
    ++slot.generation;
    free_slots_.push_back(number);
    --connections_;
  }
  retired_.clear();
}

/// Null when it has gone.
Connection* EventLoop::find(ReplyTo to) {
  if (to.connection >= slots_.size()) return nullptr;
  const Slot& slot = slots_[to.connection];
  return slot.generation == to.generation ? slot.connection.get() : nullptr;
}

void EventLoop::reply(ReplyTo to, const Response& response) {
  if (auto* const connection = find(to)) connection->reply(to.number, response);
}

void EventLoop::add_lines(ReplyTo to, std::string_view lines) {
  if (auto* const connection = find(to)) connection->add_lines(to.number, lines);
}

StreamStart EventLoop::start_stream(ReplyTo to, const Response& response, SharedMessage heartbeat) {
  auto* const connection = find(to);
  if (connection == nullptr) return StreamStart::gone;
  return connection->start_stream(to.number, response, std::move(heartbeat));
}

void EventLoop::push(ReplyTo to, SharedMessage message) {
  if (auto* const connection = find(to)) connection->push(to.number, std::move(message));
}

void EventLoop::end_stream(ReplyTo to) {
  if (auto* const connection = find(to)) connection->end_stream(to.number);
}

void EventLoop::touch(Connection& connection) {
  if (connection.touched) return;
  connection.touched = true;
  touched_.push_back(&connection);
}

void EventLoop::touch_later(const Connection& connection) {
  const auto [slot, generation] = connection.name();
  post([this, to = ReplyTo{slot, generation, 0}] {
    if (auto* const waiting = find(to)) touch(*waiting);
  });
}

// advance() may hand requests to the handler, which may touch further connections, or call flush().
void EventLoop::flush() {
  if (flushing_) return;
  flushing_ = true;
  while (!touched_.empty()) {
    Connection& connection = *touched_.back();
    touched_.pop_back();
    connection.advance();
    connection.touched = false;  // cleared only now: what it touched itself is already handled
  }
  flushing_ = false;
}

void EventLoop::settle() {
  flush();
  if (retired_.empty()) return;
  destroy_retired();
  end_when_drained();
}

std::size_t EventLoop::write_new_request_id(std::array<char, request_id_chars_max>& id) {
  constexpr std::size_t digits = 16;
  constexpr std::uint64_t counter_mask = (std::uint64_t{1} << 56) - 1;
  std::uint64_t rest = std::uint64_t{index_} << 56 | (next_request_id_++ & counter_mask);
  for (std::size_t i = digits; i-- > 0; rest >>= 4) id[i] = base::hex_digits[rest & 15];
  return digits;
}

void EventLoop::sweep() {
  now_ = std::chrono::steady_clock::now();
  writer_.set_date(state_.date_clock());
  for (const Slot& slot : slots_) {
    if (slot.connection) slot.connection->sweep(now_);
  }
  call([this] { handler_->tick(); });
  settle();
  if (drained()) return;  // a timer armed now would keep the loop alive
  sweep_timer_.expires_after(state_.limits.sweep_interval);
  sweep_timer_.async_wait([this](const error_code& error) {
    if (!error) sweep();
  });
}

void EventLoop::stop_accepting() {
  error_code ignored;
  acceptor_.close(ignored);
  accept_timer_.cancel();
}

void EventLoop::drain() {
  draining_ = true;
  stop_accepting();
  call([this] { handler_->stopping(); });
  for (const Slot& slot : slots_) {
    if (slot.connection) slot.connection->drain();
  }
  settle();
  end_when_drained();
}

void EventLoop::close_all() {
  draining_ = true;
  stop_accepting();
  for (const Slot& slot : slots_) {
    if (slot.connection) slot.connection->close();
  }
  settle();
  end_when_drained();
}

void EventLoop::end_when_drained() {
  if (!drained()) return;
  sweep_timer_.cancel();
  work_.reset();
}

void IoThread::reply(ReplyTo to, const Response& response) { loop_.reply(to, response); }
void IoThread::add_lines(ReplyTo to, std::string_view lines) { loop_.add_lines(to, lines); }
StreamStart IoThread::start_stream(ReplyTo to, const Response& response, SharedMessage heartbeat) {
  return loop_.start_stream(to, response, std::move(heartbeat));
}
void IoThread::push(ReplyTo to, SharedMessage message) { loop_.push(to, std::move(message)); }
void IoThread::end_stream(ReplyTo to) { loop_.end_stream(to); }
void IoThread::flush() { loop_.flush(); }
void IoThread::post(std::function<void()> task) { loop_.post(std::move(task)); }
unsigned IoThread::index() const { return loop_.index(); }

}  // namespace offpeak::http
