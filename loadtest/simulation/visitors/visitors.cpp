#include "loadtest/simulation/visitors/visitors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "demand/day_demand.hpp"
#include "demand/day_profile.hpp"
#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"
#include "loadtest/simulation/visitors/choice.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/booking/release.hpp"

namespace offpeak::loadtest {
namespace {

constexpr int address_bits = 32;
constexpr std::size_t gaps_per_block = 4;
constexpr int grounds = static_cast<int>(scheduler::PriorityGround::urgent);

/// What all halls have in common on a day.
struct Day {
  const demand::DemandModel& model;
  const config::City& city;
  config::Date date;
  const DemandChange& change;
  const Draws& draws;
  std::vector<const demand::PartySizes::Shares*> size_shares;  // by service, in the city's order
  std::vector<Choice> party_sizes;                             // the same
  Choice lead_days;
  std::vector<double> online_shares;  // by service, in the city's order
};

/// In the order of the city's services.
Day day_of(const demand::DemandModel& model, const config::City& city, config::Date date,
           const DemandChange& change, const Draws& draws) {
  Day day{model, city, date, change, draws, {}, {}, {}, {}};
  if (!model.lead_day_shares.empty()) day.lead_days = Choice{model.lead_day_shares};
  for (const auto& service : city.services) {
    const auto& sizes = demand::party_shares(model, city, service.code, date);
    day.size_shares.push_back(&sizes);
    day.party_sizes.emplace_back(sizes);
    const auto online = model.online_shares.find(service.code);
    day.online_shares.push_back(online == model.online_shares.end() ? 0 : online->second);
  }
  return day;
}

/// People in a mean party of a hall.
double mean_size(const Day& day, const demand::HallDemand& hall, int people_max) {
  double mean = 0;
  for (std::size_t service = 0; service < hall.service_shares.size(); ++service) {
    mean += hall.service_shares[service] * demand::mean_size(*day.size_shares[service], people_max);
  }
  return mean;
}

/// By how much a day differs from the mean of its kind: a gamma factor on all rates of the day, so
/// that counts of days vary more than Poisson numbers do (Whitt 1999; Avramidis, Deslauriers &
/// L'Ecuyer 2004, model 1). `whose`: 0 is the city, a hall is its place and 1.
double chance_factor(const Day& day, std::size_t whose, double variation) {
  if (variation <= 0) return 1;
  const Stream stream{day.draws.seed, day.draws.replication, Purpose::day_size,
                      static_cast<std::uint16_t>(whose), day.draws.antithetic};
  const auto date = static_cast<std::uint64_t>(day.date.time_since_epoch().count());
  return gamma(stream.uniform(date), 1, variation);
}

double meant_per_received(const DemandChange& change, config::Date date) {
  const auto found = change.meant_per_received.find(date);
  return found == change.meant_per_received.end() ? 1 : found->second;
}

/// The parties of one hall. Draws that every party needs share a block of random numbers, because a
/// block costs as much as the rest of a party.
class HallParties {
 public:
  HallParties(const Day& day, std::size_t place, const demand::HallDemand& demand, double parties)
      : day_{day},
        hall_{day.city.halls[place]},
        place_{place},
        parties_{parties},
        profile_{day.model.day_parts, scheduler::periods_on(day.city, hall_, day.date)},
        services_{demand.service_shares},
        horizon_days_{scheduler::horizon_days(hall_.rules, day.date)},
        arrivals_{stream(Purpose::arrival)},
        wants_{stream(Purpose::service)},
        bookings_{stream(Purpose::booking)},
        times_{stream(Purpose::service_time)},
        online_{stream(Purpose::online)},
        moving_{stream(Purpose::moving)} {
    for (const auto& service : day.city.services) {
      booked_shares_.push_back(demand::booked_share(day.model, day.city, hall_, service));
    }
  }

