#include "store/redis/snapshots.hpp"

#include <algorithm>
#include <utility>

#include "base/number.hpp"
#include "store/redis/keys.hpp"

namespace offpeak::store {
namespace {

using Kind = RedisReply::Kind;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

RedisSnapshots::RedisSnapshots(std::unique_ptr<RedisLink> link, const std::string& city,
                               std::string writer, std::chrono::milliseconds interruption_max,
                               bool reads_old_names)
    : session_{std::move(link), interruption_max},
      index_key_{redis_key(city, "snapshot")},
      old_index_key_{reads_old_names ? old_redis_key(city, "snapshot") : std::string{}},
      loose_key_{redis_key(city, "snapshot:loose")},
      writer_{std::move(writer)} {}

Error RedisSnapshots::failure(const std::string& what) const {
  return Error{session_.description() + " " + index_key_ + ": " + what};
}

Attempt<std::vector<RedisSnapshots::Entry>> RedisSnapshots::read_index() {
  auto entries = parse_index(session_.ask({"HGETALL", index_key_}));
  if (!entries || !entries->empty() || old_index_key_.empty() || session_.link().is_cluster()) {
    return entries;
  }
  auto old = parse_index(session_.ask({"HGETALL", old_index_key_}));
  if (old) {
    for (Entry& entry : *old) entry.is_old = true;
  }
  return old;
}

Attempt<std::vector<RedisSnapshots::Entry>> RedisSnapshots::parse_index(
    const Attempt<RedisReply>& reply) const {
  if (!reply) return reply.error();
  std::vector<Entry> entries;
  for (std::size_t i = 0; i + 1 < reply->list.size(); i += 2) {
    const std::string& value = reply->list[i + 1].text;
    const auto space = value.find(' ');
    const auto sequence = base::parse_number<std::uint64_t>(reply->list[i].text);
    const auto chunks = base::parse_number<std::uint64_t>(std::string_view{value}.substr(0, space));
    if (!sequence || !chunks || space == value.npos || *chunks > snapshot_chunks_max) {
      return Trouble{failure("an entry cannot be read").message, true};
    }
    entries.push_back({*sequence, *chunks, value.substr(space + 1)});
  }
  std::ranges::sort(entries, std::ranges::greater{}, &Entry::sequence);
  return entries;
}

std::string RedisSnapshots::chunks_key(const Entry& entry) const {
  return (entry.is_old ? old_index_key_ : index_key_) + ":" + std::to_string(entry.sequence) + ":" +
         entry.name;
}

Result<std::vector<std::uint64_t>> RedisSnapshots::list() {
  const auto entries = session_.persist([&] { return read_index(); });
  if (!entries) return entries.error();
  std::vector<std::uint64_t> sequences;
  for (const Entry& entry : *entries) sequences.push_back(entry.sequence);
  return sequences;
}

Attempt<void> RedisSnapshots::remove_loose() {
  const auto keys = session_.ask({"SMEMBERS", loose_key_});
  if (!keys) return keys.error();
  for (const RedisReply& key : keys->list) {
    if (auto removed = remove_loose(key.text); !removed) return removed;
  }
  return {};
}

/// Both at once, and only while it is loose: its snapshot may have been completed meanwhile.
Attempt<void> RedisSnapshots::remove_loose(const std::string& key) {
  if (const auto watched = session_.ask({"WATCH", loose_key_}); !watched) return watched.error();
  const auto is_loose = session_.call({"SISMEMBER", loose_key_, key});
  if (!is_loose) return without_transaction(is_loose.error());
  if (is_loose->number != 1) return without_transaction({});
  if (auto done = queue({"MULTI"}); !done) return done;
  // Redis frees what is unlinked on another thread of its own.
  if (auto done = queue({"UNLINK", key}); !done) return done;
  if (auto done = queue({"SREM", loose_key_, key}); !done) return done;
  // Without a list of replies another process was faster: the key waits for the next time.
  const auto executed = session_.call({"EXEC"});
  return executed ? Attempt<void>{} : Attempt<void>{executed.error()};
}

Result<void> RedisSnapshots::begin(std::uint64_t sequence) {
  if (writer_.empty()) return failure("opened to read only");
  unfinished_.reset();
  const Entry entry{sequence, 0, writer_ + "-" + std::to_string(++begun_)};
  const std::string key = chunks_key(entry);
  auto begun = session_.persist([&]() -> Attempt<void> {
    if (auto removed = remove_loose(); !removed) return removed;
    // Listed before it exists, so that it is found and removed if this process ends.
    if (const auto named = session_.ask({"SADD", loose_key_, key}); !named) return named.error();
    return {};
  });
  if (begun) unfinished_ = entry;
  return begun;
}

Result<void> RedisSnapshots::put(std::span<const std::byte> chunk) {
  if (!unfinished_) return failure("no snapshot was begun");
  if (chunk.size() > chunk_bytes_max || unfinished_->chunks == snapshot_chunks_max) {
    return failure("a snapshot beyond its bounds");
  }
  const std::string key = chunks_key(*unfinished_);
  const std::string number = std::to_string(unfinished_->chunks);
  const auto reply = session_.persist([&] {
    return session_.ask({"HSET", key, number, text_of(chunk)});
  });
  if (!reply) return reply.error();
  ++unfinished_->chunks;
  return {};
}

Attempt<void> RedisSnapshots::queue(std::initializer_list<std::string_view> words) {
  const auto reply = session_.call(words);
  if (reply) return {};
  // A refused command leaves the transaction open, so it is discarded; a command without a reply
  // has ended it.
  static_cast<void>(session_.call({"DISCARD"}));
  return reply.error();
}

/// What stays watched would end the next transaction over this connection.
Attempt<void> RedisSnapshots::without_transaction(Attempt<void> result) {
  const auto left = session_.call({"UNWATCH"});
  return result && !left ? Attempt<void>{left.error()} : result;
}

Attempt<void> RedisSnapshots::swap_in(const Entry& entry) {
  if (const auto watched = session_.ask({"WATCH", loose_key_}); !watched) return watched.error();
  // From here on over this connection or not at all.
  const auto before = parse_index(session_.call({"HGETALL", index_key_}));
  if (!before) return without_transaction(before.error());
  // An earlier attempt may have been carried out though its reply was lost.
  const auto same = std::ranges::find(*before, entry.name, &Entry::name);
  if (same != before->end() && same->sequence == entry.sequence) return without_transaction({});
  const auto own = session_.call({"SISMEMBER", loose_key_, chunks_key(entry)});
  if (!own) return without_transaction(own.error());
  if (own->number == 1) return swap_in(entry, *before);
  return without_transaction(
      Trouble{failure("another process began a snapshot, which dropped this one").message, true});
}

Attempt<void> RedisSnapshots::swap_in(const Entry& entry, const std::vector<Entry>& before) {
  const std::string sequence = std::to_string(entry.sequence);
  const std::string value = std::to_string(entry.chunks) + " " + entry.name;
  if (auto done = queue({"MULTI"}); !done) return done;
  if (auto done = queue({"SREM", loose_key_, chunks_key(entry)}); !done) return done;
  std::size_t kept = 1;
  for (const Entry& old : before) {
    const bool is_spare = old.sequence == entry.sequence || !is_trusted(old.sequence);
    if (!is_spare && kept++ < snapshots_kept) continue;
    if (auto done = queue({"SADD", loose_key_, chunks_key(old)}); !done) return done;
    const std::string old_sequence = std::to_string(old.sequence);
    if (auto done = queue({"HDEL", index_key_, old_sequence}); !done) return done;
  }
  if (auto done = queue({"HSET", index_key_, sequence, value}); !done) return done;
  const auto executed = session_.call({"EXEC"});
  if (!executed) return executed.error();
  if (executed->kind == Kind::list) return {};
  return Trouble{failure("another process began a snapshot meanwhile").message, false};
}

Result<void> RedisSnapshots::commit() {
  if (!unfinished_) return failure("no snapshot was begun");
  const Entry entry = *std::exchange(unfinished_, std::nullopt);
  auto swapped = session_.persist([&] { return swap_in(entry); });
  if (swapped) trust(entry.sequence);
  // Whatever is left now is removed when the next snapshot begins.
  if (swapped) static_cast<void>(remove_loose());
  return swapped;
}

Attempt<RedisReply> RedisSnapshots::read_chunk(const Entry& entry, const std::string& number) {
  auto chunk = session_.ask({"HGET", chunks_key(entry), number});
  if (!chunk || chunk->kind != Kind::nil || !entry.is_old) return chunk;
  // Renamed meanwhile.
  Entry renamed = entry;
  renamed.is_old = false;
  return session_.ask({"HGET", chunks_key(renamed), number});
}

Result<void> RedisSnapshots::read(std::uint64_t sequence, const ChunkSink& sink) {
  const auto entries = session_.persist([&] { return read_index(); });
  if (!entries) return entries.error();
  const auto entry = std::ranges::find(*entries, sequence, &Entry::sequence);
  const std::string snapshot = "the snapshot at sequence " + std::to_string(sequence);
  if (entry == entries->end()) return failure(snapshot + " is not there");
  for (std::uint64_t i = 0; i < entry->chunks; ++i) {
    const std::string number = std::to_string(i);
    const auto chunk = session_.persist([&] { return read_chunk(*entry, number); });
    if (!chunk) return chunk.error();
    if (chunk->kind != Kind::text) return failure(snapshot + " lacks its chunk " + number);
    if (auto taken = sink(std::as_bytes(std::span{chunk->text})); !taken) return taken;
  }
  return {};
}

}  // namespace offpeak::store
