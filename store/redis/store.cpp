#include "store/redis/store.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <utility>

#include "store/redis/address.hpp"
#include "store/redis/cluster.hpp"
#include "store/redis/connection.hpp"
#include "store/redis/filler.hpp"
#include "store/redis/follower.hpp"
#include "store/redis/journal.hpp"
#include "store/redis/keys.hpp"
#include "store/redis/lease.hpp"
#include "store/redis/node_link.hpp"
#include "store/redis/old_names.hpp"
#include "store/redis/safety.hpp"
#include "store/redis/snapshots.hpp"

namespace offpeak::store {
namespace {

/// 128 random bits: no other process, here or elsewhere, has this name.
std::string random_name() {
  std::random_device random;
  std::array<char, 33> text;
  std::snprintf(text.data(), text.size(), "%08x%08x%08x%08x", random(), random(), random(),
                random());
  return text.data();
}

/// Leads to whichever node has the city's keys, and checks one that is just being given them.
std::unique_ptr<RedisLink> link_to_city(const RedisAddress& address, const StoreOptions& options,
                                        std::chrono::milliseconds silence_max = silence_ms_max) {
  const auto check = [durability = options.durability](std::unique_ptr<RedisLink> link) {
    RedisSession session{std::move(link)};
    if (auto connected = session.connect(); !connected) return connected;
    const auto safe = check_redis_safety(session, durability);
    return safe ? Result<void>{} : Result<void>{Error{safe.error().message}};
  };
  return std::make_unique<RedisNodeLink>(address, redis_slot(redis_key(options.city, "journal")),
                                         silence_max, check);
}

/// Of a cluster: an older program may have left a journal there, whose name puts it into another
/// slot, out of reach of a rename.
Result<void> refuse_old_names(const RedisAddress& address, const std::string& city) {
  const std::string key = old_redis_key(city, "journal");
  RedisSession session{std::make_unique<RedisNodeLink>(address, redis_slot(key))};
  const auto there = session.persist([&] { return session.ask({"EXISTS", key}); });
  if (!there) return there.error();
  if (there->number == 0) return {};
  return Error{session.description() + " has the key " + key +
               " of an older program, which a cluster cannot rename: back it up with that program "
               "(offpeak backup), delete it, and restore it with this one"};
}

class RedisStore final : public Store {
 public:
  RedisStore(RedisAddress address, StoreOptions options, std::string losses, bool read_only)
      : address_{std::move(address)},
        options_{std::move(options)},
        losses_{std::move(losses)},
        name_{read_only ? std::string{} : random_name()} {
    if (read_only) return;
    lease_ = std::make_unique<RedisLease>(
        connection(lease_silence_ms_max), options_.city, name_,
        RedisLeaseOptions{.replicas = options_.replicas, .heeds_old_names = true});
  }

  Result<std::unique_ptr<Journal>> open_journal() override {
    if (!name_.empty()) {
      RedisSession session{connection()};
      if (auto renamed = session.persist([&] { return rename_old_keys(session, options_.city); });
          !renamed) {
        return renamed.error();
      }
    }
    auto journal = RedisJournal::open(connection(),
                                      {.city = options_.city,
                                       .durability = options_.durability,
                                       .writer = name_,
                                       .lease_term = [this] { return lease_ ? lease_->term() : 0; },
                                       .reads_old_names = true,
                                       .replicas = options_.replicas,
                                       .on_interruption = options_.on_interruption});
    if (!journal) return journal.error();
    return std::unique_ptr<Journal>{std::move(*journal)};
  }

  Result<std::unique_ptr<Follower>> follow(const ChainPosition& from) override {
    return std::unique_ptr<Follower>{
        std::make_unique<RedisFollower>(connection(), options_.city, from, true)};
  }

  Result<std::unique_ptr<Snapshots>> open_snapshots() override {
    return std::unique_ptr<Snapshots>{std::make_unique<RedisSnapshots>(
        connection(), options_.city, name_, interruption_ms_max, true)};
  }

  Result<std::optional<std::string>> contents() override {
    RedisSession session{connection()};
    return held_in_redis(session, options_.city);
  }
  Result<std::unique_ptr<Filler>> fill(const FillStart& start) override {
    return RedisFiller::open(connection(), connection(),
                             {.city = options_.city,
                              .durability = options_.durability,
                              .writer = name_,
                              .stream = "restoring",
                              .epoch_before = start.epoch,
                              .begins_at = start.from});
  }

  Lease* lease() override { return lease_.get(); }
  std::string what_may_be_lost() const override { return losses_; }
  std::string description() const override {
    return "redis " + address_.place() + " city " + options_.city +
           (losses_.empty() ? " appendfsync always" : " relaxed");
  }

 private:
  std::unique_ptr<RedisLink> connection(
      std::chrono::milliseconds silence_max = silence_ms_max) const {
    return link_to_city(address_, options_, silence_max);
  }

  const RedisAddress address_;
  const StoreOptions options_;
  const std::string losses_;
  const std::string name_;
  std::unique_ptr<RedisLease> lease_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_redis_store(std::string_view uri, const StoreOptions& options,
                                                bool read_only) {
  auto address = parse_redis_address(uri);
  if (!address) return address.error();
  RedisSession session{link_to_city(*address, options)};
  if (auto connected = session.connect(); !connected) return connected.error();
  if (auto fit = session.persist([&] { return refuse_sentinel(session); }); !fit) {
    return fit.error();
  }
  // Any command that Redis refuses while it loads.
  const std::string key = redis_key(options.city, "journal");
  const auto loaded = session.persist([&] { return session.ask({"EXISTS", key}); });
  if (!loaded) return loaded.error();
  auto losses = session.persist([&] {
    return check_redis_safety(session, read_only ? Durability::relaxed : options.durability);
  });
  if (!losses) return losses.error();
  if (session.link().is_cluster()) {
    if (auto fit = refuse_old_names(*address, options.city); !fit) return fit.error();
  }
  return std::unique_ptr<Store>{
      std::make_unique<RedisStore>(std::move(*address), options, std::move(*losses), read_only)};
}

}  // namespace offpeak::store
