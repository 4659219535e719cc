// What one person is shown: places drawn from the plan of those who live nearby and wish for the
// same.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "config/distance.hpp"
#include "guide/suggestion_plan.hpp"
#include "scheduler/guidance/suggestion_list.hpp"

namespace offpeak::guide {

/// Less is no reason to go elsewhere or at another time.
inline constexpr double saved_minutes_min = 1;

struct Wish {
  config::LaneCode lane{};
  /// Where the person would go: a hall with slots of the lane, else the nearest one to the
  /// position. At least one of the two.
  std::optional<config::HallCode> hall{};
  std::optional<config::Position> position{};
  config::Date from{};  // both included
  config::Date to{};
  /// Without one, the time is drawn from those that others wish for.
  std::optional<config::MinuteOfDay> at{};
  std::uint64_t seed = 0;  // the same shows the same
  std::size_t limit = scheduler::suggestions_max;
};

enum class Why : std::uint8_t {
  same_as_wished,  // the wished half-hour at the person's own hall
  shorter_wait,    // than where the person would go otherwise
  nearer_time,     // to the wished time than that
  nearer_hall,     // the person's own, where no time was wished for or its day has no room
};

struct SuggestedSlot {
  scheduler::SlotKey slot{};
  double wait_p50_minutes = 0;
  double wait_p90_minutes = 0;
  double saves_minutes = 0;  // of the p50, against the habit; may be negative
  double distance_km = 0;    // from the position, else from the person's own hall
  scheduler::Level level{};
  Why why{};
};

struct Suggested {
  std::vector<SuggestedSlot> items;
  /// The hall that the list is for; nothing when none has slots of the lane, or none was named.
  std::optional<config::HallCode> home;
  /// The slot that the person would take: the nearest one to the wished time that has room. Nothing
  /// when that hall and day have none.
  std::optional<scheduler::SlotKey> habit;
  /// A place with room was left out, because one in ten who come then is not called that day.
  bool has_uncalled = false;
};

/// Empty when nobody could go anywhere: no such lane, no such hall, no day of the plan in the
/// range. `has_room`: whether the whole party may book the slot now. Places without a reason are
/// left out.
Suggested suggest(const config::City& city, const Outlook& outlook, const SuggestionPlan& plan,
                  const Wish& wish, const std::function<bool(scheduler::SlotKey)>& has_room);

}  // namespace offpeak::guide
