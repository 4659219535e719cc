#include "tests/simulation/redis_data.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace offpeak::simulation {
namespace {

using Kind = RedisReply::Kind;
using Number = std::uint64_t;

constexpr Number greatest = std::numeric_limits<Number>::max();

/// One end of a range: "-", "+", "5", "5-3", "(5-3".
struct Bound {
  StreamId id;
  bool excluded = false;
};

Bound parse_bound(std::string_view text, Number missing_sequence) {
  if (text == "-") return {{0, 0}};
  if (text == "+") return {{greatest, greatest}};
  Bound bound;
  if (text.starts_with('(')) {
    bound.excluded = true;
    text.remove_prefix(1);
  }
  const auto id = store::parse_stream_id(text);
  bound.id = id ? *id : StreamId{std::stoull(std::string{text}), missing_sequence};
  return bound;
}

RedisReply entry_reply(const StoredEntry& entry) {
  return list_reply({text_reply(entry.id.text()),
                     list_reply({text_reply(entry.field), text_reply(entry.value)})});
}

[[noreturn]] void unknown(const Words& words) {
  throw std::logic_error{"the simulated Redis does not know this form of " + words[0]};
}

}  // namespace

RedisReply status_reply(std::string text) { return {Kind::status, 0, std::move(text), {}}; }
RedisReply error_reply(std::string text) { return {Kind::error, 0, std::move(text), {}}; }
RedisReply text_reply(std::string text) { return {Kind::text, 0, std::move(text), {}}; }
RedisReply integer_reply(std::int64_t number) { return {Kind::integer, number, {}, {}}; }
RedisReply list_reply(std::vector<RedisReply> list) { return {Kind::list, 0, {}, std::move(list)}; }

bool RedisData::is_write(const Words& words) {
  static const std::set<std::string_view> writes{"XADD", "XTRIM", "SET",  "DEL",  "EVAL",
                                                 "HSET", "HDEL",  "SADD", "SREM", "UNLINK"};
  return writes.contains(words[0]);
}

bool RedisData::needs_memory(const Words& words) {
  static const std::set<std::string_view> growing{"XADD", "SET", "HSET", "SADD"};
  return growing.contains(words[0]);
}

std::uint64_t RedisData::version(const std::string& key) const {
  const auto found = versions_.find(key);
  return found == versions_.end() ? 0 : found->second;
}

RedisReply RedisData::execute(const Words& words, Time now) {
  const std::string& name = words[0];
  if (name == "PING") return status_reply("PONG");
  if (name == "ROLE") return list_reply({text_reply("master"), integer_reply(0), list_reply({})});
  if (name == "CONFIG") {
    static const std::map<std::string, std::string> settings{{"appendonly", "yes"},
                                                             {"appendfsync", "always"},
                                                             {"no-appendfsync-on-rewrite", "no"},
                                                             {"maxmemory-policy", "noeviction"}};
    return list_reply({text_reply(words[2]), text_reply(settings.at(words[2]))});
  }
  if (is_write(words)) ++versions_[words[name == "EVAL" ? 3 : 1]];
  if (name == "XADD") return xadd(words);
  if (name == "XRANGE") return xrange(words, false);
  if (name == "XREVRANGE") return xrange(words, true);
  if (name == "XTRIM") return xtrim(words);
  if (name == "XINFO") return xinfo();
  if (name == "SET") return set(words, now);
  if (name == "EVAL") return eval(words, now);
  if (name == "GET") {
    const auto* const value = find(words[1], now);
    return value == nullptr ? RedisReply{} : text_reply(*value);
  }
  if (name == "DEL" || name == "UNLINK") {
    const auto removed = strings_.erase(words[1]) + hashes_.erase(words[1]);
    return integer_reply(static_cast<std::int64_t>(removed));
  }
  return name.starts_with('H') ? hash_command(words) : set_command(words);
}

// ---- the stream ---------------------------------------------------------------------------------

/// XADD key [NOMKSTREAM] id field value
RedisReply RedisData::xadd(const Words& words) {
  const bool must_exist = words[2] == "NOMKSTREAM";
  const std::size_t at = must_exist ? 3 : 2;
  if (words.size() != at + 3) unknown(words);
  if (must_exist && !stream_.exists) return {};
  const auto id = store::parse_stream_id(words[at]);
  if (!id) return error_reply("ERR Invalid stream ID specified as stream command argument");
  const bool again = defect_ == ServerDefect::appends_twice && *id == stream_.last_generated;
  const bool accepted =
      *id > stream_.last_generated || again || defect_ == ServerDefect::accepts_old_epochs;
  if (!accepted) {
    return error_reply(
        "ERR The ID specified in XADD is equal or smaller than the target stream top item");
  }
  stream_.exists = true;
  stream_.last_generated = std::max(stream_.last_generated, *id);
  stream_.entries.push_back({*id, words[at + 1], words[at + 2], stream_.added++});
  return text_reply(words[at]);
}

