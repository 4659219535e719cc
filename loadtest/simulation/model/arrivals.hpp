// When the visitors of one class come.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "loadtest/simulation/model/draws.hpp"
#include "loadtest/simulation/model/hall_model.hpp"
#include "loadtest/simulation/random/philox.hpp"

namespace offpeak::loadtest {

inline constexpr double never = std::numeric_limits<double>::infinity();

/// A Poisson process by inversion of its cumulative rate, or the booked slots of those who show up.
class Arrivals {
 public:
  /// When the model has neither a rate nor slots for a class, nobody of it comes. `model` must
  /// outlive it.
  Arrivals(const HallModel& model, VisitorClass of, std::uint64_t seed, std::uint32_t replication);

  /// Of the next visitor; `never` when nobody comes any more.
  double next_min() const { return next_min_; }
  void advance() {
    if (--party_ > 0) return;
    if (rates_.empty()) {
      advance_slot();
    } else {
      advance_poisson();
    }
  }

 private:
  void advance_poisson();
  void advance_slot();
  int draw_party() { return model_.party_weights.empty() ? 1 : draw_weighted_party(); }
  int draw_weighted_party();

  const HallModel& model_;
  const std::vector<RateStep>& rates_;
  const std::vector<BookedSlot>& slots_;
  Stream show_;
  Stream party_sizes_;
  Draws gaps_;  // unit exponentials
  double next_min_ = 0;
  int party_ = 0;  // visitors who still come at `next_min_`
  std::uint64_t groups_ = 0;
  std::size_t step_ = 0;  // of `rates_`
  std::size_t slot_ = 0;
  int of_slot_ = 0;  // bookings of the slot that were decided already
  std::uint64_t bookings_ = 0;
};

}  // namespace offpeak::loadtest
