// The journal in a stream of Redis: one entry per batch, its id `<epoch>-<first sequence>`
// (store/FORMAT.md).
//
// Redis takes only an id greater than all before. A writer begins by taking the next epoch, so from
// then on whatever an earlier writer sends is refused by Redis itself, however late it arrives.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "store/journal.hpp"
#include "store/record.hpp"
#include "store/redis/link.hpp"
#include "store/redis/session.hpp"
#include "store/redis/stream.hpp"
#include "store/store.hpp"

namespace offpeak::store {

class ReplayCursor;

/// Writers that start at the same moment take turns; one that loses so often gives up.
inline constexpr int fence_attempts_max = 16;
/// Entries that one call of trim removes at most: a multiple of the entries in one of Redis' nodes
/// (100), of which it removes only whole ones.
inline constexpr std::uint64_t trimmed_entries_max = 1000;

/// Shorter than the silence after which a connection is given up.
inline constexpr std::chrono::milliseconds replicas_ms_max{1000};

struct RedisJournalOptions {
  std::string city{};
  Durability durability = Durability::strict;
  /// A name that no other writer has; empty: opened to read.
  std::string writer{};
  std::chrono::milliseconds interruption_max = interruption_ms_max;
  /// Number of the uninterrupted term of the writer's lease at this moment; 0 when there is none.
  /// `confirm` asks Redis once in a term, and every time when there is none.
  std::function<std::uint64_t()> lease_term{};
  /// The stream's name under the city, another one while a copy is being filled in.
  std::string stream = "journal";
  /// Of an empty stream: a copy goes on in epochs that its original has not had.
  std::uint64_t epoch_before = 0;
  ChainPosition begins_at{};
  /// Of one opened to read: it may have the name of an older program (old_names.hpp).
  bool reads_old_names = false;
  /// Replicas that must have an entry before it counts as appended, and how long each question for
  /// them waits.
  std::uint32_t replicas = 0;
  std::chrono::milliseconds replicas_wait = replicas_ms_max;
  /// As of StoreOptions.
  std::function<void(const std::string& reason)> on_interruption{};
};

/// Has neither a thread nor a clock: it waits and reads the time through the link.
class RedisJournal final : public Journal {
 public:
  /// As a writer: takes the next epoch, and only then reads where the journal ends. Errors: Redis
  /// cannot be asked, may lose what it acknowledges, or the last record is damaged.
  static Result<std::unique_ptr<RedisJournal>> open(std::unique_ptr<RedisLink> link,
                                                    RedisJournalOptions options);

  /// Where the outcome is unknown or Redis cannot write just now, the same entry is sent again for
  /// up to `interruption_max`, and read back when it is refused: it is there once or not at all.
  /// Errors: another writer has taken over; the store lost records; it was away for too long.
  Result<void> append(const Batch& batch) override;
  Result<ReplaySummary> replay(const ChainPosition& from, const BatchSink& sink) override;
  ChainPosition position() const override { return position_; }
  /// An error once another writer has taken over, even one that has not appended anything yet.
  Result<void> confirm() override;
  bool is_interrupted() const override { return session_.is_interrupted(); }
  /// Redis removes only whole nodes, so up to a hundred entries may stay longer.
  Result<bool> trim(std::uint64_t before) override;
  std::string description() const override;

  /// Opened to read: of the last writer.
  std::uint64_t epoch() const override { return epoch_; }

 private:
  RedisJournal(std::unique_ptr<RedisLink> link, RedisJournalOptions options);

  bool is_writer() const { return !options_.writer.empty(); }
  Result<void> take_epoch();
  Result<void> find_end();

  /// Whether the entry is there. False: Redis refused its id, and another entry has it or none.
  Attempt<bool> put(const StreamId& id, std::string_view field, std::string_view value);
  Attempt<bool> read_back(const StreamId& id, std::string_view value);
  /// The same, and that as many replicas have it as were asked for.
  Attempt<bool> put_with_replicas(const StreamId& id, std::string_view field,
                                  std::string_view value);
  /// Writes something that changes nothing behind `id`, over this connection.
  Attempt<void> touch(const StreamId& id);
  Attempt<void> await_replicas();

  // Checks that the stream is still as this writer left it.
  Attempt<void> check_connection();
  bool is_ours(const StreamEntry& top) const;
  Attempt<void> check_top(const std::optional<StreamEntry>& top) const;
  Trouble superseded(const StreamId& top) const;
  Trouble lost_records(const std::string& what) const;

  Result<void> scan(ReplayCursor& cursor, const ChainPosition& from);

  RedisJournalOptions options_;
  RedisSession session_;
  RedisStream stream_;
  RecordEncoder encoder_;
  std::uint64_t epoch_ = 0;
  ChainPosition position_;
  std::optional<StreamId> last_record_;  // none while the journal holds no record
  std::optional<StreamId> top_;  // the last entry that the stream must have; none before the fence
  bool was_read_back_ = false;   // by the last `put`
  std::optional<StreamId> pending_;  // sent, perhaps there
  std::uint64_t confirmed_term_ = 0;
  std::optional<Error> failure_;  // the latch
};

}  // namespace offpeak::store