/// XRANGE key first last COUNT n, or XREVRANGE key last first COUNT n
RedisReply RedisData::xrange(const Words& words, bool backwards) const {
  if (words.size() != 6) unknown(words);
  const auto first = parse_bound(words[backwards ? 3 : 2], 0);
  const auto last = parse_bound(words[backwards ? 2 : 3], greatest);
  const std::size_t count = std::stoull(words[5]);
  const auto& entries = stream_.entries;
  auto from = std::ranges::lower_bound(entries, first.id, {}, &StoredEntry::id);
  auto to = std::ranges::upper_bound(entries, last.id, {}, &StoredEntry::id);
  if (first.excluded && from != entries.end() && from->id == first.id) ++from;
  if (last.excluded && to != entries.begin() && std::prev(to)->id == last.id) --to;
  std::vector<RedisReply> found;
  while (from < to && found.size() < count) {
    found.push_back(entry_reply(backwards ? *--to : *from++));
  }
  return list_reply(std::move(found));
}

/// XTRIM key MINID ~ id LIMIT n: whole nodes whose entries are all before `id`.
RedisReply RedisData::xtrim(const Words& words) {
  if (words.size() != 7 || words[2] != "MINID" || words[3] != "~") unknown(words);
  const auto least = parse_bound(words[4], 0).id;
  const std::size_t limit = std::stoull(words[6]);
  auto& entries = stream_.entries;
  std::size_t removed = 0;
  while (!entries.empty()) {
    const auto node = entries.front().number / stream_node_entries;
    const auto end = std::ranges::find_if(entries, [node](const StoredEntry& entry) {
      return entry.number / stream_node_entries != node;
    });
    const auto size = static_cast<std::size_t>(end - entries.begin());
    if (std::prev(end)->id >= least || removed + size > limit) break;
    entries.erase(entries.begin(), end);
    removed += size;
  }
  return integer_reply(static_cast<std::int64_t>(removed));
}

RedisReply RedisData::xinfo() const {
  if (!stream_.exists) return error_reply("ERR no such key");
  return list_reply({text_reply("length"),
                     integer_reply(static_cast<std::int64_t>(stream_.entries.size())),
                     text_reply("last-generated-id"), text_reply(stream_.last_generated.text())});
}

// ---- strings ------------------------------------------------------------------------------------

const std::string* RedisData::find(const std::string& key, Time now) {
  const auto found = strings_.find(key);
  if (found == strings_.end()) return nullptr;
  if (!found->second.expires || *found->second.expires > now) return &found->second.text;
  strings_.erase(found);
  return nullptr;
}

/// SET key value [NX] PX ms
RedisReply RedisData::set(const Words& words, Time now) {
  const bool only_new = words[3] == "NX";
  const std::size_t at = only_new ? 4 : 3;
  if (words.size() != at + 2 || words[at] != "PX") unknown(words);
  if (only_new && find(words[1], now) != nullptr) return {};
  strings_[words[1]] = {words[2], now + std::chrono::milliseconds{std::stoll(words[at + 1])}};
  return status_reply("OK");
}

/// The two scripts of the lease, told apart by what they call.
RedisReply RedisData::eval(const Words& words, Time now) {
  const std::string& script = words[1];
  const std::string& key = words[3];
  const auto* const value = find(key, now);
  if (value == nullptr || *value != words[4]) return integer_reply(0);
  if (script.find("'PEXPIRE'") != std::string::npos) {
    strings_[key].expires = now + std::chrono::milliseconds{std::stoll(words[5])};
  } else if (script.find("'DEL'") != std::string::npos) {
    strings_.erase(key);
  } else {
    unknown(words);
  }
  return integer_reply(1);
}

// ---- hashes and sets ----------------------------------------------------------------------------

RedisReply RedisData::hash_command(const Words& words) {
  auto& hash = hashes_[words[1]];
  if (words[0] == "HGETALL") {
    std::vector<RedisReply> all;
    for (const auto& [field, value] : hash) {
      all.push_back(text_reply(field));
      all.push_back(text_reply(value));
    }
    return list_reply(std::move(all));
  }
  if (words[0] == "HGET") {
    const auto found = hash.find(words[2]);
    return found == hash.end() ? RedisReply{} : text_reply(found->second);
  }
  if (words[0] == "HDEL") return integer_reply(static_cast<std::int64_t>(hash.erase(words[2])));
  if (words[0] != "HSET") unknown(words);
  const bool added = !hash.contains(words[2]);
  hash[words[2]] = words[3];
  return integer_reply(added ? 1 : 0);
}

bool RedisData::damage_newest_snapshot(Random& random) {
  const std::string index = "offpeak:{simulated}:snapshot";
  const auto& listed = hashes_[index];
  if (listed.size() < 2) return false;
  const auto newest = std::ranges::max_element(
      listed, {}, [](const auto& entry) { return std::stoull(entry.first); });
  const auto name = newest->second.substr(newest->second.find(' ') + 1);
  auto& chunks = hashes_.at(index + ":" + newest->first + ":" + name);
  auto& bytes = std::next(chunks.begin(), static_cast<long>(random.below(chunks.size())))->second;
  bytes[random.below(bytes.size())] ^= static_cast<char>(1 << random.below(8));
  return true;
}

RedisReply RedisData::set_command(const Words& words) {
  auto& members = sets_[words[1]];
  if (words[0] == "SMEMBERS") {
    std::vector<RedisReply> all;
    for (const auto& member : members) all.push_back(text_reply(member));
    return list_reply(std::move(all));
  }
  if (words[0] == "SISMEMBER") return integer_reply(members.contains(words[2]) ? 1 : 0);
  if (words[0] == "SADD") return integer_reply(members.insert(words[2]).second ? 1 : 0);
  if (words[0] != "SREM") unknown(words);
  return integer_reply(static_cast<std::int64_t>(members.erase(words[2])));
}

}  // namespace offpeak::simulation
