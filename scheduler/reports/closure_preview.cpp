#include "scheduler/reports/closure_preview.hpp"

#include <algorithm>

#include "scheduler/booking/closed_times.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

/// What is asked of by the receipt.
ClosedTimes closure_question_of(const Receipt& receipt) {
  return {.hall = HallCode{receipt.position},
          .service = ServiceCode{static_cast<std::uint8_t>(receipt.subject.words[0])},
          .from = receipt.expires_at,
          .to = receipt.called_at};
}

}  // namespace

std::unique_ptr<ClosurePreview> preview_closure(const State& state, const Receipt& receipt) {
  const ClosedTimes closed = closure_question_of(receipt);
  const Touched touched = touched_by(state, closed);
  auto preview = std::make_unique<ClosurePreview>();
  preview->closed = closed;
  preview->bookings = static_cast<std::uint32_t>(touched.bookings.size());
  preview->holds = static_cast<std::uint32_t>(touched.holds.size());
  preview->waiting = static_cast<std::uint32_t>(receipt.subject.words[1]);
  auto& days = preview->days;
  for (const Place place : touched.bookings) {
    const Appointment& booking = state.appointment(place);
    const HallCode hall = booking.slot.hall();
    const Date date = booking.slot.date();
    if (days.empty() || days.back().hall != hall || days.back().date != date) {
      days.push_back({.hall = hall, .date = date});
    }
    std::uint32_t people = 0;
    for_each_citizen(booking, [&people](Place) { ++people; });
    ++days.back().bookings;
    days.back().people += people;
    preview->people += people;
  }
  return preview;
}

Receipt receipt_of(const PreviewClosure& question, std::size_t waiting) {
  const ClosedTimes& closed = question.closed;
  return {.kind = ReceiptKind::closure,
          .position = static_cast<std::uint32_t>(closed.hall),
          .subject = {{static_cast<std::uint64_t>(closed.service), waiting}},
          .expires_at = closed.from,
          .called_at = closed.to};
}

}  // namespace offpeak::scheduler
