#include "store/redis/filler.hpp"

#include <utility>
#include <vector>

#include "store/redis/keys.hpp"

namespace offpeak::store {

Result<std::optional<std::string>> held_in_redis(RedisSession& session, const std::string& city) {
  using Held = std::optional<std::string>;
  return session.persist([&]() -> Attempt<Held> {
    std::vector<std::string> keys{redis_key(city, "journal"), redis_key(city, "snapshot")};
    const auto cluster = session.is_cluster();
    if (!cluster) return cluster.error();
    if (!*cluster) {
      keys.push_back(old_redis_key(city, "journal"));
      keys.push_back(old_redis_key(city, "snapshot"));
    }
    for (const std::string& key : keys) {
      const auto there = session.ask({"EXISTS", key});
      if (!there) return there.error();
      if (there->number != 0) return Held{session.description() + " has the key " + key};
    }
    return Held{};
  });
}

RedisFiller::RedisFiller(std::unique_ptr<RedisLink> link, const RedisJournalOptions& options)
    : session_{std::move(link)},
      city_{options.city},
      from_{redis_key(options.city, options.stream)},
      to_{redis_key(options.city, "journal")} {}

RedisFiller::~RedisFiller() {
  journal_.reset();
  if (!is_done_) static_cast<void>(session_.ask({"UNLINK", from_}));
}

Result<std::unique_ptr<Filler>> RedisFiller::open(std::unique_ptr<RedisLink> link,
                                                  std::unique_ptr<RedisLink> journal_link,
                                                  RedisJournalOptions options) {
  std::unique_ptr<RedisFiller> filler{new RedisFiller{std::move(link), options}};
  auto& session = filler->session_;
  const auto removed = session.persist([&] { return session.ask({"UNLINK", filler->from_}); });
  if (!removed) return removed.error();
  auto journal = RedisJournal::open(std::move(journal_link), std::move(options));
  if (!journal) return journal.error();
  filler->journal_ = std::move(*journal);
  return std::unique_ptr<Filler>{std::move(filler)};
}

/// Whether the stream has its name now.
Attempt<void> RedisFiller::rename() {
  const auto reply = session_.ask({"RENAMENX", from_, to_}, "ERR no such key");
  if (!reply) return reply.error();
  if (reply->kind != RedisReply::Kind::error) {
    if (reply->number == 1) return {};
    return Trouble{session_.description() + " has got a key " + to_ + " meanwhile", true};
  }
  // An earlier attempt may have been carried out though its reply was lost.
  const auto there = session_.ask({"EXISTS", to_});
  if (!there) return there.error();
  if (there->number == 1) return {};
  return Trouble{session_.description() + " lost the key " + from_ + " that was to be " + to_, true,
                 Cause::records_lost};
}

Result<void> RedisFiller::commit() {
  // What somebody else has emptied or filled anew must not get the journal's name.
  if (auto confirmed = journal_->confirm(); !confirmed) return confirmed;
  auto renamed = session_.persist([&] { return rename(); });
  is_done_ = renamed.has_value();
  return renamed;
}

}  // namespace offpeak::store
