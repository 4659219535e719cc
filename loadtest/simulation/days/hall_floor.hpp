// What happens in the hall: people come in, clerks open, call, serve and rest.
#pragma once

#include <vector>

#include "loadtest/simulation/days/agenda.hpp"
#include "loadtest/simulation/days/conditions.hpp"
#include "loadtest/simulation/days/hall_day.hpp"
#include "loadtest/simulation/days/measures.hpp"
#include "loadtest/simulation/days/outages.hpp"
#include "loadtest/simulation/days/told_waits.hpp"
#include "loadtest/simulation/days/world.hpp"

namespace offpeak::loadtest {

class HallFloor {
 public:
  HallFloor(World& world, Agenda& agenda, HallDay& day, Measures& measures)
      : world_{world}, agenda_{agenda}, day_{day}, measures_{measures} {}

  /// `demand` must outlive the day. `told`: where waits are told; null where nobody looks.
  /// `assess_lanes`: levels of all lanes matter, and not the hall's alone.
  void begin(const demand::DemandModel& demand, const Conditions& conditions, ToldWaits* told,
             bool assess_lanes);

  void arrive(std::uint32_t guest, DayTime at);
  void leave(std::uint32_t guest, DayTime at);
  /// The system is back: who came meanwhile gets a number, and free counters call.
  void resume(DayTime at);
  void open(std::uint32_t span, DayTime at);
  void rest(std::uint32_t span, DayTime at);
  void serve(std::uint32_t clerk, DayTime at);
  void finish(std::uint32_t clerk, DayTime at);
  void assess(DayTime at);
  void sweep(std::uint32_t slot, DayTime at);
  /// At midnight: nobody is in the hall any more.
  void end();

 private:
  struct Clerk {
    scheduler::CounterNumber counter{};
    scheduler::LaneSet lanes = 0;
    const config::Counter* configured = nullptr;
    bool works = false;    // calls when free
    bool is_open = false;  // open, or paused with a visitor: its time counts as open
    bool busy = false;
    bool stays = false;  // the hall has closed: goes when nobody waits any more
    std::uint32_t guest = 0;
    DayTime open_since = 0;
    DayTime called_at = 0;
  };

  void plan_sweeps();
  void tell(DayTime at);
  void set_conditions(const Conditions& conditions);
  void let_in(std::uint32_t guest, DayTime at);
  bool check_in(Guest& guest, std::uint32_t number, DayTime at);
  bool take_ticket(Guest& guest, std::uint32_t number, DayTime at);
  void begin_waiting(Guest& guest, std::uint32_t number, DayTime at);
  bool turns_round(const Guest& guest) const;
  bool call(std::uint32_t clerk, DayTime at);
  void close(Clerk& clerk, DayTime at);
  void finish_at_midnight(Clerk& clerk);
  void count_open(Clerk& clerk, DayTime at);
  DayTime service_ms(const Guest& guest) const;

  World& world_;
  Agenda& agenda_;
  HallDay& day_;
  Measures& measures_;
  const demand::DemandModel* demand_ = nullptr;
  ToldWaits* told_ = nullptr;
  bool assess_lanes_ = false;
  Outages outages_;
  std::vector<std::uint32_t> without_number_;  // guests who came during an outage, in that order
  std::vector<double> service_factors_;        // by service; empty: all 1
  std::vector<Clerk> clerks_;
  scheduler::Level level_ = scheduler::Level::grey;
};

}  // namespace offpeak::loadtest
