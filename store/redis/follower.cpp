#include "store/redis/follower.hpp"

#include <utility>

#include "base/mutant.hpp"
#include "store/redis/keys.hpp"
#include "store/redis/old_names.hpp"
#include "store/replay_cursor.hpp"

namespace offpeak::store {

RedisFollower::RedisFollower(std::unique_ptr<RedisLink> link, const std::string& city,
                             ChainPosition from, bool reads_old_names)
    : city_{city},
      may_be_old_{reads_old_names},
      session_{std::move(link)},
      stream_{session_, redis_key(city, "journal")},
      position_{from} {
  session_.on_connect([this] { return check_connection(); });
}

Error RedisFollower::fail(const std::string& what, Cause cause) {
  failure_ =
      Error{.message = session_.description() + " " + stream_.key() + ": " + what, .cause = cause};
  return *failure_;
}

Attempt<void> RedisFollower::check_connection() {
  if (!seen_) return {};
  const auto top = stream_.last_unchecked();
  if (!top) return top.error();
  if (!*top && is_old_) return {};  // renamed, as will be found
  if (*top && (*top)->id >= *seen_) return {};
  return Trouble{"it lost records: what was read up to " + seen_->text() + " is no longer there",
                 true, Cause::records_lost};
}

Attempt<void> RedisFollower::choose_name() {
  if (!may_be_old_) return {};
  const auto old = has_old_names(session_, city_);
  if (!old) return old.error();
  stream_.rename(*old ? old_redis_key(city_, "journal") : redis_key(city_, "journal"));
  is_old_ = *old;
  if (!is_old_ && seen_) may_be_old_ = false;
  return {};
}

Attempt<std::string> RedisFollower::next_id() {
  if (seen_) return "(" + seen_->text();
  const auto last = stream_.last_record();
  if (!last) return last.error();
  ChainPosition end;
  if (*last) {
    const auto record = decode_record((*last)->bytes());
    if (!record) return Trouble{"the last record " + record.error().message, true};
    end = record->next();
  }
  if (const auto reached = check_reached(position_, end); !reached) {
    return Trouble{reached.error().message, true, reached.error().cause};
  }
  const auto first = stream_.find(position_.next_sequence);
  if (!first) return first.error();
  return first->text();
}

Result<Follower::Progress> RedisFollower::poll(const BatchSink& sink) {
  if (failure_) return *failure_;
  const auto page = [&]() -> Attempt<std::vector<StreamEntry>> {
    if (const auto chosen = choose_name(); !chosen) return chosen.error();
    const auto next = next_id();
    if (!next) return next.error();
    return stream_.page(*next);
  }();
  if (!page) {
    if (page.error().is_final) return fail(page.error().message, page.error().cause);
    return Error{page.error().message};
  }
  ReplayCursor cursor{position_, sink};
  for (const StreamEntry& entry : *page) {
    if (base::mutated(base::Mutant::follower_skips) && &entry == &page->front() && page->size() > 1)
      continue;
    if (!entry.is_fence()) {
      if (auto taken = cursor.take(entry.id.sequence, entry.bytes()); !taken) {
        return fail(taken.error().message, taken.error().cause);
      }
    }
    seen_ = entry.id;
  }
  position_ = cursor.position();
  return Progress{cursor.summary(), page->size() == stream_page_entries};
}

}  // namespace offpeak::store
