#include "loadtest/simulation/days/hall_play.hpp"

#include "loadtest/simulation/days/absence.hpp"
#include "loadtest/simulation/days/checks.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"

namespace offpeak::loadtest {
namespace {

/// Throws BrokenInvariant for a guest who is still on its way.
Fate fate_of(const Guest& guest) {
  switch (guest.outcome) {
    case Outcome::online:
      return Fate::online;
    case Outcome::cancelled:
      return Fate::cancelled;
    case Outcome::no_show:
      return Fate::no_show;
    case Outcome::unplaced:
      return Fate::unplaced;
    case Outcome::balked:
    case Outcome::shut_out:
      return Fate::turned_away;
    case Outcome::abandoned:
      return Fate::left;
    case Outcome::unserved:
      return Fate::unserved;
    case Outcome::called:
      return guest.at_machine ? Fate::machines : Fate::served;
    case Outcome::coming:
    case Outcome::waiting:
    case Outcome::elsewhere:
      break;
  }
  throw BrokenInvariant{"a visitor is neither received nor gone when the day is over"};
}

/// Counts in the result what became of the guests. Who went to another hall is one of its guests.
void count_outcomes(const HallDay& day, HallResult& result) {
  for (const Guest& guest : day.guests()) {
    if (guest.outcome == Outcome::elsewhere) continue;
    result.balance.meant.add({1, guest.people});
    result.balance.of(fate_of(guest)).add({1, guest.people});
    if (guest.outcome == Outcome::balked) ++result.balked;
  }
}

const Conditions& conditions_of(const Scenario& scenario, config::HallCode hall) {
  static const Conditions usual;
  const auto found = scenario.conditions.find(hall);
  return found == scenario.conditions.end() ? usual : found->second;
}

}  // namespace

void HallPlay::begin(const PlayedHall& played, HallResult& result) {
  const Scenario& scenario = played.scenario;
  const Conditions& conditions = conditions_of(scenario, played.hall.code);
  result_ = &result;
  is_after_midnight_ = false;
  keeps_journal_ = played.keep_journal;
  world_.begin(scenario.city, played.date, played.keep_journal);
  day_.begin(scenario.city, played.hall, played.date, played.visitors, played.machines,
             absent_counters(played.hall, played.date, played.machines, conditions.absence_share,
                             played.draws));
  agenda_.clear();
  measures_.begin(day_, result);
  citizens_.begin(played.draws, played.places, played.halls);
  swaps_.begin(played.draws, scenario.following);
  told_waits_.begin(scenario.city.lanes.size());
  floor_.begin(scenario.demand, conditions, played.halls == nullptr ? nullptr : &told_waits_,
               scenario.following.swaps);
  if (played.meant != nullptr) levelled_.begin(scenario.demand, *played.meant);
}

std::optional<DayTime> HallPlay::next() {
  if (agenda_.empty()) return std::nullopt;
  return agenda_.next_at();
}

void HallPlay::step() {
  const Happening next = agenda_.take();
  if (next.at >= day_end && !is_after_midnight_) {
    floor_.end();
    is_after_midnight_ = true;
  }
  // Who had one of the last slots and did not come is known only after midnight.
  if (!is_after_midnight_ || next.rank == Rank::sweep) act(next);
}

void HallPlay::end() {
  if (!is_after_midnight_) floor_.end();
  count_outcomes(day_, *result_);
  check_day(world_, day_, *result_);
  if (keeps_journal_) check_replay(world_);
}

void HallPlay::act(const Happening& next) {
  switch (next.rank) {
    case Rank::level:
      return levelled_.level(next.at);
    case Rank::give_back:
      return citizens_.give_back(next.number, next.at);
    case Rank::expire:
      return swaps_.expire(next.number, next.at);
    case Rank::book:
      return citizens_.book(next.number, next.at);
    case Rank::cancel:
      return citizens_.cancel(next.number, next.at);
    case Rank::set_out:
      return citizens_.set_out(next.number, next.at);
    case Rank::arrive:
      return floor_.arrive(next.number, next.at);
    case Rank::leave:
      return floor_.leave(next.number, next.at);
    case Rank::resume:
      return floor_.resume(next.at);
    case Rank::open:
      return floor_.open(next.number, next.at);
    case Rank::rest:
      return floor_.rest(next.number, next.at);
    case Rank::serve:
      return floor_.serve(next.number, next.at);
    case Rank::finish:
      return floor_.finish(next.number, next.at);
    case Rank::assess:
      floor_.assess(next.at);
      swaps_.offer(next.at);
      return;
    case Rank::sweep:
      return floor_.sweep(next.number, next.at);
  }
}

}  // namespace offpeak::loadtest
