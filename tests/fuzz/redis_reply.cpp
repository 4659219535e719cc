// Input: a letter, then what a Redis sends. "r": replies, which are the same however they are
// portioned. "j", "l", "f", "s": replies that a journal of a writer, one opened to read, a follower
// and snapshots get to whatever they ask, over and over; behind each round the connection breaks.
// Asked about its safety, the server says what is right; for "J" it says what it says. All end in a
// result or an error, after a bounded number of questions.
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "store/record.hpp"
#include "store/redis/follower.hpp"
#include "store/redis/journal.hpp"
#include "store/redis/reply.hpp"
#include "store/redis/snapshots.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/seal.hpp"

namespace offpeak::fuzz {
namespace {

using store::RedisReply;
using Replies = std::vector<RedisReply>;

bool same(const RedisReply& one, const RedisReply& other) {
  return one.kind == other.kind && one.number == other.number && one.text == other.text &&
         std::ranges::equal(one.list, other.list, same);
}

struct Parsed {
  Replies replies;
  bool sound = true;
};

Parsed parse(Bytes bytes, std::size_t portion) {
  Parsed parsed;
  store::RedisReplyReader reader;
  while (!bytes.empty()) {
    const Bytes now = bytes.first(std::min(portion, bytes.size()));
    bytes = bytes.subspan(now.size());
    OFFPEAK_ASSERT(reader.feed(now).has_value());
    for (;;) {
      auto reply = reader.next();
      if (!reply) {
        OFFPEAK_ASSERT(!reply.error().message.empty());
        parsed.sound = false;
        return parsed;
      }
      if (!*reply) break;
      parsed.replies.push_back(std::move(**reply));
    }
  }
  return parsed;
}

void check_portions(Bytes bytes) {
  const Parsed at_once = parse(bytes, bytes.size());
  const Parsed by_byte = parse(bytes, 1);
  OFFPEAK_ASSERT(at_once.sound == by_byte.sound);
  OFFPEAK_ASSERT(std::ranges::equal(at_once.replies, by_byte.replies, same));
  const auto one = store::parse_reply(bytes);
  if (one) OFFPEAK_ASSERT(same(*one, at_once.replies.front()));
}

// ---- a server that says what it is told to say --------------------------------------------------

/// Length, checksum and chain of what looks like records, in the order in which they come.
class Mender {
 public:
  void mend(RedisReply& reply) {
    for (auto& item : reply.list) mend(item);
    constexpr std::size_t previous_checksum_at = 16;
    if (!reply.text.starts_with("OFPJ") || reply.text.size() < frame_bytes) return;
    std::memcpy(reply.text.data() + previous_checksum_at, &chain_, sizeof chain_);
    const auto bytes = std::as_bytes(std::span{reply.text});
    const auto mended = sealed(bytes.first(bytes.size() - store::record_checksum_bytes),
                               store::record_header_bytes);
    std::memcpy(reply.text.data(), mended.data(), mended.size());
    std::memcpy(&chain_, mended.data() + mended.size() - sizeof chain_, sizeof chain_);
  }

 private:
  static constexpr std::size_t frame_bytes =
      store::record_header_bytes + store::record_checksum_bytes;
  std::uint64_t chain_ = 0;
};

class ScriptedLink final : public store::RedisLink {
 public:
  ScriptedLink(const Replies& script, bool safe) : script_{script}, safe_{safe} {}

  store::Result<RedisReply> call(std::span<const std::string_view> words) override {
    constexpr int calls_max = 10'000;
    OFFPEAK_ASSERT(++calls_ <= calls_max);
    if (safe_) {
      if (auto reply = answer_safety(words)) return *reply;
    }
    if (script_.empty()) return store::Error{"the connection is gone"};
    return script_[next_++ % script_.size()];
  }
  store::Result<void> connect() override { return {}; }
  std::chrono::steady_clock::time_point now() const override { return now_; }
  void pause(std::chrono::milliseconds duration) override { now_ += duration; }
  std::string description() const override { return "redis script"; }

 private:
  static RedisReply text(std::string_view value) {
    return {.kind = RedisReply::Kind::text, .text = std::string{value}};
  }
  static RedisReply list(std::vector<RedisReply> items) {
    return {.kind = RedisReply::Kind::list, .list = std::move(items)};
  }