  void add_to(std::vector<Visitor>& visitors) const {
    const std::size_t first = visitors.size();
    double sum = 0;
    for (std::uint32_t block = 0;; ++block) {
      const auto gaps = arrivals_.quad(address(block));
      for (std::uint32_t i = 0; i < gaps_per_block; ++i) {
        sum += exponential(gaps[i], 1);
        if (sum >= parties_) return order(visitors, first);
        add_party(block * gaps_per_block + i, profile_.minute_at(sum / parties_), visitors);
      }
    }
  }

 private:
  Stream stream(Purpose purpose) const {
    return {day_.draws.seed, day_.draws.replication, purpose, static_cast<std::uint16_t>(place_),
            day_.draws.antithetic};
  }

  /// Days differ in their draws, so that a week is not seven times the same day.
  std::uint64_t address(std::uint32_t number) const {
    const auto day = static_cast<std::uint64_t>(day_.date.time_since_epoch().count());
    return day << address_bits | number;
  }

  void add_party(std::uint32_t number, double minute, std::vector<Visitor>& visitors) const {
    const auto [u_service, u_size, u_booked, u_priority] = wants_.quad(address(number));
    const auto service = services_(u_service);
    Visitor& visitor = visitors.emplace_back();
    visitor.number = std::uint64_t{place_} << address_bits | number;
    visitor.hall = hall_.code;
    visitor.service = day_.city.services[service.at].code;
    visitor.size = static_cast<std::uint8_t>(day_.party_sizes[service.at](u_size).at + 1);
    visitor.goes_online = stays_at_home(number, day_.online_shares[service.at]);
    visitor.wants_appointment = u_booked < booked_shares_[service.at];
    visitor.ground = ground(u_priority);
    visitor.wished_minute = minute;
    if (visitor.wants_appointment) {
      draw_booking(number, visitor);
    } else if (day_.change.moving_share > 0) {
      move(number, visitor);
    }
    draw_times(number, visitor);
  }

  bool stays_at_home(std::uint32_t number, double online_share) const {
    if (day_.change.online_share <= 0 || online_share <= 0) return false;
    const auto [u_could, u_does] = online_.pair(address(number));
    return u_could < online_share && u_does < day_.change.online_share;
  }

  /// Grounds are drawn alike, because the queue treats them alike.
  scheduler::PriorityGround ground(double u) const {
    const double share = day_.model.priority_share;
    if (u >= share) return scheduler::PriorityGround::none;
    const auto at = std::min(static_cast<int>(u / share * grounds), grounds - 1);
    return static_cast<scheduler::PriorityGround>(at + 1);
  }

  void draw_booking(std::uint32_t number, Visitor& visitor) const {
    const demand::DemandModel& model = day_.model;
    const auto [u_lead, u_cancels, u_shows, u_early] = bookings_.quad(address(number));
    const auto lead = day_.lead_days(u_lead);
    visitor.lead_days =
        static_cast<std::uint8_t>(std::min(static_cast<int>(lead.at), horizon_days_));
    visitor.lead_moment = lead.rest;
    // The same number decides both: who finds no appointment has none to cancel.
    visitor.cancels = u_cancels < model.cancellation_share;
    visitor.comes_anyway = u_cancels < model.come_anyway_share;
    visitor.shows_up = u_shows >= model.no_show_share;
    visitor.early_minutes =
        normal(u_early, model.early_minutes_mean, model.early_minutes_deviation);
  }

  void move(std::uint32_t number, Visitor& visitor) const {
    if (!profile_.is_busy(visitor.wished_minute)) return;
    const auto [u_moves, u_where] = moving_.pair(address(number));
    if (u_moves >= day_.change.moving_share) return;
    visitor.wished_minute = profile_.quieter_minute(visitor.wished_minute, u_where);
  }

  void draw_times(std::uint32_t number, Visitor& visitor) const {
    const auto [u_service, u_walk, u_balking, u_patience] = times_.quad(address(number));
    visitor.service_draw = u_service;
    visitor.walk_draw = u_walk;
    visitor.balking_draw = u_balking;
    const double mean = day_.model.patience_minutes_mean;
    visitor.patience_minutes =
        mean > 0 ? exponential(u_patience, mean) : std::numeric_limits<double>::infinity();
  }

