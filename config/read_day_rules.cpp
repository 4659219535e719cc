#include "config/read_day_rules.hpp"

#include <string>
#include <vector>

#include "config/scalars.hpp"

namespace offpeak::config {
namespace {

/// One of `words`, which stand in the order of the enumerators.
template <class Enum>
Reader word_of(Enum& into, std::vector<std::string> words) {
  return {"one of " + joined(words), [words, &into](const View& where) {
            auto position = static_cast<std::size_t>(into);
            choice(position, words).read(where);
            into = static_cast<Enum>(position);
          }};
}

Reader call_order(CallOrder& into) {
  return word_of(into, {"hall", "arrival", "appointments_first"});
}

Reader lane_ties(LaneTies& into) {
  return word_of(into, {"shortest_expected_service", "longest_wait", "turn_about"});
}

template <class Duration>
Reader count_of(Duration& into, IntRange range, const char* unit) {
  int unused = 0;
  return {integer(unused, range, unit).expected, [range, unit, &into](const View& where) {
            int count = static_cast<int>(into.count());
            integer(count, range, unit).read(where);
            into = Duration{count};
          }};
}

Reader count_of_minutes(minutes& into, IntRange range) { return count_of(into, range, "minutes"); }

void read_level(const View& where, LevelRule& into) {
  const IntRange waits{0, level_minutes_max};
  Fields fields{where};
  fields.optional("yellow_from_minutes", count_of_minutes(into.yellow_from, waits));
  fields.optional("red_above_minutes", count_of_minutes(into.red_above, waits));
  fields.optional("settle_minutes", count_of_minutes(into.settle, {0, settle_minutes_max}));
  fields.finish();
  const bool sound = fields.sound({"yellow_from_minutes", "red_above_minutes"});
  if (!sound || into.yellow_from <= into.red_above) return;
  where.error("yellow_from_minutes (" + std::to_string(into.yellow_from.count()) +
                  ") exceeds red_above_minutes (" + std::to_string(into.red_above.count()) + ')',
              "yellow_from_minutes up to red_above_minutes");
}

}  // namespace

Reader reserve_kind(ReserveKind& into) { return word_of(into, {"flat", "forecast"}); }

Reader call_rule(CallRule& into) {
  return {
      "the rule by which visitors are called", [&into](const View& where) {
        const IntRange runs{1, call_run_max};
        Fields fields{where};
        fields.optional("order", call_order(into.order));
        fields.optional("ties", lane_ties(into.ties));
        fields.optional("priority_run_max", integer(into.priority_run_max, runs, "calls"));
        fields.optional("booked_per_walk_in", integer(into.booked_per_walk_in, runs, "calls"));
        fields.optional("ageing_minutes", count_of_minutes(into.ageing, {0, ageing_minutes_max}));
        fields.optional("recalls_max", integer(into.recalls_max, {0, recalls_rule_max}, "recalls"));
        fields.optional("returns_max", integer(into.returns_max, {0, returns_rule_max}, "returns"));
        fields.optional("recall_pause_seconds",
                        count_of(into.recall_pause, {0, recall_pause_seconds_max}, "seconds"));
        fields.optional("return_after_calls",
                        integer(into.return_after_calls, {0, return_after_calls_max}, "calls"));
        fields.finish();
      }};
}

Reader level_rule(LevelRule& into) {
  return {"the waits of the levels", [&into](const View& where) { read_level(where, into); }};
}

}  // namespace offpeak::config
