// What is closed and what is told to all, for readers on any thread.
//
// Progress: a reader of slots that begin after all closures pays one atomic load. Of others it
// looks under a lock that is held for a moment.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "scheduler/messages/closure.hpp"
#include "scheduler/messages/notice.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::engine {

struct ClosureNews {
  scheduler::ClosureId id{};
  scheduler::ClosedTimes closed{};
  scheduler::ClosureReason reason{};
  scheduler::Instant made_at{};
  scheduler::Instant ended_at{};  // reopened then; the epoch: it was not
  std::uint32_t displaced = 0;
  std::string zh{};
  std::string en{};
};

struct NoticeNews {
  scheduler::NoticeId id{};
  scheduler::HallCode hall{};  // 0: all
  scheduler::Instant from{};
  scheduler::Instant to{};
  scheduler::Instant posted_at{};
  scheduler::Instant ended_at{};  // withdrawn then; the epoch: it was not
  scheduler::Audience audience = 0;
  std::string zh{};
  std::string en{};
};

/// The newest first.
struct News {
  std::vector<ClosureNews> closures;
  std::vector<NoticeNews> notices;
};

class Bulletin {
 public:
  /// Any thread. Grows with each change; 0: nothing was ever closed or told.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
  /// Any thread. Never null.
  std::shared_ptr<const News> news() const;
  /// Any thread. Whether the hall, or the service in it, is closed in some part of [from, to);
  /// without a service, whether the hall is.
  bool is_closed(scheduler::HallCode hall, scheduler::Instant from, scheduler::Instant to,
                 scheduler::ServiceCode service = {}) const {
    return from < all_open_from_.load(std::memory_order_acquire) &&
           looks_closed(hall, from, to, service);
  }

  /// The thread that changes the state: as it now stands there.
  void publish(const scheduler::State& state);

 private:
  bool looks_closed(scheduler::HallCode hall, scheduler::Instant from, scheduler::Instant to,
                    scheduler::ServiceCode service) const;

  mutable std::mutex mutex_;
  std::shared_ptr<const News> news_ = std::make_shared<const News>();
  std::atomic<scheduler::Instant> all_open_from_{scheduler::Instant::min()};
  std::atomic<std::uint64_t> generation_{0};
};

}  // namespace offpeak::engine