  /// Arrivals are in the order of time, except those who have moved.
  void order(std::vector<Visitor>& visitors, std::size_t first) const {
    if (day_.change.moving_share <= 0) return;
    std::sort(visitors.begin() + static_cast<std::ptrdiff_t>(first), visitors.end(),
              [](const Visitor& left, const Visitor& right) {
                return left.wished_minute < right.wished_minute ||
                       (left.wished_minute == right.wished_minute && left.number < right.number);
              });
  }

  const Day& day_;
  const config::Hall& hall_;
  std::size_t place_;
  double parties_;  // on average
  demand::DayProfile profile_;
  Choice services_;
  int horizon_days_;
  std::vector<double> booked_shares_;  // by service, in the city's order
  Stream arrivals_, wants_, bookings_, times_, online_, moving_;
};

const DayMoves* moves_on(const DemandChange& change, config::Date date) {
  const auto found = change.moves.find(date);
  return found == change.moves.end() ? nullptr : &found->second;
}

/// Gives the halls the people who move between days; returns those of all halls.
double move_people(std::vector<demand::HallDemand>& halls, const DemandChange& change,
                   config::Date date) {
  const DayMoves* moves = moves_on(change, date);
  double sum = 0;
  for (std::size_t at = 0; at < halls.size(); ++at) {
    if (moves != nullptr) halls[at].people *= moves->hall_factors[at];
    sum += halls[at].people;
  }
  return sum;
}

double wanted_people(double model_people, const DemandChange& change, config::Date date) {
  if (change.people <= 0) return model_people * change.factor;
  const DayMoves* moves = moves_on(change, date);
  return change.people * (moves == nullptr ? 1 : moves->city_factor) * change.factor;
}

/// Room for nearly every draw of this mean.
std::size_t room_for(double parties) {
  return static_cast<std::size_t>(parties + 6 * std::sqrt(parties)) + 1;
}

}  // namespace

std::vector<Visitor> visitors_on(const demand::DemandModel& model, const config::City& city,
                                 config::Date date, const DemandChange& change, const Draws& draws,
                                 std::optional<std::size_t> only) {
  auto halls = demand::halls_on(model, city, date);
  const double model_people = move_people(halls, change, date);
  const double people = wanted_people(model_people, change, date);
  std::vector<Visitor> visitors;
  if (model_people <= 0 || people <= 0) return visitors;
  const Day day = day_of(model, city, date, change, draws);
  const double meant =
      people * meant_per_received(change, date) * chance_factor(day, 0, model.city_variation);
  std::vector<double> parties;
  double all_parties = 0;
  for (std::size_t place = 0; place < halls.size(); ++place) {
    const double size = mean_size(day, halls[place], city.halls[place].rules.party_max);
    const double share = halls[place].people / model_people;
    parties.push_back(
        share > 0 ? meant * share / size * chance_factor(day, place + 1, model.hall_variation) : 0);
    const bool is_wanted = !only || *only == place;
    if (!is_wanted) parties.back() = 0;
    all_parties += parties.back();
  }
  visitors.reserve(room_for(all_parties));
  for (std::size_t place = 0; place < halls.size(); ++place) {
    if (parties[place] <= 0) continue;
    HallParties{day, place, halls[place], parties[place]}.add_to(visitors);
  }
  return visitors;
}

double expected_people(const demand::DemandModel& model, const config::City& city,
                       config::Date date, const DemandChange& change) {
  auto halls = demand::halls_on(model, city, date);
  return wanted_people(move_people(halls, change, date), change, date);
}

double meant_people(const demand::DemandModel& model, const config::City& city, config::Date date,
                    const DemandChange& change) {
  return expected_people(model, city, date, change) * meant_per_received(change, date);
}

}  // namespace offpeak::loadtest