  static std::optional<RedisReply> answer_safety(std::span<const std::string_view> words) {
    if (words[0] == "ROLE") return list({text("master")});
    if (words[0] != "CONFIG" || words.size() < 3) return std::nullopt;
    constexpr std::array<std::array<std::string_view, 2>, 4> settings{
        {{"appendonly", "yes"},
         {"appendfsync", "always"},
         {"no-appendfsync-on-rewrite", "no"},
         {"maxmemory-policy", "noeviction"}}};
    for (const auto& [name, value] : settings) {
      if (words[2] == name) return list({text(name), text(value)});
    }
    return std::nullopt;
  }

  const Replies& script_;
  const bool safe_;
  std::size_t next_ = 0;
  int calls_ = 0;
  std::chrono::steady_clock::time_point now_{};
};

// ---- its clients --------------------------------------------------------------------------------

store::Result<void> take_batch(const store::Batch& batch) {
  OFFPEAK_ASSERT(batch.events > 0);
  return {};
}

void run_journal(const Replies& script, bool safe, const std::string& writer) {
  auto opened = store::RedisJournal::open(
      std::make_unique<ScriptedLink>(script, safe),
      {.city = "sample", .writer = writer, .interruption_max = std::chrono::seconds{2}});
  if (!opened) {
    OFFPEAK_ASSERT(!opened.error().message.empty());
    return;
  }
  auto& journal = **opened;
  const std::array payload{std::byte{'x'}};
  const store::ChainPosition before = journal.position();
  (void)journal.replay({}, take_batch);
  const bool appended = journal.append({before.next_sequence, 1, payload}).has_value();
  const auto expected = before.next_sequence + (appended ? 1 : 0);
  OFFPEAK_ASSERT(journal.position().next_sequence == expected);
  (void)journal.confirm();
  (void)journal.trim(before.next_sequence);
  (void)journal.replay(before, take_batch);
}

void run_follower(const Replies& script) {
  constexpr int polls = 4;
  store::RedisFollower follower{std::make_unique<ScriptedLink>(script, true), "sample", {}};
  std::uint64_t next = 1;
  for (int i = 0; i < polls; ++i) {
    const auto progress = follower.poll([&](const store::Batch& batch) -> store::Result<void> {
      OFFPEAK_ASSERT(batch.first_sequence == next);
      next += batch.events;
      return {};
    });
    OFFPEAK_ASSERT(progress.has_value() || !progress.error().message.empty());
    OFFPEAK_ASSERT(!follower.has_failed() || progress.has_error());
  }
}

void run_snapshots(const Replies& script) {
  const std::array chunk{std::byte{'x'}};
  store::RedisSnapshots snapshots{std::make_unique<ScriptedLink>(script, true), "sample", "writer",
                                  std::chrono::seconds{2}};
  const auto sequences = snapshots.list();
  if (sequences) OFFPEAK_ASSERT(std::ranges::is_sorted(*sequences, std::ranges::greater{}));
  const auto take = [](Bytes) -> store::Result<void> { return {}; };
  (void)snapshots.read(sequences && !sequences->empty() ? sequences->front() : 1, take);
  if (!snapshots.begin(7) || !snapshots.put(chunk)) return;
  (void)snapshots.commit();
  (void)snapshots.read(7, take);
}

int run_clients(char kind, Bytes bytes) {
  Parsed parsed = parse(bytes, bytes.size());
  if (parsed.replies.empty()) return rejected;
  Mender mender;
  for (auto& reply : parsed.replies) mender.mend(reply);
  if (kind == 'f') {
    run_follower(parsed.replies);
  } else if (kind == 's') {
    run_snapshots(parsed.replies);
  } else {
    run_journal(parsed.replies, kind != 'J', kind == 'l' ? "" : "writer");
  }
  return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return rejected;
  const Bytes bytes = bytes_of(data + 1, size - 1);
  switch (data[0]) {
    case 'r':
      check_portions(bytes);
      return 0;
    case 'j':
    case 'J':
    case 'l':
    case 'f':
    case 's':
      return run_clients(static_cast<char>(data[0]), bytes);
    default:
      return rejected;
  }
}

}  // namespace offpeak::fuzz
