#include "scheduler/reports/booking_page.hpp"

#include <algorithm>
#include <tuple>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

/// Of the day, from `booked` on; what was moved elsewhere is listed there.
std::vector<Place> bookings_of(const State& state, HallDayKey day) {
  std::vector<Place> places;
  const auto found = state.days().find(day);
  if (found == state.days().end()) return places;
  for (const Place slot : found->second.slots) {
    for (Place at = state.slot(slot).newest; at != nowhere;
         at = state.appointment(at).next_in_slot) {
      const AppointmentStatus status = state.appointment(at).status;
      if (has_code(status) && status != AppointmentStatus::rescheduled) places.push_back(at);
    }
  }
  std::ranges::sort(places, {}, [&](Place place) {
    const SlotKey slot = state.appointment(place).slot;
    return std::tuple{slot.start_minute(), slot.lane(), place};
  });
  return places;
}

ListedBooking view_of(const Appointment& record) {
  ListedBooking view{.id = record.id,
                     .slot = record.slot,
                     .status = record.status,
                     .code = KioskCode{record.code},
                     .size = record.size};
  for (std::uint8_t i = 0; i < record.size; ++i) view.services[i] = record.services[i].code();
  return view;
}

}  // namespace

std::unique_ptr<BookingPage> collect_bookings(const State& state, const ListBookings& question) {
  const auto places = bookings_of(state, HallDayKey{question.hall, question.date});
  auto page = std::make_unique<BookingPage>();
  const std::size_t first = std::min<std::size_t>(question.skipped, places.size());
  const std::size_t end = std::min<std::size_t>(first + question.limit, places.size());
  for (std::size_t i = first; i < end; ++i) {
    page->bookings.push_back(view_of(state.appointment(places[i])));
  }
  if (end < places.size()) page->next = static_cast<std::uint32_t>(end);
  return page;
}

Receipt receipt_of(const ListBookings& question) {
  const auto day = HallDayKey{question.hall, question.date}.packed();
  return {.kind = ReceiptKind::bookings,
          .position = question.limit,
          .subject = {{day, question.skipped}}};
}

ListBookings bookings_question_of(const Receipt& receipt) {
  const auto day = HallDayKey::from_packed(receipt.subject.words[0]);
  return {.hall = day.hall(),
          .date = day.date(),
          .skipped = static_cast<std::uint32_t>(receipt.subject.words[1]),
          .limit = static_cast<std::uint16_t>(receipt.position)};
}

}  // namespace offpeak::scheduler
