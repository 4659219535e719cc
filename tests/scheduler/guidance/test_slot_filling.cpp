#include "scheduler/guidance/slot_filling.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

/// Half-hours from 8:30 on, each with a room of 60 counter-minutes, and a gap before the fourth.
std::vector<SlotWishes> filled(const std::vector<double>& wished) {
  std::vector<SlotWishes> slots;
  double start = 510;
  for (const double minutes : wished) {
    if (slots.size() == 3) start += 120;
    slots.push_back({.start_minute = start, .wished = minutes, .room = 60});
    start += 30;
  }
  fill_slots(slots, 30);
  return slots;
}

TEST_CASE("wishes find the wished slot, then the nearest one with room, the later one first") {
  struct Row {
    std::vector<double> wished;
    std::vector<double> placed;
    double unplaced;
  };
  const Row rows[] = {
      {{40, 0, 60, 10}, {40, 0, 60, 10}, 0},
      {{0, 90, 0, 0}, {0, 60, 30, 0}, 0},
      {{0, 150, 0, 0}, {30, 60, 60, 0}, 0},
      {{0, 0, 90, 0}, {0, 30, 60, 0}, 0},    // the slot after the gap is further away
      {{90, 0, 90, 0}, {60, 60, 60, 0}, 0},  // two share what is between them
      {{300, 0, 0, 0}, {60, 60, 60, 60}, 60},
  };
  for (const Row& row : rows) {
    const auto slots = filled(row.wished);
    double unplaced = 0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      CAPTURE(i);
      CHECK(slots[i].placed == Approx(row.placed[i]));
      unplaced += slots[i].unplaced;
    }
    CHECK(unplaced == Approx(row.unplaced));
  }
}

TEST_CASE("a slot whose room is overdrawn takes nobody") {
  std::vector<SlotWishes> slots{{.start_minute = 510, .wished = 20, .room = -30},
                                {.start_minute = 540, .wished = 0, .room = 60}};
  fill_slots(slots, 30);
  CHECK(slots[0].placed == 0);
  CHECK(slots[1].placed == Approx(20));
}

}  // namespace
}  // namespace offpeak::scheduler
