#include "store/redis/stream.hpp"

#include <algorithm>
#include <utility>

#include "base/number.hpp"

namespace offpeak::store {
namespace {

using Kind = RedisReply::Kind;
using FoundEntry = Attempt<std::optional<StreamEntry>>;

Trouble foreign(std::string_view what) {
  return Trouble{"the journal's stream holds " + std::string{what} +
                     ": something else writes to this key, or a newer build",
                 true};
}

/// [id, [field, value]]
Attempt<StreamEntry> parse_entry(RedisReply& item) {
  if (item.list.size() != 2 || item.list[0].kind != Kind::text || item.list[1].list.size() != 2) {
    return foreign("an entry that does not have one field");
  }
  const auto id = parse_stream_id(item.list[0].text);
  if (!id) return foreign("an entry whose id cannot be read");
  auto& fields = item.list[1].list;
  if (fields[0].text != (id->sequence == 0 ? fence_field : record_field)) {
    return foreign("at " + id->text() + " a field that does not belong there");
  }
  return StreamEntry{*id, std::move(fields[1].text)};
}

Attempt<std::vector<StreamEntry>> entries_of(Attempt<RedisReply> reply) {
  if (!reply) return reply.error();
  return parse_entries(std::move(*reply));
}

FoundEntry first_of(Attempt<std::vector<StreamEntry>> entries) {
  if (!entries) return entries.error();
  if (entries->empty()) return std::optional<StreamEntry>{};
  return std::optional{std::move(entries->front())};
}

/// All ids before this one, as the bound of a range.
std::string before(const StreamId& id) { return "(" + id.text(); }

/// Whether an id lies past one end of a range, written in Redis' form: "(3-7" excludes 3-7. "+" and
/// an epoch alone are not bounds here.
bool is_past(const StreamId& id, std::string_view bound, bool upwards) {
  const bool exclusive = bound.starts_with('(');
  const auto end = parse_stream_id(bound.substr(exclusive ? 1 : 0));
  if (!end) return false;
  return (exclusive && id == *end) || (upwards ? id > *end : id < *end);
}

/// The entries, if they are in order and none lies past the bound from which the next question
/// starts. Otherwise asking on might never end.
Attempt<std::vector<StreamEntry>> in_range(Attempt<std::vector<StreamEntry>> entries,
                                           std::string_view bound, bool upwards) {
  if (!entries) return entries;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const StreamId& id = (*entries)[i].id;
    const bool in_order =
        i == 0 || (upwards ? (*entries)[i - 1].id < id : id < (*entries)[i - 1].id);
    if (!in_order || is_past(id, bound, !upwards)) {
      return foreign("at " + id.text() + " an entry that was not asked for");
    }
  }
  return entries;
}

}  // namespace

std::string StreamId::text() const {
  return std::to_string(epoch) + "-" + std::to_string(sequence);
}

std::optional<StreamId> parse_stream_id(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == text.npos || text.size() > stream_id_chars_max) return std::nullopt;
  const auto epoch = base::parse_number<std::uint64_t>(text.substr(0, dash));
  const auto sequence = base::parse_number<std::uint64_t>(text.substr(dash + 1));
  if (!epoch || !sequence) return std::nullopt;
  return StreamId{*epoch, *sequence};
}

Attempt<std::vector<StreamEntry>> parse_entries(RedisReply reply) {
  if (reply.kind != Kind::list) return foreign("no list of entries");
  std::vector<StreamEntry> entries;
  entries.reserve(reply.list.size());
  for (RedisReply& item : reply.list) {
    auto entry = parse_entry(item);
    if (!entry) return entry.error();
    entries.push_back(std::move(*entry));
  }
  return entries;
}

FoundEntry RedisStream::last(std::string_view bound) {
  return first_of(in_range(entries_of(session_.ask({"XREVRANGE", key_, bound, "-", "COUNT", "1"})),
                           bound, false));
}

FoundEntry RedisStream::last_unchecked() {
  return first_of(entries_of(session_.call({"XREVRANGE", key_, "+", "-", "COUNT", "1"})));
}

FoundEntry RedisStream::last_record(std::string bound) {
  // Most often the last entry is one. Behind it are as many fences as writers have started since.
  auto entry = last(bound);
  const std::string count = std::to_string(stream_page_entries);
  while (entry && *entry && (*entry)->is_fence()) {
    bound = before((*entry)->id);
    auto page = in_range(entries_of(session_.ask({"XREVRANGE", key_, bound, "-", "COUNT", count})),
                         bound, false);
    if (!page) return page.error();
    if (page->empty()) return std::optional<StreamEntry>{};
    auto record = std::ranges::find_if_not(*page, &StreamEntry::is_fence);
    if (record == page->end()) --record;  // the next page begins before it
    entry = std::optional{std::move(*record)};
  }
  return entry;
}

FoundEntry RedisStream::at(const StreamId& id) {
  const std::string text = id.text();
  return first_of(entries_of(session_.ask({"XRANGE", key_, text, text, "COUNT", "1"})));
}

Attempt<std::vector<StreamEntry>> RedisStream::page(std::string_view first, std::string_view last) {
  const std::string count = std::to_string(stream_page_entries);
  return in_range(entries_of(session_.ask({"XRANGE", key_, first, last, "COUNT", count})), first,
                  true);
}

Attempt<StreamId> RedisStream::last_generated_id() {
  const auto reply = session_.ask({"XINFO", "STREAM", key_}, "ERR no such key");
  if (!reply) return reply.error();
  if (reply->kind == Kind::error) return StreamId{};
  for (std::size_t i = 0; i + 1 < reply->list.size(); i += 2) {
    if (reply->list[i].text != "last-generated-id") continue;
    const auto id = parse_stream_id(reply->list[i + 1].text);
    if (id) return *id;
  }
  return Trouble{session_.description() + " does not tell the last id of " + key_, true};
}

FoundEntry RedisStream::first_record(std::uint64_t epoch) {
  // An epoch's records follow its fence, unless that has been trimmed.
  const std::string first = StreamId{epoch, 1}.text();
  const std::string last = std::to_string(epoch);  // Redis takes it for the epoch's last id
  return first_of(entries_of(session_.ask({"XRANGE", key_, first, last, "COUNT", "1"})));
}

Attempt<StreamId> RedisStream::find(std::uint64_t sequence) {
  std::string bound = "+";
  for (;;) {
    const auto entry = last_record(bound);
    if (!entry) return entry.error();
    if (!*entry) return StreamId{};
    const std::uint64_t epoch = (*entry)->id.epoch;
    const auto first = first_record(epoch);
    if (!first) return first.error();
    if (*first && (*first)->id.sequence <= sequence) return StreamId{epoch, sequence};
    bound = before(StreamId{epoch, 0});
  }
}

}  // namespace offpeak::store
