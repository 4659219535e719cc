// Why there is nothing to follow, beside what a list was made of.
#include "guide/why_nothing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;
using scheduler::SlotKey;

bool everywhere(SlotKey) { return true; }
bool nowhere(SlotKey) { return false; }

const Rooms open{everywhere, everywhere};
const Rooms full{nowhere, nowhere};
const Rooms for_one{nowhere, everywhere};

constexpr config::Date monday = config::make_date(2026, 6, 8);
constexpr config::Date dragon_boat = config::make_date(2026, 6, 19);

config::Instant on_monday(int hour, int minute) {
  return config::instant_at(monday, config::MinuteOfDay{hour * 60 + minute});
}

Wish wish_for(config::Date from, config::Date to) {
  return {.lane = documents, .hall = main_hall, .from = from, .to = to};
}

std::optional<Nothing> why(const Wish& wish, const Rooms& rooms,
                           config::Instant now = monday_noon) {
  const auto shown = suggest(town(), outlook(), plan(), wish, rooms.for_party);
  return why_nothing(town(), outlook(), wish, shown, rooms, now);
}

TEST_CASE("days say why nothing of them is shown") {
  const auto days = [](int count) { return std::chrono::days{count}; };
  struct Row {
    std::string name;
    config::Date from;
    config::Date to;
    Rooms rooms;
    config::Instant now;
    std::optional<Nothing> why;
  };
  for (const Row& row : {
           Row{"full", saturday, saturday + days(1), full, monday_noon, Nothing::full},
           Row{"party", saturday, saturday, for_one, monday_noon, Nothing::party_too_large},
           Row{"closed", dragon_boat, dragon_boat, open, monday_noon, Nothing::closed},
           Row{"closed, then open", dragon_boat, dragon_boat + days(3), full, monday_noon,
               Nothing::full},
           Row{"last week", monday - days(7), monday - days(1), open, monday_noon, Nothing::past},
           Row{"this evening", monday, monday, full, on_monday(17, 0), Nothing::past},
           Row{"the last slot of today", monday, monday, full, on_monday(16, 59), Nothing::full},
           Row{"beyond the horizon", monday + days(15), monday + days(20), open, monday_noon,
               Nothing::not_bookable_yet},
           Row{"before the first wave", monday + days(14), monday + days(14), open,
               on_monday(8, 59), Nothing::not_bookable_yet},
           Row{"after the first wave", monday + days(14), monday + days(14), full, on_monday(9, 0),
               Nothing::full},
           Row{"the day after the forecast", monday + days(14), monday + days(14), open,
               monday_noon, Nothing::beyond_forecast},
       }) {
    CAPTURE(row.name);
    CHECK(why(wish_for(row.from, row.to), row.rooms, row.now) == row.why);
  }
}

TEST_CASE("a wish says why nothing is shown of it") {
  Wish wish = wish_for(saturday, saturday);
  wish.hall.reset();
  CHECK(why(wish, open) == Nothing::hall_needed);
  wish = wish_for(saturday, saturday);
  wish.lane = machines;
  CHECK(why(wish, open) == Nothing::no_appointments);
}

TEST_CASE("a list of the own place alone says that nothing is better, any other one nothing") {
  const Wish wish = wish_for(saturday, saturday);
  const SlotKey own{main_hall, documents, saturday, config::MinuteOfDay{10 * 60}};
  const SlotKey other{main_hall, documents, saturday, config::MinuteOfDay{11 * 60}};
  const auto of = [&](const std::vector<SuggestedSlot>& items) {
    const Suggested shown{.items = items, .home = main_hall, .habit = own};
    return why_nothing(town(), outlook(), wish, shown, open, monday_noon);
  };
  CHECK(of({{.slot = own}}) == Nothing::own_place_is_best);
  CHECK(!of({{.slot = own}, {.slot = other}}));
  CHECK(!of({{.slot = other}}));
  CHECK(of({}) == Nothing::nothing_better);
}

TEST_CASE("where there is room and nobody may be called, that is said") {
  // The counters of the main hall go home at noon; nobody else has room.
  static const config::City morning = [] {
    config::City city = town();
    for (config::Hall& hall : city.halls) {
      if (hall.code != main_hall) continue;
      for (config::Counter& counter : hall.counters) {
        counter.hours = {{config::MinuteOfDay{8 * 60}, config::MinuteOfDay{12 * 60}}};
      }
    }
    return city;
  }();
  const auto has_room = [](SlotKey slot) {
    return slot.hall() == main_hall && slot.start_minute() > config::MinuteOfDay{12 * 60};
  };
  const Known known{
      .city = morning, .model = town_demand(), .now = monday_noon, .compliance = 0.03};
  const auto made = Forecaster{}.outlook(known, {}, {}, 7, 7);
  const auto plan = SuggestionPlanner{}.plan(known, made, {});
  Wish wish = wish_for(saturday, saturday);
  wish.at = config::MinuteOfDay{15 * 60};
  const auto shown = suggest(morning, made, plan, wish, has_room);
  CHECK(shown.items.empty());
  CHECK(shown.has_uncalled);
  CHECK(why_nothing(morning, made, wish, shown, {has_room, has_room}, monday_noon) ==
        Nothing::uncalled);
}

}  // namespace
}  // namespace offpeak::guide
