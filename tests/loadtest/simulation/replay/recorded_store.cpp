#include "tests/loadtest/simulation/replay/recorded_store.hpp"

#include "store/event_codec.hpp"
#include "store/store.hpp"

namespace offpeak::loadtest {

void fill_morning(OneHall& hall) {
  for (auto& service : hall.scenario.city.services) service.variation = 0.5;
  hall.book(9, 0).early_minutes = 4;
  hall.book(9, 0).shows_up = false;
  hall.book(9, 30).early_minutes = -1;
  hall.book(10, 0).cancels = true;
  for (int minute = 0; minute < 50; minute += 2) {
    Visitor& visitor = hall.come(9, minute);
    visitor.service_draw = 0.05 + 0.018 * minute;
    visitor.walk_draw = 0.5;
  }
  hall.come(9, 20).patience_minutes = 3;
  hall.come(9, 25).size = 3;
  hall.come(9, 31).ground = scheduler::PriorityGround::senior;
}

HallResult record(OneHall& hall, const std::string& path) {
  const auto result = hall.play();
  auto opened = store::open_store("sqlite:" + path, {.city = hall.scenario.city.key});
  if (!opened) throw std::runtime_error{opened.error().message};
  auto journal = (*opened)->open_journal();
  if (!journal) throw std::runtime_error{journal.error().message};
  std::uint64_t sequence = 1;
  for (const auto& event : hall.simulator.last_journal()) {
    std::vector<std::byte> bytes;
    store::encode_event(event, bytes);
    const auto kept =
        (*journal)->append({.first_sequence = sequence++, .events = 1, .payload = bytes});
    if (!kept) throw std::runtime_error{kept.error().message};
  }
  return result;
}

}  // namespace offpeak::loadtest
