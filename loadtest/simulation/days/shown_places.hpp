// Which places those who look for an appointment are shown in a simulated city, and who follows:
// what a server does (guide/suggest.hpp), at the times at which people ask.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "guide/release_plan.hpp"
#include "guide/suggest.hpp"
#include "loadtest/simulation/days/agenda.hpp"
#include "loadtest/simulation/days/guidance.hpp"
#include "loadtest/simulation/days/level_places.hpp"
#include "loadtest/simulation/visitors/visitors.hpp"

namespace offpeak::loadtest {

/// A visitor follows where the share that does is above this: the same number in every scenario, so
/// that who follows when few do, does when more do.
double follow_draw(const Draws& draws, config::Date date, const Visitor& visitor);

class HallPlay;
struct PlayedHall;
struct Guest;

/// Places of one day alone: its visitors do not go to another one, which would have to be played
/// too. The outlook knows the demand model, how many mean to come on average, and what is booked:
/// not the day's visitors, nor what past days show. A look is made when somebody asks and the last
/// one is old.
class ShownPlaces {
 public:
  /// `city`: any of the halls that are played, for what they have in common. `halls`: all of them,
  /// in the order of the city.
  void begin(const PlayedHall& city, std::span<HallPlay* const> halls);

  /// Whether this visitor, who looks for an appointment, takes what is shown.
  bool follows(const Visitor& visitor) const;
  /// The first place that a guest is shown. It may be the one where the guest would go anyway.
  std::optional<scheduler::SlotKey> place_for(const Guest& guest, config::HallCode hall,
                                              DayTime at);
  /// Books a place in another hall; false when that hall refuses.
  bool book_elsewhere(const Visitor& visitor, scheduler::SlotKey slot, DayTime at);

 private:
  /// What was known at one moment.
  struct Look {
    DayTime at = 0;
    guide::Outlook outlook;
    guide::SuggestionPlan plan;
    boost::unordered_flat_map<std::uint64_t, double> taken_minutes;  // for `PlaceRule::emptiest`
  };

  /// The newest look that is old enough to be shown.
  const Look* look_at(DayTime at);
  void look(DayTime at);
  guide::Known known_at(DayTime at) const;
  std::size_t number_of(config::HallCode hall) const;
  HallPlay& play_of(config::HallCode hall) const;
  std::optional<scheduler::SlotKey> planned(const Look& look, const guide::Wish& wish,
                                            const Guest& guest, DayTime at) const;
  std::optional<scheduler::SlotKey> least(const Look& look, const guide::Wish& wish,
                                          const Guest& guest, DayTime at) const;
  double load_of(const Look& look, scheduler::SlotKey slot) const;
  bool has_room(scheduler::SlotKey slot, const Visitor& visitor, DayTime at) const;

  const PlayedHall* city_ = nullptr;
  std::vector<HallPlay*> halls_;
  double meant_people_ = 0;
  guide::Forecaster forecaster_;
  guide::SuggestionPlanner planner_;
  std::deque<Look> looks_;          // oldest first
  std::vector<LevelPlaces> level_;  // by hall; for `PlaceRule::most_level`
};

}  // namespace offpeak::loadtest
