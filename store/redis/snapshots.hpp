// Snapshots in Redis: a hash of chunks for each, and a hash that lists the complete ones
// (store/FORMAT.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/redis/session.hpp"
#include "store/snapshots.hpp"

namespace offpeak::store {

/// Chunks that a snapshot has at most.
inline constexpr std::uint64_t snapshot_chunks_max = 100'000;

/// One thread at a time. What fails and may pass is tried again as in the journal.
class RedisSnapshots final : public Snapshots {
 public:
  /// `writer`: a name that no other process has; empty: opened to read.
  /// `reads_old_names`: where there are none, those under the names of an older program are listed
  /// and read (old_names.hpp).
  RedisSnapshots(std::unique_ptr<RedisLink> link, const std::string& city, std::string writer,
                 std::chrono::milliseconds interruption_max = interruption_ms_max,
                 bool reads_old_names = false);

  Result<std::vector<std::uint64_t>> list() override;
  Result<void> begin(std::uint64_t sequence) override;
  Result<void> put(std::span<const std::byte> chunk) override;
  Result<void> commit() override;
  Result<void> read(std::uint64_t sequence, const ChunkSink& sink) override;

 private:
  struct Entry {
    std::uint64_t sequence = 0;
    std::uint64_t chunks = 0;
    std::string name;     // of the process and its attempt: two at one sequence do not mix
    bool is_old = false;  // its key has an old name
  };

  Attempt<std::vector<Entry>> read_index();
  Attempt<std::vector<Entry>> parse_index(const Attempt<RedisReply>& reply) const;
  std::string chunks_key(const Entry& entry) const;
  Attempt<void> without_transaction(Attempt<void> result);
  Attempt<void> swap_in(const Entry& entry);
  Attempt<void> swap_in(const Entry& entry, const std::vector<Entry>& before);
  Attempt<RedisReply> read_chunk(const Entry& entry, const std::string& number);
  Attempt<void> queue(std::initializer_list<std::string_view> words);
  Attempt<void> remove_loose();
  Attempt<void> remove_loose(const std::string& key);
  Error failure(const std::string& what) const;

  RedisSession session_;
  std::string index_key_;      // hash: sequence → chunks and name
  std::string old_index_key_;  // empty: not looked for
  std::string loose_key_;      // set: keys of chunks that are in no complete snapshot
  std::string writer_;
  std::uint64_t begun_ = 0;  // snapshots, by this process
  std::optional<Entry> unfinished_;
};

}  // namespace offpeak::store
