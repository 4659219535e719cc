#include "demand/expected_arrivals.hpp"

#include <algorithm>
#include <cmath>

#include "scheduler/booking/opening.hpp"

namespace offpeak::demand {
namespace {

constexpr double meant_per_received_max = 2;
constexpr double precision = 1e-3;
constexpr int rounds_max = 12;

double start_of(std::size_t half_hour) {
  return static_cast<double>(half_hour * scheduler::half_hour_minutes);
}

LaneArrivals arrivals_of(const DemandModel& model, const MeantHall& hall, const MeantLane& lane,
                         const LaneBookings& bookings) {
  LaneArrivals arrivals{.meant = lane,
                        .booked = bookings.slots,
                        .standing = bookings.standing,
                        .bookers_to_come = bookings.wished_to_come};
  double before = 0;
  for (std::size_t at = 0; at < arrivals.walk_ins.size(); ++at) {
    const double until = hall.profile.share_before(start_of(at + 1));
    const double share = until - before;
    const double unplaced = bookings.unplaced[at];
    arrivals.bookers[at] = lane.bookers * share;
    arrivals.walk_ins[at] = lane.walk_ins * share + unplaced * model.come_anyway_share;
    arrivals.unplaced_to_come[at] = bookings.unplaced_to_come[at] * model.come_anyway_share;
    arrivals.stay_away += unplaced * (1 - model.come_anyway_share);
    before = until;
  }
  return arrivals;
}

/// Parties; machines give numbers until closing.
double received_walk_ins(const config::City& city, const config::Hall& hall,
                         const LaneArrivals& lane, config::Date date) {
  const auto closes = scheduler::periods_on(city, hall, date).back().to;
  const bool at_machine = city.find(lane.meant.lane)->machines;
  const auto before_closing = at_machine ? config::minutes{0} : hall.rules.last_tickets;
  const auto numbers_end = static_cast<double>((closes - before_closing).count());
  double parties = 0;
  for (std::size_t at = 0; at < lane.walk_ins.size(); ++at) {
    const double open = (numbers_end - start_of(at)) / scheduler::half_hour_minutes;
    parties += lane.walk_ins[at] * std::clamp(open, 0.0, 1.0);
  }
  return parties;
}

}  // namespace

HallArrivals hall_arrivals(const DemandModel& model, const config::City& city,
                           const MeantHall& hall, config::Date date, const BookedSoFar* so_far) {
  HallArrivals arrivals{.hall = hall.hall, .lanes = {}};
  for (const MeantLane& lane : hall.lanes) {
    const auto bookings = expected_bookings(model, city, hall, lane, date, so_far);
    arrivals.lanes.push_back(arrivals_of(model, hall, lane, bookings));
  }
  return arrivals;
}

std::vector<HallArrivals> expected_arrivals(const DemandModel& model, const config::City& city,
                                            config::Date date, double meant_people,
                                            const BookedSoFar* so_far) {
  std::vector<HallArrivals> halls;
  for (const MeantHall& hall : meant_parties(model, city, date, meant_people)) {
    halls.push_back(hall_arrivals(model, city, hall, date, so_far));
  }
  return halls;
}

double received_people(const DemandModel& model, const config::City& city,
                       const std::vector<HallArrivals>& halls, config::Date date) {
  double people = 0;
  for (const HallArrivals& hall : halls) {
    for (const LaneArrivals& lane : hall.lanes) {
      double parties = received_walk_ins(city, *hall.hall, lane, date);
      for (const auto& slot : lane.booked) parties += slot.parties * (1 - model.no_show_share);
      people += parties * lane.meant.people;
    }
  }
  return people;
}

double meant_for(const DemandModel& model, const config::City& city, config::Date date,
                 double received) {
  double meant = received;
  for (int round = 0; round < rounds_max; ++round) {
    const auto halls = expected_arrivals(model, city, date, meant, nullptr);
    const double comes_to = received_people(model, city, halls, date);
    if (comes_to <= 0) return meant;
    const double next = std::min(meant * received / comes_to, meant_per_received_max * received);
    if (std::abs(next - meant) < precision * meant) return next;
    meant = next;
  }
  return meant;
}

}  // namespace offpeak::demand
