#include "loadtest/simulation/model/arrivals.hpp"

namespace offpeak::loadtest {
namespace {

const Distribution unit_exponential = [] {
  Distribution unit;
  unit.shape = Shape::exponential;
  unit.mean = 1;
  return unit;
}();
const std::vector<BookedSlot> no_slots;

}  // namespace

Arrivals::Arrivals(const HallModel& model, VisitorClass of, std::uint64_t seed,
                   std::uint32_t replication)
    : model_{model},
      rates_{model.rates[static_cast<std::size_t>(of)]},
      slots_{of == VisitorClass::appointment ? model.slots : no_slots},
      show_{seed, replication, Purpose::show},
      party_sizes_{seed, replication, Purpose::party, static_cast<std::uint16_t>(of)},
      gaps_{unit_exponential,
            Stream{seed, replication, Purpose::arrival, static_cast<std::uint16_t>(of)}} {
  party_ = 1;
  advance();
}

int Arrivals::draw_weighted_party() {
  double whole = 0;
  for (const double weight : model_.party_weights) whole += weight;
  double left = party_sizes_.uniform(groups_++) * whole;
  std::size_t size = 0;
  while (size + 1 < model_.party_weights.size() && left >= model_.party_weights[size]) {
    left -= model_.party_weights[size++];
  }
  return static_cast<int>(size) + 1;
}

void Arrivals::advance_poisson() {
  double gap = gaps_.next();
  while (true) {
    const double until = step_ + 1 < rates_.size() ? rates_[step_ + 1].from_min : model_.minutes;
    const double rate = rates_[step_].per_min;
    const double arrival = rate > 0 ? next_min_ + gap / rate : never;
    if (arrival < until) {
      next_min_ = arrival;
      party_ = draw_party();
      return;
    }
    if (step_ + 1 == rates_.size() || until >= model_.minutes) {
      next_min_ = never;
      return;
    }
    gap -= (until - next_min_) * rate;
    next_min_ = until;
    ++step_;
  }
}

void Arrivals::advance_slot() {
  while (slot_ < slots_.size()) {
    if (of_slot_ == slots_[slot_].count) {
      ++slot_;
      of_slot_ = 0;
      continue;
    }
    ++of_slot_;
    const bool comes = model_.show >= 1 || show_.uniform(bookings_) < model_.show;
    ++bookings_;
    if (!comes) continue;
    next_min_ = slots_[slot_].at_min;
    party_ = 1;
    return;
  }
  next_min_ = never;
}

}  // namespace offpeak::loadtest
