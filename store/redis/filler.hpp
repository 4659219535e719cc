// Fills a city's empty keys with another store's journal.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/redis/journal.hpp"
#include "store/redis/session.hpp"
#include "store/store.hpp"

namespace offpeak::store {

/// The key by which a city is not empty.
Result<std::optional<std::string>> held_in_redis(RedisSession& session, const std::string& city);

/// Writes a stream under another name, which becomes the journal's in one step of Redis. One
/// thread.
class RedisFiller final : public Filler {
 public:
  /// `options.stream` is the other name. Removes what another filler left there.
  static Result<std::unique_ptr<Filler>> open(std::unique_ptr<RedisLink> link,
                                              std::unique_ptr<RedisLink> journal_link,
                                              RedisJournalOptions options);
  /// Removes what was not committed.
  ~RedisFiller() override;

  Result<void> append(const Batch& batch) override { return journal_->append(batch); }
  Result<void> commit() override;

 private:
  RedisFiller(std::unique_ptr<RedisLink> link, const RedisJournalOptions& options);
  Attempt<void> rename();

  RedisSession session_;
  const std::string city_;
  const std::string from_;
  const std::string to_;
  std::unique_ptr<RedisJournal> journal_;
  bool is_done_ = false;
};

}  // namespace offpeak::store
