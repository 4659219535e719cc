// How often what came up, so that a test can tell that it tested something.
#pragma once

#include <cstdint>

namespace offpeak::simulation {

struct Coverage {
  std::uint64_t takeovers = 0;        // by a standby
  std::uint64_t snapshots = 0;        // written
  std::uint64_t restored = 0;         // states that began with a snapshot
  std::uint64_t passed_over = 0;      // snapshots that were damaged
  std::uint64_t trimmed = 0;          // entries
  std::uint64_t deposed = 0;          // leaders whose journal failed
  std::uint64_t refused_ids = 0;      // by the store
  std::uint64_t lost_unsynced = 0;    // crashes of the store that took what it had not acknowledged
  std::uint64_t kept_unsynced = 0;    // and that left some of it
  std::uint64_t heard_again = 0;      // second replies to one command
  std::uint64_t reconfigured = 0;     // starts with another configuration
  std::uint64_t beyond_capacity = 0;  // slots that a leader found with more taken than they have
  std::uint64_t current_reads = 0;    // answers of a leader, checked not to be stale
  std::uint64_t watched = 0;          // bookings whose people watch for an earlier place
  std::uint64_t places_offered = 0;   // because of that
  std::uint64_t places_taken = 0;
  std::uint64_t watches_ended = 0;  // otherwise
};

struct CoverageField {
  const char* name;
  std::uint64_t Coverage::*count;
};
inline constexpr CoverageField coverage_fields[] = {
    {"takeovers", &Coverage::takeovers},
    {"snapshots", &Coverage::snapshots},
    {"restored", &Coverage::restored},
    {"passed_over", &Coverage::passed_over},
    {"trimmed", &Coverage::trimmed},
    {"deposed", &Coverage::deposed},
    {"refused_ids", &Coverage::refused_ids},
    {"lost_unsynced", &Coverage::lost_unsynced},
    {"kept_unsynced", &Coverage::kept_unsynced},
    {"heard_again", &Coverage::heard_again},
    {"reconfigured", &Coverage::reconfigured},
    {"beyond_capacity", &Coverage::beyond_capacity},
    {"current_reads", &Coverage::current_reads},
    {"watched", &Coverage::watched},
    {"places_offered", &Coverage::places_offered},
    {"places_taken", &Coverage::places_taken},
    {"watches_ended", &Coverage::watches_ended},
};

}  // namespace offpeak::simulation
