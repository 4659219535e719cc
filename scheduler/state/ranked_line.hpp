// Who waits in one line of a lane, by rank: a sorted array with a moving front.
//
// Most tickets come with the highest rank and leave from the front: both cost a few nanoseconds at
// any length. One that comes or leaves in the middle moves those on the shorter side of it. Where a
// ticket stands is a binary search.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "scheduler/state/queue_records.hpp"

namespace offpeak::scheduler {

class RankedLine {
 public:
  struct Waiting {
    std::uint64_t rank = 0;
    Place ticket = nowhere;
    std::uint16_t expected_s = 0;
    QueueMs since_ms = 0;
    QueueMs came_ms = 0;

    friend bool operator<(const Waiting& one, const Waiting& other) {
      return one.rank != other.rank ? one.rank < other.rank : one.ticket < other.ticket;
    }
  };

  bool empty() const { return front_ == waiting_.size(); }
  std::size_t size() const { return waiting_.size() - front_; }
  const Waiting& front() const { return waiting_[front_]; }
  /// In order of rank.
  std::span<const Waiting> all() const { return std::span{waiting_}.subspan(front_); }
  /// Counter time that all of them will take.
  std::uint64_t expected_s() const { return expected_s_; }
  /// Tickets in front of this rank.
  std::size_t ahead_of(std::uint64_t rank, Place ticket) const {
    const auto line = all();
    const Waiting wanted{.rank = rank, .ticket = ticket};
    return static_cast<std::size_t>(std::ranges::lower_bound(line, wanted, std::less<>{}) -
                                    line.begin());
  }

  void insert(const Waiting& one) {
    expected_s_ += one.expected_s;
    if (empty() || waiting_.back() < one) {
      waiting_.push_back(one);
      return;
    }
    const std::size_t at = front_ + ahead_of(one.rank, one.ticket);
    if (front_ > 0 && at - front_ < waiting_.size() - at) {
      std::move(waiting_.begin() + offset(front_), waiting_.begin() + offset(at),
                waiting_.begin() + offset(front_ - 1));
      --front_;
      waiting_[at - 1] = one;
    } else {
      waiting_.insert(waiting_.begin() + offset(at), one);
    }
  }

  /// The ticket must be in this line.
  void remove(std::uint64_t rank, Place ticket) {
    if (!empty() && front().ticket == ticket) {
      expected_s_ -= waiting_[front_++].expected_s;
      forget_gone();
      return;
    }
    const std::size_t at = front_ + ahead_of(rank, ticket);
    OFFPEAK_ASSERT(at < waiting_.size() && waiting_[at].ticket == ticket);
    expected_s_ -= waiting_[at].expected_s;
    if (at - front_ < waiting_.size() - at) {
      std::move_backward(waiting_.begin() + offset(front_), waiting_.begin() + offset(at),
                         waiting_.begin() + offset(at + 1));
      ++front_;
    } else {
      waiting_.erase(waiting_.begin() + offset(at));
    }
    forget_gone();
  }

 private:
  static std::ptrdiff_t offset(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

  /// The front of the array is freed when most of the array belongs to tickets that have left.
  void forget_gone() {
    if (front_ == waiting_.size()) {
      waiting_.clear();
      front_ = 0;
    } else if (front_ >= 1024 && front_ * 2 >= waiting_.size()) {
      waiting_.erase(waiting_.begin(), waiting_.begin() + offset(front_));
      front_ = 0;
    }
  }

  std::vector<Waiting> waiting_;  // before `front_`: gone
  std::size_t front_ = 0;
  std::uint64_t expected_s_ = 0;
};

}  // namespace offpeak::scheduler
