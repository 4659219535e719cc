// The core as a simulated day drives it: one state, commands in order of time, nothing else.
#pragma once

#include <memory>

#include "loadtest/simulation/days/agenda.hpp"
#include "scheduler/decide.hpp"

namespace offpeak::loadtest {

class World {
 public:
  World();

  /// Starts anew: nothing has happened, and the visits are on this day. `city` must live as long as
  /// it is played. `keep_journal`: every event is kept.
  void begin(const config::City& city, config::Date date, bool keep_journal);

  /// A command of a citizen.
  scheduler::Receipt ask(const scheduler::CommandBody& body, scheduler::CitizenKey citizen,
                         DayTime at);
  /// A command of the hall, or of a timer that is due.
  scheduler::Receipt run(const scheduler::CommandBody& body, DayTime at);
  /// The same by the timer itself, which is spared nothing: levels of all lanes are assessed.
  scheduler::Receipt tick(const scheduler::CommandBody& body, DayTime at);

  const scheduler::State& state() const { return *state_; }
  const config::City& city() const { return *city_; }
  config::Date date() const { return date_; }
  config::Instant instant(DayTime at) const { return midnight_ + config::milliseconds{at}; }
  DayTime day_time(config::Instant at) const { return (at - midnight_).count(); }
  /// Facts of the last command.
  const scheduler::Events& facts() const { return facts_; }
  /// Facts of all commands, when they are kept.
  const scheduler::Events& journal() const { return journal_; }
  std::uint64_t commands() const { return commands_; }

 private:
  scheduler::Receipt step(const scheduler::Command& command, DayTime at);

  std::unique_ptr<scheduler::State> state_;
  const config::City* city_ = nullptr;
  config::Date date_{};
  config::Instant midnight_{};
  scheduler::Events facts_;
  scheduler::Events journal_;
  bool keep_journal_ = false;
  std::uint64_t commands_ = 0;
};

}  // namespace offpeak::loadtest
