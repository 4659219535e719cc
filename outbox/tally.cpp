#include "outbox/tally.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace offpeak::outbox {
namespace {

using scheduler::Settlement;

/// A dead letter has one reason, though several endpoints may have given it up: that somebody
/// refused it says more than that somebody was away.
Settlement worse_of(Settlement one, Settlement other) {
  if (one == Settlement::refused || other == Settlement::delivered) return one;
  return other;
}

}  // namespace

Tally::Tally(std::size_t endpoints) {
  OFFPEAK_ASSERT(endpoints >= 1 && endpoints <= endpoints_max);
  for (std::size_t i = 0; i < endpoints; ++i) members_.set(i);
}

EndpointSet Tally::recipients(std::uint64_t number,
                              const scheduler::Announcement& announcement) const {
  if (dead_.empty()) return members_;
  const auto dead = dead_.find(id_of(announcement));
  if (dead == dead_.end() || dead->second.where.none()) return members_;
  return dead->second.number < number ? dead->second.where : members_;
}

EndpointSet Tally::add(std::uint64_t number, const scheduler::Announcement& announcement) {
  const std::lock_guard lock{mutex_};
  const auto waiting = recipients(number, announcement);
  open_.insert_or_assign(number, Open{.waiting = waiting});
  return waiting;
}

std::optional<Ended> Tally::settle(std::size_t endpoint, std::uint64_t number, const MessageId& id,
                                   Settlement how) {
  const std::lock_guard lock{mutex_};
  const auto found = open_.find(number);
  if (found == open_.end() || !found->second.waiting.test(endpoint)) return std::nullopt;
  const bool changes_letters = keep_end(endpoint, number, id, how);
  Open& open = found->second;
  open.waiting.reset(endpoint);
  open.how = open.how ? worse_of(*open.how, how) : how;
  if (open.waiting.any()) return Ended{.settled = std::nullopt, .is_to_be_noted = true};
  const Settled settled{.number = number, .how = *open.how};
  open_.erase(found);
  return Ended{.settled = settled, .is_to_be_noted = changes_letters};
}

void Tally::drop(std::uint64_t number) {
  const std::lock_guard lock{mutex_};
  open_.erase(number);
}

std::optional<std::vector<Settled>> Tally::leave(std::size_t endpoint) {
  const std::lock_guard lock{mutex_};
  if (members_.count() == 1) return std::nullopt;
  members_.reset(endpoint);
  std::vector<Settled> settled;
  boost::unordered::erase_if(open_, [&](auto& one) {
    auto& [number, open] = one;
    const bool was_last = open.waiting.reset(endpoint).none();
    // What was for this one alone stays the dead letter that it was before.
    const auto how = open.how.value_or(Settlement::unreachable);
    if (was_last) settled.push_back({.number = number, .how = how});
    return was_last;
  });
  return settled;
}

void Tally::join(std::size_t endpoint) {
  const std::lock_guard lock{mutex_};
  members_.set(endpoint);
}

void Tally::restore(std::size_t endpoint, std::uint64_t number, const MessageId& id,
                    Settlement how) {
  const std::lock_guard lock{mutex_};
  keep_end(endpoint, number, id, how);
}

bool Tally::is_open(std::uint64_t number) const {
  const std::lock_guard lock{mutex_};
  return open_.contains(number);
}

EndpointSet Tally::dead_at(const MessageId& id) const {
  const std::lock_guard lock{mutex_};
  const auto found = dead_.find(id);
  return found == dead_.end() ? EndpointSet{} : found->second.where;
}

bool Tally::keep_end(std::size_t endpoint, std::uint64_t number, const MessageId& id,
                     Settlement how) {
  if (how == Settlement::delivered) return revive(endpoint, id);
  bury(endpoint, number, id);
  return true;
}

void Tally::bury(std::size_t endpoint, std::uint64_t number, const MessageId& id) {
  const auto [dead, is_new] = dead_.try_emplace(id);
  dead->second.where.set(endpoint);
  dead->second.number = std::max(dead->second.number, number);
  if (!is_new) return;
  dead_in_order_.push_back(id);
  if (dead_in_order_.size() <= scheduler::dead_letters_max) return;
  dead_.erase(dead_in_order_.front());
  dead_in_order_.pop_front();
}

bool Tally::revive(std::size_t endpoint, const MessageId& id) {
  const auto found = dead_.find(id);
  if (found == dead_.end() || !found->second.where.test(endpoint)) return false;
  found->second.where.reset(endpoint);
  return true;
}

}  // namespace offpeak::outbox
