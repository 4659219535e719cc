#include "store/redis/lease.hpp"

#include <utility>

#include "base/catch_all.hpp"
#include "base/mutant.hpp"
#include "base/number.hpp"
#include "store/redis/keys.hpp"
#include "store/redis/old_names.hpp"

namespace offpeak::store {
namespace {

using Kind = RedisReply::Kind;

// Compare and act in one, so that nobody else's lease is prolonged or dropped.
constexpr std::string_view renew_script =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then "
    "return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";
constexpr std::string_view release_script =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then "
    "return redis.call('DEL', KEYS[1]) else return 0 end";

}  // namespace

RedisLeaseSteps::RedisLeaseSteps(std::unique_ptr<RedisLink> link, const std::string& city,
                                 std::string holder, RedisLeaseOptions options)
    : session_{std::move(link)},
      lease_key_{redis_key(city, "lease")},
      standby_key_{redis_key(city, "standby")},
      holder_{std::move(holder)},
      old_lease_key_{options.heeds_old_names ? old_redis_key(city, "lease") : std::string{}},
      old_lease_marker_{old_lease_marker(city)},
      options_{options} {}

Result<RedisReply> RedisLeaseSteps::ask(std::initializer_list<std::string_view> words) {
  auto reply = session_.ask(words);
  for (int i = 0; i < redirections_max && !reply && reply.error().is_moved; ++i) {
    reply = session_.ask(words);
  }
  if (!reply) was_cut_ = true;
  if (!reply) return Error{reply.error().message};
  return std::move(*reply);
}

Result<bool> RedisLeaseSteps::prolong(Instant sent) {
  const std::string ttl = std::to_string(lease_ms.count());
  const auto reply = ask({"EVAL", renew_script, "1", lease_key_, holder_, ttl});
  if (!reply) return reply.error();
  if (reply->kind != Kind::integer || reply->number != 1) {
    term_.store(0);
    return false;
  }
  if (options_.replicas > 0) {
    // Over this connection, which has just written (as the journal's await_replicas).
    const auto had = session_.call(
        {"WAIT", std::to_string(options_.replicas), std::to_string(lease_replicas_ms_max.count())});
    if (!had) return Error{had.error().message};
    if (had->number < options_.replicas) return Error{"replicas: too few have the lease"};
  }
  // We count from before the command went out; Redis counts from a later moment.
  valid_until_.store((sent + lease_ms).time_since_epoch().count());
  return true;
}

Result<bool> RedisLeaseSteps::is_anothers() {
  const auto cluster = session_.is_cluster();
  if (!cluster) {
    was_cut_ = true;
    return Error{cluster.error().message};
  }
  if (!old_lease_key_.empty() && !*cluster) {
    const auto old = ask({"GET", old_lease_key_});
    if (!old) return old.error();
    if (old->kind != Kind::nil && old->text != old_lease_marker_) return true;
  }
  if (!is_followed_ || !was_cut_) return false;
  const auto holder = ask({"GET", lease_key_});
  if (!holder) {
    back_.reset();
    return holder.error();
  }
  if (holder->kind == Kind::nil) {
    const Instant now = session_.link().now();
    if (!back_) back_ = now;
    if (now - *back_ < lease_return_ms) return true;
  }
  was_cut_ = false;
  back_.reset();
  return false;
}

Result<bool> RedisLeaseSteps::acquire() {
  const std::string ttl = std::to_string(lease_ms.count());
  const Instant sent = session_.link().now();
  if (base::mutated(base::Mutant::lease_for_all)) return true;
  term_.store(0);
  const auto anothers = is_anothers();
  if (!anothers) return anothers.error();
  if (*anothers) {
    is_followed_ = true;
    return false;
  }
  const auto reply = ask({"SET", lease_key_, holder_, "NX", "PX", ttl});
  if (!reply) return reply.error();
  // The lease that is there may be our own: the answer to an earlier command may have been lost.
  auto held = prolong(sent);
  if (held) is_followed_ = !*held;
  if (!held || !*held) return held;
  was_cut_ = false;
  term_.store(++terms_);
  // A leader no longer stands by. A lost answer does no harm: the key lapses.
  (void)ask({"DEL", standby_key_});
  return true;
}

Result<bool> RedisLeaseSteps::renew() { return prolong(session_.link().now()); }

Result<void> RedisLeaseSteps::release() {
  term_.store(0);
  const auto reply = ask({"EVAL", release_script, "1", lease_key_, holder_});
  if (!reply) return reply.error();
  return {};
}

std::uint64_t RedisLeaseSteps::term() const {
  const auto term = term_.load();
  const auto until = valid_until_.load();
  // Another term may have begun in between: then `until` may be that one's.
  if (term_.load() != term) return 0;
  return session_.link().now().time_since_epoch().count() < until ? term : 0;
}

Result<void> RedisLeaseSteps::announce_standby(std::uint64_t sequence) {
  const std::string text = std::to_string(sequence);
  const std::string ttl = std::to_string(standby_ms.count());
  const auto reply = ask({"SET", standby_key_, text, "PX", ttl});
  if (!reply) return reply.error();
  return {};
}

Result<std::optional<std::uint64_t>> RedisLeaseSteps::standby() {
  const auto reply = ask({"GET", standby_key_});
  if (!reply) return reply.error();
  if (reply->kind == Kind::nil) return std::optional<std::uint64_t>{};
  const auto sequence = base::parse_number<std::uint64_t>(reply->text);
  if (!sequence) return Error{standby_key_ + " holds no sequence"};
  return sequence;
}

Result<std::chrono::microseconds> RedisLeaseSteps::time() {
  // An account that may not ask is no trouble of the connection.
  const auto reply = session_.ask({"TIME"}, "NOPERM");
  if (!reply) {
    was_cut_ = true;
    return Error{reply.error().message};
  }
  // ["<seconds>", "<microseconds>"]
  const auto part = [&](std::size_t i) {
    return i < reply->list.size() ? base::parse_number<std::int64_t>(reply->list[i].text)
                                  : std::nullopt;
  };
  const auto seconds = part(0);
  const auto microseconds = part(1);
  if (!seconds || !microseconds) return Error{"TIME is answered by no time"};
  return std::chrono::seconds{*seconds} + std::chrono::microseconds{*microseconds};
}

RedisLease::RedisLease(std::unique_ptr<RedisLink> link, const std::string& city, std::string holder,
                       RedisLeaseOptions options)
    : steps_{std::move(link), city, std::move(holder), options}, thread_{[this] {
        keep_renewed();
      }} {}

RedisLease::~RedisLease() {
  release();
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void RedisLease::keep_renewed() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    if (!is_held_) {
      changed_.wait(lock, [this] { return is_held_ || stopping_; });
      continue;
    }
    if (changed_.wait_for(lock, lease_renewal_ms, [this] { return !is_held_ || stopping_; })) {
      continue;
    }
    // A renewal that throws counts as one that Redis did not answer: the next one may succeed, or
    // the lease lapses.
    static_cast<void>(base::catch_all([this] { renew(); }));
  }
}

void RedisLease::renew() {
  const auto held = steps_.renew();
  // The lease lapsed while Redis or this process stood still. Once nobody holds it, taking it again
  // begins a new term. The journal finds out whether somebody else led meanwhile.
  if (held && !*held) static_cast<void>(steps_.acquire());
}

Result<bool> RedisLease::try_acquire() {
  const std::lock_guard lock{mutex_};
  auto acquired = steps_.acquire();
  is_held_ = acquired && *acquired;
  changed_.notify_all();
  return acquired;
}

void RedisLease::release() {
  const std::lock_guard lock{mutex_};
  if (!is_held_) return;
  is_held_ = false;
  // A lease that Redis could not be told about lapses by itself.
  static_cast<void>(steps_.release());
}

Result<void> RedisLease::announce_standby(std::uint64_t sequence) {
  const std::lock_guard lock{mutex_};
  return steps_.announce_standby(sequence);
}

Result<std::optional<std::uint64_t>> RedisLease::standby() {
  const std::lock_guard lock{mutex_};
  return steps_.standby();
}

Result<std::chrono::microseconds> RedisLease::time() {
  const std::lock_guard lock{mutex_};
  return steps_.time();
}

}  // namespace offpeak::store
