// A hall's bookings of a day, copied out of the state for its staff. No personal data.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"

namespace offpeak::scheduler {

inline constexpr std::uint16_t bookings_page_max = 1000;

struct ListedBooking {
  AppointmentId id{};
  SlotKey slot{};
  AppointmentStatus status{};
  KioskCode code{};
  std::array<ServiceCode, config::party_max> services{};
  std::uint8_t size = 0;
};

struct BookingPage {
  std::vector<ListedBooking> bookings;  // by time, then lane, then who booked first
  std::uint32_t next = 0;  // ListBookings::skipped of the next page; 0: this is the last one
};

class State;

std::unique_ptr<BookingPage> collect_bookings(const State& state, const ListBookings& question);

/// A question as a receipt, and back: `answer` has nothing but the receipt.
Receipt receipt_of(const ListBookings& question);
ListBookings bookings_question_of(const Receipt& receipt);

}  // namespace offpeak::scheduler
