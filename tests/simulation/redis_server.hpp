// A Redis server in simulated time, as durable as `appendfsync always` makes it: it carries out
// what has arrived, syncs, and only then replies. It can be killed, stopped, and out of memory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/coverage.hpp"
#include "tests/simulation/redis_data.hpp"
#include "tests/simulation/world.hpp"

namespace offpeak::simulation {

/// One connection as the server sees it.
struct Connection {
  std::uint64_t life;  // of the server that accepted it
  bool in_transaction = false;
  bool transaction_failed = false;
  std::vector<Words> queued;
  std::map<std::string, std::uint64_t> watched;  // versions by key

  explicit Connection(std::uint64_t of_life) : life{of_life} {}
};

class RedisServer {
 public:
  /// No reply: the connection is gone.
  using Reply = std::function<void(std::optional<RedisReply>)>;
  using Durable = std::function<void(const StoredEntry&)>;

  /// `durable` is told of each entry of the stream when a crash cannot take it any more.
  RedisServer(World& world, Coverage& coverage, ServerDefect defect, Durable durable);

  /// Nothing: nobody listens.
  std::shared_ptr<Connection> accept();
  void receive(const std::shared_ptr<Connection>& connection, Words words, Reply reply);

  // Faults.
  /// Dies, and is up again after `down`; for another while it loads what it had.
  void crash(Time down);
  /// The same, while it syncs for the next time.
  void crash_in_sync(Time down) { crash_in_sync_ = down; }
  /// Stands still; what arrives waits.
  void stop_until(Time when);
  void fill_memory_until(Time when) { full_until_ = when; }
  /// False: there is none before it to fall back to.
  bool damage_newest_snapshot() { return data_.damage_newest_snapshot(world_.random()); }
  /// Ends them all; what is damaged stays so.
  void heal();

 private:
  struct Request {
    std::shared_ptr<Connection> connection;
    Words words;
    Reply reply;
  };
  struct Logged {
    Time at;
    std::vector<Words> commands;  // of one transaction, or one command
  };

  void schedule_work(Time delay);
  void work();
  void sync(std::vector<std::pair<Reply, RedisReply>> replies);
  RedisReply execute(Connection& connection, const Words& words);
  RedisReply run(const std::vector<Words>& commands, std::vector<RedisReply>& replies);
  RedisReply end_transaction(Connection& connection);
  bool is_full(const Words& words) const;
  void come_up();
  void rebuild(std::size_t kept);
  void tell_durable();

  World& world_;
  Coverage& coverage_;
  const ServerDefect defect_;
  Durable durable_;
  RedisData data_;
  std::vector<Logged> log_;  // the append-only file
  std::size_t synced_ = 0;   // of it
  std::uint64_t told_ = 0;   // entries that `durable_` knows, by number
  std::vector<Request> queue_;
  std::optional<Time> crash_in_sync_;
  bool up_ = true;
  bool working_ = false;
  std::uint64_t life_ = 1;
  Time stopped_until_{0};
  Time full_until_{0};
  Time loading_until_{0};
};

}  // namespace offpeak::simulation
