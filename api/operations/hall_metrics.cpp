#include "api/operations/hall_metrics.hpp"

#include <algorithm>
#include <chrono>

#include "api/hall/board_streams.hpp"
#include "api/hall/boards.hpp"
#include "api/operations/metrics_page.hpp"
#include "api/resources.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

using scheduler::Board;

double waiting_in(const Board& board) {
  double waiting = 0;
  for (const auto& lane : board.lanes) waiting += lane.waiting;
  return waiting;
}

double longest_wait_seconds(const Board& board, config::Instant now) {
  auto since = now;
  for (const auto& lane : board.lanes) since = std::min(since, lane.waiting_since.value_or(now));
  return std::chrono::duration<double>{now - since}.count();
}

double open_counters(const Board& board) {
  return static_cast<double>(
      std::ranges::count(board.counters, scheduler::CounterStatus::open, &Board::Counter::status));
}

}  // namespace

void add_halls(MetricsPage& page, Resources& resources) {
  refresh_boards(resources);
  const auto& boards = resources.boards;
  if (boards.trust() == Trust::failed) return;
  const auto now = resources.shared.clock.now();
  const auto& halls = resources.city.halls;
  const auto gauge = [&](const char* name, const char* help, const auto& value_of) {
    auto& family = page.family(name, help, prometheus::MetricType::Gauge);
    for (std::uint32_t place = 0; place < halls.size(); ++place) {
      const auto* const board = boards.board(place);
      if (board == nullptr) continue;
      MetricsPage::add(family, {{"hall", std::string{scheduler::format_hall(board->hall)}}},
                       value_of(*board));
    }
  };
  gauge("offpeak_hall_waiting_tickets", "Tickets that wait to be called", waiting_in);
  gauge("offpeak_hall_longest_wait_seconds",
        "Wait so far of the ticket that has waited longest, 0 while none waits",
        [now](const Board& board) { return longest_wait_seconds(board, now); });
  gauge("offpeak_hall_open_counters", "Counters that are open and not paused", open_counters);
}

}  // namespace offpeak::api
