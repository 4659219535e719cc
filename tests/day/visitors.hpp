// Who comes to a hall on a day: drawn from a seed, by the demand model of the domain.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "config/city.hpp"

namespace offpeak::day {

/// What a visitor does besides coming and being served.
enum class Habit : std::uint8_t {
  none,
  stays_away,   // has an appointment and never comes
  leaves,       // gives up after a while
  inattentive,  // does not hear the first call
  absent,       // nor any other
  parks,        // has to fill in a form first
  transfers,    // stands in the wrong lane
};

struct Visitor {
  config::Instant arrival{};          // with an appointment: set when it is booked
  std::vector<std::string> services;  // keys, of one lane; one a person
  std::string lane;
  std::string ground;  // empty: none
  bool wants_appointment = false;
  Habit habit = Habit::none;
  int documents = 0;
  double counter_minutes = 0;
  int minutes_early = 0;  // before the slot

  std::int64_t people() const { return static_cast<std::int64_t>(services.size()); }
};

/// `count` people in parties, by arrival. Walk-ins come while the hall is open.
std::vector<Visitor> draw_visitors(const config::City& city, const config::Hall& hall,
                                   config::Date date, int count, std::mt19937_64& random);

}  // namespace offpeak::day
