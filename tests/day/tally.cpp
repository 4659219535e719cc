#include "tests/day/tally.hpp"

namespace offpeak::day {

Tally& Tally::operator+=(const Tally& other) {
  tickets += other.tickets;
  people += other.people;
  documents += other.documents;
  booked += other.booked;
  walk_in += other.walk_in;
  priority += other.priority;
  no_shows += other.no_shows;
  served += other.served;
  left += other.left;
  missed += other.missed;
  calls += other.calls;
  return *this;
}

std::vector<std::pair<const char*, std::int64_t>> numbers_of(const Tally& tally) {
  return {{"tickets", tally.tickets},   {"people", tally.people},   {"documents", tally.documents},
          {"booked", tally.booked},     {"walk_in", tally.walk_in}, {"priority", tally.priority},
          {"no_shows", tally.no_shows}, {"served", tally.served},   {"left", tally.left},
          {"missed", tally.missed},     {"calls", tally.calls}};
}

}  // namespace offpeak::day
