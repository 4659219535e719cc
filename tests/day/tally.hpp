// What the clients of a day saw, by hall and lane: to be compared with the report.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace offpeak::day {

/// A lane as its visitors know it; the names are those of the report.
struct Tally {
  std::int64_t tickets = 0;
  std::int64_t people = 0;
  std::int64_t documents = 0;
  std::int64_t booked = 0;
  std::int64_t walk_in = 0;
  std::int64_t priority = 0;
  std::int64_t no_shows = 0;
  std::int64_t served = 0;
  std::int64_t left = 0;
  std::int64_t missed = 0;
  std::int64_t calls = 0;

  Tally& operator+=(const Tally& other);
};

/// Its numbers with their names.
std::vector<std::pair<const char*, std::int64_t>> numbers_of(const Tally& tally);

struct HallTally {
  std::map<std::string, Tally> lanes;  // by key
  std::int64_t visitors = 0;           // parties that meant to come
  std::int64_t turned_away = 0;        // that got neither an appointment nor a number
  std::int64_t requests = 0;
  std::int64_t recalls = 0;
  std::int64_t parked = 0;
  std::int64_t transferred = 0;
  std::vector<std::string> surprises;  // replies that nobody had reckoned with
};

}  // namespace offpeak::day
