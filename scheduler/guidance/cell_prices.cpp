#include "scheduler/guidance/cell_prices.hpp"

#include <algorithm>
#include <limits>

namespace offpeak::scheduler {
namespace {

/// Less is no room: nobody fits into a thousandth of a counter-minute.
constexpr double room_minutes_min = 1e-3;
/// What a load of twice the room costs at first, in minutes, above the price that was learned. Any
/// number gives the same plan: a larger one learns in fewer rounds, each of which settles more
/// slowly.
constexpr double excess_cost_minutes = 150;
constexpr double excess_cost_minutes_max = 1'000;
constexpr double excess_cost_growth = 4;
/// An excess that is still larger than this part of the last one does not come down soon; a small
/// part of the room does not matter.
constexpr double soon = 0.5;
constexpr double small_excess = 0.02;

}  // namespace

void CellPrices::start(const AssignmentProblem& problem, const std::vector<double>& room_prices) {
  const std::size_t cells = problem.cells.size();
  congestions_.clear();
  fixed_minutes_.clear();
  room_minutes_.clear();
  for (const auto& cell : problem.cells) {
    congestions_.push_back(cell.counters > 0 ? Congestion{cell.counters, cell.minutes,
                                                          cell.service_minutes, problem.congestion}
                                             : Congestion{});
    fixed_minutes_.push_back(cell.fixed_minutes);
    room_minutes_.push_back(cell.counters > 0 ? cell.room_minutes : 0);
  }
  std::size_t first = 0;
  for (const auto& group : problem.groups) {
    const double stays = (1 - problem.movable_share) * group.amount_minutes;
    const std::size_t habit = problem.options[first].cell;
    fixed_minutes_[habit] += stays;
    room_minutes_[habit] = std::max(room_minutes_[habit] - stays, 0.0);
    first += group.options;
  }
  room_prices_.assign(cells, 0);
  if (room_prices.size() == cells) room_prices_ = room_prices;
  excess_costs_.assign(cells, excess_cost_minutes);
  excesses_.assign(cells, std::numeric_limits<double>::infinity());
  planned_minutes_.assign(cells + 1, 0);
  prices_.assign(cells + 1, 0);
  slopes_.assign(cells + 1, 0);
  for (std::size_t cell = 0; cell < cells; ++cell) update(cell);
}

bool CellPrices::is_open(std::size_t cell) const { return room_minutes_[cell] >= room_minutes_min; }

double CellPrices::price_at(std::size_t cell, double planned_minutes) const {
  if (cell == nowhere()) return 0;
  return congestions_[cell].marginal(fixed_minutes_[cell] + planned_minutes).minutes +
         std::max(room_price_at(cell, planned_minutes), 0.0);
}

void CellPrices::add(std::size_t cell, double minutes) {
  planned_minutes_[cell] = std::max(planned_minutes_[cell] + minutes, 0.0);
  if (cell != nowhere()) update(cell);
}

void CellPrices::update(std::size_t cell) {
  if (!is_open(cell)) {
    prices_[cell] = std::numeric_limits<double>::infinity();
    return;
  }
  const double planned = planned_minutes_[cell];
  const auto marginal = congestions_[cell].marginal(fixed_minutes_[cell] + planned);
  const double room_price = room_price_at(cell, planned);
  prices_[cell] = marginal.minutes + std::max(room_price, 0.0);
  slopes_[cell] = marginal.slope + (room_price > 0 ? excess_costs_[cell] / room_minutes_[cell] : 0);
}

void CellPrices::learn_room_prices() {
  for (std::size_t cell = 0; cell < nowhere(); ++cell) {
    if (!is_open(cell)) continue;
    const double excess = planned_minutes_[cell] / room_minutes_[cell] - 1;
    room_prices_[cell] = std::max(room_price_at(cell, planned_minutes_[cell]), 0.0);
    if (excess > std::max(soon * excesses_[cell], small_excess)) {
      excess_costs_[cell] =
          std::min(excess_costs_[cell] * excess_cost_growth, excess_cost_minutes_max);
    }
    excesses_[cell] = std::max(excess, 0.0);
    update(cell);
  }
}

}  // namespace offpeak::scheduler
