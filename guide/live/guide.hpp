// What a server that leads does with forecasts: every few minutes it looks ahead again, has the
// reserves of slots follow walk-ins, plans what citizens are shown, and notes how many followed.
// The first look of a day has its forecast kept, for the day's report.
//
// A thread of its own with a low priority does all of it. Whoever reads takes what was made last,
// and never waits for the next; the writer gets a handful of commands each time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "guide/live/suggestion_book.hpp"
#include "guide/suggest.hpp"
#include "scheduler/engine/engine.hpp"
#include "scheduler/guidance/compliance.hpp"

namespace offpeak::guide {

/// By the halls' clock. Today and tomorrow are forecast anew each time, all days at the first of
/// an hour.
inline constexpr config::minutes looks_every{5};
inline constexpr int fresh_days = 2;

/// What was made last. Never changes.
struct Ahead {
  Outlook outlook;
  SuggestionPlan plan;
  scheduler::Compliance compliance;
};

class Guide {
 public:
  /// Before the engine leads or follows. All must outlive it.
  Guide(const config::City& city, const demand::DemandModel& model, const engine::Clock& clock,
        engine::Engine& engine);
  /// As stop().
  ~Guide();
  Guide(const Guide&) = delete;
  Guide& operator=(const Guide&) = delete;

  /// Begins with what the state has of past answers: before the engine leads.
  void remember(const scheduler::State& state);
  /// The engine leads.
  void start();
  /// While the engine still runs. Idempotent.
  void stop();

  /// How many looks are over; any thread, wait-free. While it is the same, so is `ahead`.
  std::uint64_t looks() const { return looks_.load(std::memory_order_acquire); }
  /// Any thread. Null before the first look is over.
  std::shared_ptr<const Ahead> ahead() const;
  SuggestionBook& book() { return book_; }

  /// Any thread, with a standing clock that was moved: returns when the look that is due by then is
  /// over, or when the guide has stopped.
  void await_rest();

 private:
  void run();
  bool is_stopping() const;
  void look(config::Instant now);
  Known known_at(config::Instant now) const;
  int fresh_days_at(config::Instant now) const;
  void note_answers();
  void note_forecasts(const Known& known, const Outlook& outlook);
  void set_reserves(const Known& known, const Outlook& outlook);
  bool send(const scheduler::CommandBody& body);
  void await_replies();
  void drain();
  /// Waits until the next look is due, or the guide stops.
  void rest();

  const config::City& city_;
  const demand::DemandModel& model_;
  const engine::Clock& clock_;
  engine::Engine& engine_;
  engine::Port* port_ = nullptr;
  SuggestionBook book_;

  // The thread's own.
  Forecaster forecaster_;
  SuggestionPlanner planner_;
  std::vector<LearnedHall> learned_;
  config::Date learned_on_{};
  config::Date noted_on_{};
  scheduler::ComplianceCounts counts_;
  std::shared_ptr<const Ahead> last_;
  bool refused_ = false;  // by an engine that stops or has failed

  std::atomic<std::uint64_t> looks_{0};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const Ahead> ahead_;
  config::Instant looked_at_{};  // 1970: not yet
  bool woken_ = false;           // completions have arrived, or the clock was moved
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace offpeak::guide
