#include "store/redis/journal.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/mutant.hpp"
#include "store/redis/keys.hpp"
#include "store/redis/old_names.hpp"
#include "store/redis/safety.hpp"
#include "store/replay_cursor.hpp"

namespace offpeak::store {
namespace {

/// Redis' error for an id that is not the greatest.
constexpr std::string_view refused_id = "ERR The ID specified in XADD";

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

RedisJournal::RedisJournal(std::unique_ptr<RedisLink> link, RedisJournalOptions options)
    : options_{std::move(options)},
      session_{std::move(link), options_.interruption_max},
      stream_{session_, redis_key(options_.city, options_.stream)} {
  session_.on_connect([this] { return check_connection(); });
  session_.on_interruption(options_.on_interruption);
}

Result<std::unique_ptr<RedisJournal>> RedisJournal::open(std::unique_ptr<RedisLink> link,
                                                         RedisJournalOptions options) {
  std::unique_ptr<RedisJournal> journal{new RedisJournal{std::move(link), std::move(options)}};
  if (journal->is_writer()) {
    if (auto taken = journal->take_epoch(); !taken) return taken.error();
  } else {
    auto& session = journal->session_;
    if (journal->options_.reads_old_names) {
      const auto old =
          session.persist([&] { return has_old_names(session, journal->options_.city); });
      if (!old) return old.error();
      if (*old) journal->stream_.rename(old_redis_key(journal->options_.city, "journal"));
    }
    const auto last = session.persist([&] { return journal->stream_.last_generated_id(); });
    if (!last) return last.error();
    journal->epoch_ = last->epoch;
  }
  if (auto found = journal->find_end(); !found) return found.error();
  return journal;
}

std::string RedisJournal::description() const {
  return session_.description() + " " + stream_.key() +
         (is_writer() ? " epoch " + std::to_string(epoch_) : " to read") +
         (options_.durability == Durability::strict ? " appendfsync always" : " relaxed");
}

Result<void> RedisJournal::take_epoch() {
  for (int i = 0; i < fence_attempts_max; ++i) {
    const auto greatest = session_.persist([&] { return stream_.last_generated_id(); });
    if (!greatest) return greatest.error();
    if (greatest->epoch == std::numeric_limits<std::uint64_t>::max()) {
      return Error{description() + ": there is no epoch after the last"};
    }
    if (base::mutated(base::Mutant::skip_fence) && greatest->epoch > 0) {
      epoch_ = greatest->epoch;
      top_ = *greatest;
      return {};
    }
    const StreamId fence{std::max(greatest->epoch, options_.epoch_before) + 1, 0};
    const auto there =
        session_.persist([&] { return put_with_replicas(fence, fence_field, options_.writer); });
    if (!there) return there.error();
    if (!*there) continue;  // another writer took this epoch
    epoch_ = fence.epoch;
    top_ = fence;
    return {};
  }
  return Error{description() + ": other writers keep starting"};
}

Result<void> RedisJournal::find_end() {
  const auto entry = session_.persist([&] { return stream_.last_record(); });
  if (!entry) return entry.error();
  if (!*entry) {
    position_ = options_.begins_at;
    return {};
  }
  const StreamEntry& last = **entry;
  const auto record = decode_record(last.bytes());
  if (!record || record->batch.first_sequence != last.id.sequence) {
    return Error{session_.description() + " " + stream_.key() + ": the record at sequence " +
                 std::to_string(last.id.sequence) +
                 (record ? " says it is another" : " " + record.error().message)};
  }
  if (is_writer() && last.id.epoch >= epoch_) return Error{superseded(last.id).message};
  position_ = record->next();
  last_record_ = last.id;
  return {};
}

Attempt<bool> RedisJournal::put(const StreamId& id, std::string_view field,
                                std::string_view value) {
  const std::string text = id.text();
  was_read_back_ = false;
  // Only the fence may create the stream: a record that did would begin a journal with a gap.
  auto reply =
      top_ ? session_.ask({"XADD", stream_.key(), "NOMKSTREAM", text, field, value}, refused_id)
           : session_.ask({"XADD", stream_.key(), text, field, value}, refused_id);
  if (!reply && base::mutated(base::Mutant::unknown_is_done)) return true;
  if (!reply) return reply.error();
  switch (reply->kind) {
    case RedisReply::Kind::error:
      if (base::mutated(base::Mutant::refused_is_done)) return true;
      was_read_back_ = true;
      return read_back(id, value);
    case RedisReply::Kind::nil:
      return lost_records("the stream is gone");
    default:
      if (reply->text == text) return true;
      return Trouble{session_.description() + " answers XADD with \"" + reply->text + "\"", true};
  }
}

Attempt<bool> RedisJournal::read_back(const StreamId& id, std::string_view value) {
  const auto entry = stream_.at(id);
  if (!entry) return entry.error();
  return *entry && (*entry)->value == value;
}

// WAIT speaks of what this connection wrote last, and at once of all replicas when it has written
// nothing. So each step below uses the connection as it is: over a new one, everything begins again
// with `put`.
Attempt<bool> RedisJournal::put_with_replicas(const StreamId& id, std::string_view field,
                                              std::string_view value) {
  auto there = put(id, field, value);
  if (!there || !*there || options_.replicas == 0) return there;
  if (was_read_back_) {
    if (auto touched = touch(id); !touched) return touched.error();
  }
  if (auto waited = await_replicas(); !waited) return waited.error();
  return true;
}

Attempt<void> RedisJournal::touch(const StreamId& id) {
  const auto done = session_.call({"XSETID", stream_.key(), id.text()}, "ERR The ID specified");
  if (!done) return done.error();
  // Behind it stands another writer's entry.
  if (done->kind == RedisReply::Kind::error) return superseded(id);
  return {};
}

Attempt<void> RedisJournal::await_replicas() {
  const std::string wanted = std::to_string(options_.replicas);
  const auto reply =
      session_.call({"WAIT", wanted, std::to_string(options_.replicas_wait.count())});
  if (!reply) return reply.error();
  if (reply->number >= options_.replicas) return {};
  return Trouble{"replicas: " + std::to_string(reply->number) + " of the " + wanted +
                     " that --replicas asks for have what was appended to " +
                     session_.description(),
                 false};
}

Trouble RedisJournal::superseded(const StreamId& top) const {
  return Trouble{"another writer has taken over " + session_.description() + " " + stream_.key() +
                     ": its last entry is " + top.text() + ", this writer's epoch was " +
                     std::to_string(epoch_),
                 true};
}

Trouble RedisJournal::lost_records(const std::string& what) const {
  return Trouble{session_.description() + " " + stream_.key() +
                     " lost records that it had acknowledged: " + what + ", the last was " +
                     top_->text(),
                 true, Cause::records_lost};
}

Attempt<void> RedisJournal::check_connection() {
  if (auto safety = check_redis_safety(session_, options_.durability); !safety) {
    return safety.error();
  }
  if (!top_) return {};
  const auto top = stream_.last_unchecked();
  if (!top) return top.error();
  return check_top(*top);
}

bool RedisJournal::is_ours(const StreamEntry& top) const {
  if (top.is_fence()) return top.value == options_.writer;
  const auto record = decode_record(top.bytes());
  return record && record->next() == position_;
}

Attempt<void> RedisJournal::check_top(const std::optional<StreamEntry>& top) const {
  if (base::mutated(base::Mutant::ignore_lost_history)) return {};
  if (!top) return lost_records("the stream is empty");
  if (top->id.epoch > epoch_) return superseded(top->id);
  if (pending_ && top->id == *pending_) return {};  // sending it again shows whose it is
  if (top->id == *top_) {
    if (is_ours(*top)) return {};
    return lost_records("the last one was replaced");
  }
  if (top->id < *top_) return lost_records("it ends at " + top->id.text());
  return superseded(top->id);
}

Result<void> RedisJournal::append(const Batch& batch) {
  if (failure_) return *failure_;
  const auto done = [&]() -> Result<void> {
    if (!is_writer()) return Error{description() + ": nothing can be appended"};
    const auto encoded = encoder_.encode(batch, position_);
    if (!encoded) return encoded.error();
    const StreamId id{epoch_, batch.first_sequence};
    pending_ = id;
    const auto there = session_.persist(
        [&] { return put_with_replicas(id, record_field, text_of(encoded->bytes)); });
    if (!there) return there.error();
    if (!*there) {
      const auto top = session_.persist([&] { return stream_.last(); });
      if (!top) return top.error();
      return Error{superseded(*top ? (*top)->id : StreamId{}).message};
    }
    pending_.reset();
    top_ = last_record_ = id;
    position_ = encoded->next;
    return {};
  }();
  if (!done) failure_ = done.error();
  return done;
}

Result<void> RedisJournal::confirm() {
  if (failure_) return *failure_;
  // Read before Redis is asked: the answer holds from this moment on, for as long as the term
  // lasts.
  const std::uint64_t term = options_.lease_term ? options_.lease_term() : 0;
  if (term != 0 && term == confirmed_term_) return {};
  const auto done = session_.persist([&]() -> Attempt<void> {
    const auto top = stream_.last();
    if (!top) return top.error();
    if (auto checked = check_top(*top); !checked || options_.replicas == 0) return checked;
    // A master that the others have replaced does not know it yet: its replicas left it.
    if (auto touched = touch((*top)->id); !touched) return touched;
    return await_replicas();
  });
  if (!done) failure_ = done.error();
  if (done) confirmed_term_ = term;
  return done;
}

Result<void> RedisJournal::scan(ReplayCursor& cursor, const ChainPosition& from) {
  if (!last_record_) return {};
  const auto first = session_.persist([&] { return stream_.find(from.next_sequence); });
  if (!first) return first.error();
  const std::string end = last_record_->text();
  std::string next = first->text();
  for (;;) {
    const auto page = session_.persist([&] { return stream_.page(next, end); });
    if (!page) return page.error();
    if (page->empty()) return cursor.finish(position_);
    for (const StreamEntry& entry : *page) {
      if (entry.is_fence()) continue;
      if (auto taken = cursor.take(entry.id.sequence, entry.bytes()); !taken) return taken;
    }
    next = "(" + page->back().id.text();
  }
}

Result<ReplaySummary> RedisJournal::replay(const ChainPosition& from, const BatchSink& sink) {
  if (failure_) return *failure_;
  const auto named = [&](const Error& error) {
    return Error{.message = session_.description() + " " + stream_.key() + ": " + error.message,
                 .cause = error.cause};
  };
  if (auto reached = check_reached(from, position_); !reached) return named(reached.error());
  ReplayCursor cursor{from, sink};
  if (auto scanned = scan(cursor, from); !scanned) {
    if (cursor.stopped_by_sink()) return scanned.error();
    if (!cursor.leaves_sound(scanned.error())) failure_ = named(scanned.error());
    return named(scanned.error());
  }
  return cursor.summary();
}

Result<bool> RedisJournal::trim(std::uint64_t before) {
  if (failure_) return *failure_;
  if (!is_writer()) return Error{description() + ": nothing can be trimmed"};
  if (!last_record_) return false;
  const std::string limit = std::to_string(trimmed_entries_max);
  return session_.persist([&]() -> Attempt<bool> {
    const auto place = stream_.find(before);
    if (!place) return place.error();
    // The newest record that begins there or before: all before it end before `before`.
    const auto kept = stream_.last(place->text());
    if (!kept) return kept.error();
    if (!*kept || (*kept)->is_fence()) return false;
    const std::string id = (*kept)->id.text();
    const auto removed = session_.ask({"XTRIM", stream_.key(), "MINID", "~", id, "LIMIT", limit});
    if (!removed) return removed.error();
    return removed->number > 0;
  });
}

}  // namespace offpeak::store
