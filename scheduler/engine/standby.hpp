// The state of a process that does not write: it follows the journal of the one that does, and
// answers questions from what it has so far.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "config/city.hpp"
#include "scheduler/engine/clock.hpp"
#include "scheduler/engine/examination.hpp"
#include "scheduler/engine/hall_boards.hpp"
#include "scheduler/engine/metrics.hpp"
#include "scheduler/engine/parker.hpp"
#include "scheduler/engine/port.hpp"
#include "scheduler/engine/publish.hpp"
#include "scheduler/engine/ring.hpp"
#include "scheduler/engine/writer.hpp"
#include "store/store.hpp"

namespace offpeak::engine {

/// The journal is asked for news this often when there is nothing else to do.
inline constexpr std::chrono::milliseconds follow_every{10};

class Standby {
 public:
  /// `follower` continues at `position`, up to which `state` has everything.
  Standby(const config::City& city, scheduler::State& state, const store::ChainPosition& position,
          store::Follower& follower, const Clock& clock, CommandRing& ring,
          const std::vector<std::unique_ptr<Port>>& ports, Published& published,
          Examination& examination, EngineMetrics& metrics, Parker& parker,
          config::Instant boards_made_at, std::function<void(const std::string&)> on_failure);
  ~Standby();

  void start();
  /// Ends the thread. Returns where the journal goes on behind the state.
  store::ChainPosition stop();

 private:
  void run();
  bool guard(const std::function<bool()>& step);
  bool answer_questions();
  Completion answer(const Envelope& envelope);
  bool follow();
  void publish_boards(bool behind);
  void park();

  const config::City& city_;
  scheduler::State& state_;
  store::Follower& follower_;
  const Clock& clock_;
  CommandRing& ring_;
  const std::vector<std::unique_ptr<Port>>& ports_;
  Published& published_;
  Examination& examination_;
  EngineMetrics& metrics_;
  Parker& parker_;
  std::function<void(const std::string&)> on_failure_;
  HallBoards boards_;
  scheduler::Events events_;
  store::ChainPosition position_;
  bool failed_ = false;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace offpeak::engine
