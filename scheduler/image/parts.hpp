// Where the records of an image's sections lie in a state. Private to the image.
#pragma once

#include "scheduler/image/image.hpp"

namespace offpeak::scheduler {

/// Whether places of dropped records are used again; of the others, the front is freed.
template <class Record>
inline constexpr bool uses_gaps = true;
template <>
inline constexpr bool uses_gaps<Appointment> = false;
template <>
inline constexpr bool uses_gaps<WaitlistEntry> = false;
template <>
inline constexpr bool uses_gaps<Ticket> = false;

/// A section's number is that of its records' kind.
constexpr RecordKind kind_of(Section section) {
  return RecordKind{static_cast<std::uint64_t>(section)};
}

// `visit` gets a section's slab and its index, its trail, or the memories.

struct FloorImage {
  template <class AnyFloor, class Visit>
  static auto visit(AnyFloor& floor, Section section, const Visit& visit) {
    switch (section) {
      case Section::lane_days:
        return visit(floor.lane_days_, floor.lane_day_index_);
      case Section::counters:
        return visit(floor.counters_, floor.counter_index_);
      case Section::service_times:
        return visit(floor.service_times_, floor.service_time_index_);
      case Section::wait_fits:
        return visit(floor.wait_fits_, floor.wait_fit_index_);
      case Section::levels:
        return visit(floor.levels_, floor.level_index_);
      default:
        OFFPEAK_ASSERT(section == Section::tickets);
        return visit(floor.tickets_, floor.ticket_index_);
    }
  }
  static void assign(Floor& floor, const Floor& other);
  /// Makes what is derived from the records, whose links are checked (image_floor.cpp). What is
  /// wrong with these; empty: nothing.
  static std::string restore(Floor& floor, const State& state);
};

struct TotalsImage {
  template <class AnyTotals, class Visit>
  static auto visit(AnyTotals& totals, Section section, const Visit& visit) {
    switch (section) {
      case Section::lane_totals:
        return visit(totals.lanes_, totals.lane_index_);
      case Section::service_totals:
        return visit(totals.services_, totals.service_index_);
      default:
        OFFPEAK_ASSERT(section == Section::counter_totals);
        return visit(totals.counters_, totals.counter_index_);
    }
  }
};

struct StateImage {
  template <class AnyState, class Visit>
  static auto visit(AnyState& state, Section section, const Visit& visit) {
    switch (section) {
      case Section::appointments:
        return visit(state.appointments_, state.appointment_index_);
      case Section::citizens:
        return visit(state.citizens_, state.citizen_index_);
      case Section::slots:
        return visit(state.slots_, state.slot_index_);
      case Section::waitlist:
        return visit(state.waitlist_, state.waitlist_index_);
      case Section::hall_days:
        return visit(state.hall_days_, state.hall_day_index_);
      case Section::announcements:
        return visit(state.announcements_);
      case Section::dead_letters:
        return visit(state.dead_letters_);
      case Section::audit:
        return visit(state.audit_);
      case Section::lane_totals:
      case Section::service_totals:
      case Section::counter_totals:
        return TotalsImage::visit(state.totals_, section, visit);
      case Section::memories:
        return visit(state.memories_);
      case Section::tickets:
      case Section::lane_days:
      case Section::counters:
      case Section::service_times:
      case Section::wait_fits:
      case Section::levels:
        break;
    }
    return FloorImage::visit(state.floor_, section, visit);
  }
  static void read(const State& state, Section section, std::uint64_t chunk,
                   std::vector<std::byte>& out);
  static std::uint64_t sum_of_hashes(const State& state, Section section);
};

template <class... Handlers>
struct ImageVisit : Handlers... {
  using Handlers::operator()...;
};

}  // namespace offpeak::scheduler
