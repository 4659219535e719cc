#include "tests/simulation/nemesis.hpp"

#include <algorithm>
#include <utility>

namespace offpeak::simulation {

using std::chrono::milliseconds;

Nemesis::Nemesis(World& world, Network& network, RedisServer& server,
                 std::array<Node*, nodes> servers, std::function<void(const std::string&)> log)
    : world_{world}, network_{network}, server_{server}, servers_{servers}, log_{std::move(log)} {}

void Nemesis::say(const std::string& what) {
  ++faults_;
  if (log_) log_(what);
}

/// Mostly short, and now and then longer than any patience.
Time Nemesis::some_time() {
  auto& random = world_.random();
  if (random.one_in(8)) return random.between(milliseconds{5000}, milliseconds{12'000});
  return random.between(milliseconds{20}, milliseconds{4000});
}

std::vector<Nemesis::Fault> Nemesis::kinds() {
  const auto node = [this] { return static_cast<int>(world_.random().below(nodes)); };
  const auto server = [this](int n) { return servers_[static_cast<std::size_t>(n)]; };
  const auto named = [](const char* what, int n) { return what + std::to_string(n); };
  return {
      [=, this] {
        const int n = node();
        say(named("kill node ", n));
        server(n)->kill(some_time());
      },
      [=, this] {
        const int n = node();
        say(named("pause node ", n));
        server(n)->pause(some_time());
      },
      [=, this] {
        const int n = node();
        say(named("step down node ", n));
        server(n)->step_down();
      },
      [=, this] {
        const int n = node();
        const auto way = world_.random().one_in(2) ? Direction::there : Direction::back;
        say(named(way == Direction::there ? "cut to the store, node " : "cut from the store, node ",
                  n));
        network_.cut_until(n, way, world_.now() + some_time());
      },
      [=, this] {
        const int n = node();
        say(named("cut both ways, node ", n));
        const Time until = world_.now() + some_time();
        network_.cut_until(n, Direction::there, until);
        network_.cut_until(n, Direction::back, until);
      },
      [this] {
        say("kill the store");
        server_.crash(some_time());
      },
      [this] {
        say("kill the store while it syncs");
        server_.crash_in_sync(some_time());
      },
      [this] { damage_snapshot(); },
      [this] {
        say("stop the store");
        server_.stop_until(world_.now() + some_time());
      },
      [this] {
        say("the store's memory is full");
        server_.fill_memory_until(world_.now() + some_time());
      },
  };
}

/// And make everybody read it. Once: the one before it is all there is besides.
void Nemesis::damage_snapshot() {
  if (damaged_ || !server_.damage_newest_snapshot()) return;
  damaged_ = true;
  say("damage the newest snapshot, kill both nodes");
  for (auto* const server : servers_) server->kill(some_time());
}

void Nemesis::plan(Time end) {
  auto& random = world_.random();
  calm_ = random.one_in(25);
  if (calm_) return;
  if (random.one_in(3)) network_.set_straggling(true);
  std::vector<Fault> chosen;
  for (auto& fault : kinds()) {
    if (random.one_in(2)) chosen.push_back(std::move(fault));
  }
  if (chosen.empty()) return;
  for (auto count = 1 + random.below(12); count > 0; --count) {
    world_.at(random.between({}, end), chosen[random.below(chosen.size())]);
  }
}

void Nemesis::heal() {
  if (log_) log_("everything heals");
  network_.heal();
  server_.heal();
}

}  // namespace offpeak::simulation
