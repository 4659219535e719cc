#include "outbox/backlog.hpp"

#include <algorithm>

namespace offpeak::outbox {

std::optional<std::uint64_t> Backlog::add(std::uint64_t number,
                                          const scheduler::Announcement& announcement, Moment now) {
  std::optional<std::uint64_t> dropped;
  if (entries_.size() >= scheduler::announcements_max) dropped = drop_oldest();
  entries_.emplace_hint(entries_.end(), number,
                        Entry{.announcement = announcement, .since = now, .next = {}});
  const auto [thread, is_new] = threads_.try_emplace(announcement.thread, Thread{number, number});
  if (is_new) {
    ready_.insert(number);
  } else {
    entries_.at(thread->second.last).next = number;
    thread->second.last = number;
  }
  return dropped;
}

/// The oldest one is the first of its thread, and in the state it is a dead letter already.
std::optional<std::uint64_t> Backlog::drop_oldest() {
  const auto& [number, entry] = *entries_.begin();
  if (entry.under_way) return std::nullopt;
  const auto dropped = number;
  ready_.erase(dropped);
  std::erase_if(postponed_, [&](const auto& one) { return one.second == dropped; });
  settle(dropped);
  return dropped;
}

std::optional<std::uint64_t> Backlog::take(Moment now) {
  while (!postponed_.empty() && postponed_.begin()->first <= now) {
    ready_.insert(postponed_.extract(postponed_.begin()).value().second);
  }
  if (ready_.empty()) return std::nullopt;
  const std::uint64_t number = ready_.extract(ready_.begin()).value();
  entries_.at(number).under_way = true;
  return number;
}

void Backlog::settle(std::uint64_t number) {
  const auto found = entries_.find(number);
  const auto thread = threads_.find(found->second.announcement.thread);
  if (found->second.next) {
    thread->second.first = *found->second.next;
    ready_.insert(*found->second.next);
  } else {
    threads_.erase(thread);
  }
  entries_.erase(found);
}

void Backlog::put_back(std::uint64_t number, Moment at, bool has_failed) {
  Entry& entry = entries_.at(number);
  entry.under_way = false;
  if (has_failed) ++entry.failures;
  postponed_.emplace(at, number);
}

std::optional<Moment> Backlog::next_due() const {
  if (postponed_.empty()) return std::nullopt;
  return postponed_.begin()->first;
}

std::int64_t Backlog::oldest_at_ms() const {
  return entries_.empty() ? 0 : entries_.begin()->second.announcement.at_ms;
}

}  // namespace offpeak::outbox
