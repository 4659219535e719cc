#include "tests/simulation/network.hpp"

#include <optional>
#include <utility>

namespace offpeak::simulation {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// As the real connection has them.
constexpr milliseconds connect_ms_max{1000};
constexpr milliseconds silence_ms_max{2000};

/// The clock that a node's processes read began at some other time than those of others.
constexpr seconds clock_began[nodes] = {seconds{1'000}, seconds{77'000}};

/// What a call waits for; outlives the caller, since its reply may come later.
struct Pending {
  Signal signal;
  bool done = false;
  std::optional<RedisReply> reply;

  void finish(std::optional<RedisReply> value) {
    done = true;
    reply = std::move(value);
    signal.notify();
  }
};

}  // namespace

Time Network::delay() {
  auto& random = world_.random();
  if (straggling_ && random.one_in(150)) return random.between(seconds{1}, seconds{9});
  if (random.one_in(100)) return random.between(milliseconds{5}, milliseconds{100});
  return random.between(microseconds{40}, microseconds{300});
}

void Network::carry(int node, Direction direction, std::function<void()> message) {
  const Time cut = cuts_[static_cast<std::size_t>(node)][static_cast<std::size_t>(direction)];
  if (cut <= world_.now()) return world_.after(delay(), std::move(message));
  // What was sent during a cut is sent again by TCP, or the connection ends first.
  if (world_.random().one_in(2)) world_.at(cut + delay(), std::move(message));
}

void Network::carry(std::function<void()> message) {
  if (!world_.random().one_in(60)) world_.after(delay(), std::move(message));
}

void Network::cut_until(int node, Direction direction, Time when) {
  auto& cut = cuts_[static_cast<std::size_t>(node)][static_cast<std::size_t>(direction)];
  cut = std::max(cut, when);
}

void Network::heal() {
  cuts_ = {};
  straggling_ = false;
}

// ---- links --------------------------------------------------------------------------------------

SimulatedLink::SimulatedLink(Place place, std::shared_ptr<Process> process, int node)
    : place_{place}, process_{process}, node_{node} {}

SimulatedLink::~SimulatedLink() = default;

store::Result<void> SimulatedLink::connect() {
  connection_.reset();
  const auto process = process_.lock();
  const auto pending = std::make_shared<Pending>();
  const auto found = std::make_shared<std::shared_ptr<Connection>>();
  place_.network.carry(node_, Direction::there, [place = place_, node = node_, pending, found] {
    auto connection = place.server.accept();
    place.network.carry(node, Direction::back, [pending, found, connection] {
      *found = connection;
      pending->finish(std::nullopt);
    });
  });
  pending->signal.wait(*process, connect_ms_max);
  if (!*found) return store::Error{description() + ": cannot be reached"};
  connection_ = *found;
  return {};
}

store::Result<RedisReply> SimulatedLink::call(std::span<const std::string_view> words) {
  if (!connection_) return store::Error{description() + ": not connected"};
  const auto process = process_.lock();
  const auto pending = std::make_shared<Pending>();
  auto answer = [network = &place_.network, node = node_,
                 pending](std::optional<RedisReply> reply) {
    network->carry(node, Direction::back, [pending, value = std::move(reply)]() mutable {
      pending->finish(std::move(value));
    });
  };
  place_.network.carry(
      node_, Direction::there,
      [server = &place_.server, connection = connection_, copy = Words(words.begin(), words.end()),
       reply = std::move(answer)]() mutable {
        server->receive(connection, std::move(copy), std::move(reply));
      });
  pending->signal.wait(*process, silence_ms_max);
  if (pending->reply) return std::move(*pending->reply);
  connection_.reset();
  return store::Error{description() + (pending->done ? ": the connection broke" : ": no answer")};
}

std::chrono::steady_clock::time_point SimulatedLink::now() const {
  return std::chrono::steady_clock::time_point{clock_began[node_] + place_.world.now()};
}

void SimulatedLink::pause(milliseconds duration) { process_.lock()->sleep(duration); }

}  // namespace offpeak::simulation
