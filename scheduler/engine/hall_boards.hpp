// Which halls' boards have to be made anew, and when: soon after the first change, and then at most
// once in `board_every` while changes go on. The last change always gets its board.
//
// Belongs to the thread that changes the state. A hall in which nothing happens costs nothing but
// its board when it opens or closes.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "scheduler/engine/board_box.hpp"
#include "scheduler/messages/event.hpp"

namespace offpeak::engine {

/// Of one hall, in real time.
inline constexpr std::chrono::milliseconds board_every{25};

class HallBoards {
 public:
  /// `made_at`: of the time at which boards were made last.
  HallBoards(const config::City& city, const scheduler::State& state, config::Instant made_at);

  /// A fact that the state has applied.
  void note(const scheduler::State& state, const scheduler::Fact& fact);
  /// A timer: in a busy hall a minute has passed, so its board is out of date.
  void note(const scheduler::CommandBody& timer);
  void note_all();
  /// Time has passed: a hall that has opened or closed since has a new board, whatever happens in
  /// it, and so has each when a closure or a notice has begun or ended.
  void pass(const scheduler::State& state, config::Instant now);
  /// When that happens next.
  config::Instant next_turn() const { return next_turn_; }

  bool is_due() const;
  /// Real time until a board is due; nothing when none is wanted.
  std::optional<std::chrono::nanoseconds> until_due() const;
  /// Makes every board that is due.
  void make_due(const scheduler::State& state, config::Instant now, std::vector<PlacedBoard>& out);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Hall {
    bool wanted = false;
    Moment due{};                // of the next board: `board_every` after the last
    config::Instant turns_at{};  // opens or closes
  };

  void note(config::HallCode hall);
  void set_next_turn(config::Instant now);
  void want(Hall& hall);

  const config::City& city_;
  std::vector<Hall> halls_;    // as in the city
  config::Instant news_turn_;  // the next closure or notice begins or ends
  config::Instant next_turn_{};
  std::size_t wanted_ = 0;
  Moment first_due_{};  // while any is wanted
};

}  // namespace offpeak::engine
