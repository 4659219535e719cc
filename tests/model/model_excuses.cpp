// What counts against nobody: outages, and what staff take back.
#include <algorithm>

#include "tests/model/model.hpp"

namespace offpeak::model {
namespace {

using scheduler::Role;
using std::chrono::days;
using std::chrono::milliseconds;

constexpr std::size_t outages_kept = 64;
constexpr config::minutes noticed{1};

Receipt no(Rejection rejection) { return {.rejection = rejection}; }

}  // namespace

Receipt Model::run(const scheduler::NoteOutage& command) {
  if (now_ - command.from < noticed) return {};
  outages_.push_back({command.from, now_});
  if (outages_.size() > outages_kept) outages_.erase(outages_.begin());
  return {};
}

/// For a minute or more of the time in which they could check in.
bool Model::was_kept_out(SlotKey slot) const {
  const Rules& rules = rules_of(slot);
  const Instant start = slot_facts(city_, slot)->start;
  const Instant first = start - rules.check_in_early;
  const Instant last = start + rules.check_in_tail + milliseconds{1};
  if (was_closed(slot.hall(), first, last)) return true;
  return std::ranges::any_of(outages_, [&](const Outage& outage) {
    return std::min(last, outage.to) - std::max(first, outage.from) >= noticed;
  });
}

/// The ledger remembers so many: what is older is gone for good.
void Model::forget_old_no_shows(CitizenKey citizen) {
  const auto own =
      std::ranges::count_if(no_shows_, [&](const auto& one) { return one.citizen == citizen; });
  auto too_many = own - config::ledger_max;
  std::erase_if(no_shows_,
                [&](const auto& one) { return one.citizen == citizen && too_many-- > 0; });
}

/// How often that day would be in the ledger had this visit not been missed.
std::ptrdiff_t Model::no_shows_without(CitizenKey citizen, const Booking& excused) const {
  const auto is_other = [&](const Booking& booking) {
    const auto own = applicants(booking.members);
    return booking.status == AppointmentStatus::no_show && booking.id != excused.id &&
           booking.slot.date() == excused.slot.date() &&
           std::ranges::find(own, citizen) != own.end();
  };
  std::set<SlotKey> noted;
  for (const auto& booking : bookings_) {
    if (!is_other(booking)) continue;
    const bool is_of_earlier = has_missed_before(citizen, booking, is_other);
    if (!is_of_earlier) noted.insert(booking.slot);
  }
  return static_cast<std::ptrdiff_t>(noted.size());
}

Receipt Model::run(const scheduler::ExcuseNoShow& command) {
  Booking* booking = find_booking(command.id);
  if (booking == nullptr) return no(Rejection::not_found);
  const bool works_there = caller_.role == Role::staff && caller_.hall == booking->slot.hall();
  if (!works_there && caller_.role != Role::admin) return no(Rejection::forbidden);
  if (booking->status != AppointmentStatus::no_show) return no(Rejection::wrong_state);
  const Rules& rules = rules_of(booking->slot);
  const Date day = booking->slot.date();
  for (const auto& citizen : applicants(booking->members)) {
    forget_old_no_shows(citizen);
    const auto is_noted = [&](const LedgerEntry& one) {
      return one.citizen == citizen && one.day == day;
    };
    if (std::ranges::count_if(no_shows_, is_noted) <= no_shows_without(citizen, *booking)) continue;
    const auto newest = std::ranges::find_if(no_shows_.rbegin(), no_shows_.rend(), is_noted);
    no_shows_.erase(std::next(newest).base());
    Date until{};
    for (const Date missed : no_shows(citizen)) {
      if (count(no_shows_, citizen, missed, rules.no_show_window_days) < rules.no_shows_max)
        continue;
      until = std::max(until, Date{missed + days{rules.suspension_days}});
    }
    const auto present = suspended_until_.find(citizen);
    if (present == suspended_until_.end()) continue;
    present->second = std::min(present->second, until);
    if (present->second == Date{}) suspended_until_.erase(present);
  }
  booking->status = AppointmentStatus::excused;
  unsigned companions = 0;
  for (std::size_t i = 0; i < booking->members.size(); ++i) {
    companions |= booking->members[i].is_companion ? 1U << i : 0U;
  }
  return {.kind = scheduler::ReceiptKind::appointment,
          .status = static_cast<std::uint8_t>(AppointmentStatus::excused),
          .position = companions,
          .subject = {booking->id.words}};
}

/// Asked of those who are suspended.
Receipt Model::run(const scheduler::LiftSuspension& command) {
  if (caller_.role != Role::staff && caller_.role != Role::admin) return no(Rejection::forbidden);
  if (!is_suspended(command.citizen)) return no(Rejection::wrong_state);
  suspended_until_.erase(command.citizen);
  return {.subject = {command.citizen.words}};
}

}  // namespace offpeak::model
