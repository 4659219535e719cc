#include "tests/simulation/redis_server.hpp"

#include <algorithm>
#include <utility>

namespace offpeak::simulation {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::string_view full_memory = "OOM command not allowed when used memory > 'maxmemory'.";

}  // namespace

RedisServer::RedisServer(World& world, Coverage& coverage, ServerDefect defect, Durable durable)
    : world_{world},
      coverage_{coverage},
      defect_{defect},
      durable_{std::move(durable)},
      data_{defect} {}

std::shared_ptr<Connection> RedisServer::accept() {
  if (!up_) return nullptr;
  return std::make_shared<Connection>(life_);
}

void RedisServer::receive(const std::shared_ptr<Connection>& connection, Words words, Reply reply) {
  if (!up_ || connection->life != life_) return reply(std::nullopt);
  queue_.push_back({connection, std::move(words), std::move(reply)});
  if (!working_) schedule_work(Time{0});
}

void RedisServer::schedule_work(Time delay) {
  working_ = true;
  world_.after(delay, [this, life = life_] {
    if (life == life_) work();
  });
}

/// One round of its loop.
void RedisServer::work() {
  if (stopped_until_ > world_.now()) return schedule_work(stopped_until_ - world_.now());
  std::vector<std::pair<Reply, RedisReply>> replies;
  const std::size_t logged = log_.size();
  for (auto& request : std::exchange(queue_, {})) {
    replies.emplace_back(std::move(request.reply), execute(*request.connection, request.words));
  }
  if (log_.size() == logged) {
    working_ = false;
    for (auto& [reply, value] : replies) reply(std::move(value));
    return;
  }
  if (defect_ == ServerDefect::replies_before_sync) {
    for (auto& [reply, value] : std::exchange(replies, {})) reply(std::move(value));
  }
  auto& random = world_.random();
  const bool slow = random.one_in(200);
  const Time syncing = slow ? random.between(milliseconds{20}, milliseconds{900})
                            : random.between(microseconds{100}, microseconds{1500});
  if (const auto down = std::exchange(crash_in_sync_, std::nullopt)) {
    world_.after(random.between({}, syncing), [this, down] { crash(*down); });
  }
  world_.after(syncing, [this, life = life_, done = std::move(replies)]() mutable {
    if (life == life_) sync(std::move(done));
  });
}

void RedisServer::sync(std::vector<std::pair<Reply, RedisReply>> replies) {
  synced_ = log_.size();
  tell_durable();
  working_ = false;
  if (!queue_.empty()) schedule_work(Time{0});
  for (auto& [reply, value] : replies) reply(std::move(value));
}

void RedisServer::tell_durable() {
  const auto& entries = data_.entries();
  auto at = entries.end();
  while (at != entries.begin() && std::prev(at)->number >= told_) --at;
  for (; at != entries.end(); ++at) {
    told_ = at->number + 1;
    durable_(*at);
  }
}

bool RedisServer::is_full(const Words& words) const {
  return full_until_ > world_.now() && RedisData::needs_memory(words);
}

RedisReply RedisServer::execute(Connection& connection, const Words& words) {
  const std::string& name = words[0];
  if (loading_until_ > world_.now()) {
    return error_reply("LOADING Redis is loading the dataset in memory");
  }
  if (name == "EXEC") return end_transaction(connection);
  if (name == "DISCARD") {
    if (!connection.in_transaction) return error_reply("ERR DISCARD without MULTI");
    connection = Connection{life_};
    return status_reply("OK");
  }
  if (is_full(words)) {
    connection.transaction_failed = connection.in_transaction;
    return error_reply(std::string{full_memory});
  }
  if (name == "MULTI") {
    connection.in_transaction = true;
    return status_reply("OK");
  }
  if (name == "WATCH") {
    connection.watched.emplace(words[1], data_.version(words[1]));
    return status_reply("OK");
  }
  if (name == "UNWATCH") {
    connection.watched.clear();
    return status_reply("OK");
  }
  if (connection.in_transaction) {
    connection.queued.push_back(words);
    return status_reply("QUEUED");
  }
  std::vector<RedisReply> replies;
  run({words}, replies);
  return std::move(replies.front());
}

RedisReply RedisServer::end_transaction(Connection& connection) {
  const Connection ended = std::exchange(connection, Connection{life_});
  if (!ended.in_transaction) return error_reply("ERR EXEC without MULTI");
  if (ended.transaction_failed) {
    return error_reply("EXECABORT Transaction discarded because of previous errors.");
  }
  for (const auto& [key, version] : ended.watched) {
    if (data_.version(key) != version) return {};
  }
  std::vector<RedisReply> replies;
  return run(ended.queued, replies);
}

/// Carries them out and logs them as one.
RedisReply RedisServer::run(const std::vector<Words>& commands, std::vector<RedisReply>& replies) {
  for (const auto& words : commands) {
    replies.push_back(data_.execute(words, world_.now()));
    const bool is_error = replies.back().kind == RedisReply::Kind::error;
    if (words[0] == "XADD" && is_error) ++coverage_.refused_ids;
    if (words[0] == "XTRIM") {
      coverage_.trimmed += static_cast<std::uint64_t>(replies.back().number);
    }
  }
  if (std::ranges::any_of(commands, RedisData::is_write)) {
    log_.push_back({world_.now(), commands});
  }
  return list_reply(replies);
}

// ---- faults -------------------------------------------------------------------------------------

void RedisServer::crash(Time down) {
  if (!up_) return;
  up_ = false;
  ++life_;
  working_ = false;
  for (auto& request : std::exchange(queue_, {})) request.reply(std::nullopt);
  // What was not synced may be there all the same, up to any command.
  const std::size_t unsynced = log_.size() - synced_;
  rebuild(synced_ + static_cast<std::size_t>(world_.random().below(unsynced + 1)));
  world_.after(down, [this] { come_up(); });
}

void RedisServer::rebuild(std::size_t kept) {
  if (kept < log_.size()) ++coverage_.lost_unsynced;
  if (kept > synced_) ++coverage_.kept_unsynced;
  if (kept < log_.size()) {
    log_.resize(kept);
    data_ = RedisData{defect_};
    for (const auto& logged : log_) {
      for (const auto& words : logged.commands) data_.execute(words, logged.at);
    }
  }
  synced_ = log_.size();
  if (defect_ == ServerDefect::loses_acknowledged && !data_.entries().empty()) {
    data_.lose_last_entry();
  }
}

void RedisServer::come_up() {
  if (up_) return;
  up_ = true;
  stopped_until_ = Time{0};
  loading_until_ = world_.now() + world_.random().between(Time{0}, milliseconds{300});
  tell_durable();
}

void RedisServer::stop_until(Time when) { stopped_until_ = std::max(stopped_until_, when); }

void RedisServer::heal() {
  stopped_until_ = full_until_ = Time{0};
  crash_in_sync_.reset();
  if (!up_) come_up();
}

}  // namespace offpeak::simulation
