// The stream that holds a journal: what its entries look like, and how places in it are found.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/redis/session.hpp"

namespace offpeak::store {

/// Entries read at once: of the records that the engine writes, 1 MiB at most each, a reply within
/// half of its bound.
inline constexpr std::size_t stream_page_entries = 64;
/// Characters of an entry's id: two numbers of 64 bits.
inline constexpr std::size_t stream_id_chars_max = 41;

/// Of an entry: the writer's epoch, then the record's first sequence. Redis keeps entries in this
/// order and refuses one that is not the greatest.
struct StreamId {
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;  // 0: the fence by which a writer begins its epoch

  friend auto operator<=>(const StreamId&, const StreamId&) = default;
  std::string text() const;
};

/// Nothing for a text that is not an id.
std::optional<StreamId> parse_stream_id(std::string_view text);

struct StreamEntry {
  StreamId id;
  std::string value;  // a record's bytes, or the name of the writer that set the fence

  bool is_fence() const { return id.sequence == 0; }
  std::span<const std::byte> bytes() const {
    return std::as_bytes(std::span{value.data(), value.size()});
  }
};

inline constexpr std::string_view record_field = "r";
inline constexpr std::string_view fence_field = "f";

/// Reads a reply of XRANGE or XREVRANGE. Final trouble: the reply has another form, or the stream
/// holds an entry that no writer of ours puts there.
Attempt<std::vector<StreamEntry>> parse_entries(RedisReply reply);

/// A journal's stream, over a session that the caller keeps. One thread. Each function is one step
/// in the sense of RedisSession::persist.
class RedisStream {
 public:
  RedisStream(RedisSession& session, std::string key) : session_{session}, key_{std::move(key)} {}

  const std::string& key() const { return key_; }
  /// The same entries are under another key from now on.
  void rename(std::string key) { key_ = std::move(key); }

  /// The last entry with an id up to `bound`, by default of all.
  Attempt<std::optional<StreamEntry>> last(std::string_view bound = "+");
  /// The last entry, while the connection is being checked (RedisSession::on_connect).
  Attempt<std::optional<StreamEntry>> last_unchecked();
  /// The last record up to `bound`, passing over fences.
  Attempt<std::optional<StreamEntry>> last_record(std::string bound = "+");
  /// The entry with this id.
  Attempt<std::optional<StreamEntry>> at(const StreamId& id);
  /// Entries from `first` to `last`, in order, as many as make a page.
  Attempt<std::vector<StreamEntry>> page(std::string_view first, std::string_view last = "+");
  /// The greatest id that the stream has ever had, even when its entry is gone.
  Attempt<StreamId> last_generated_id();

  /// Where a reader has to begin so that the first record it finds is the one that begins at
  /// `sequence`, or one that shows that there is none: an id of the newest epoch that has a record
  /// up to there. Reads two entries for each epoch it passes over, and nothing between.
  Attempt<StreamId> find(std::uint64_t sequence);

 private:
  /// The first record of an epoch; nothing when the epoch has none.
  Attempt<std::optional<StreamEntry>> first_record(std::uint64_t epoch);

  RedisSession& session_;
  std::string key_;
};

}  // namespace offpeak::store
