#include "scheduler/state/state.hpp"

#include "scheduler/table/record_hash.hpp"

namespace offpeak::scheduler {
namespace {

std::uint64_t hall_day_key(HallCode hall, Date date) {
  return SlotKey{hall, LaneCode{}, date, MinuteOfDay{}}.packed();
}

}  // namespace

State::State(const StateOptions& options)
    : appointment_index_{appointments_, options.index_shards},
      citizen_index_{citizens_, options.index_shards},
      waitlist_index_{waitlist_, options.index_shards},
      slot_index_{slots_, options.index_shards},
      hall_day_index_{hall_days_, options.index_shards},
      records_hash_{options.is_hashed},
      floor_{records_hash_, options.index_shards},
      totals_{records_hash_, options.index_shards} {}

void State::clear() {
  appointments_.clear();
  citizens_.clear();
  slots_.clear();
  waitlist_.clear();
  hall_days_.clear();
  appointment_index_.clear();
  citizen_index_.clear();
  waitlist_index_.clear();
  slot_index_.clear();
  hall_day_index_.clear();
  by_code_.clear();
  code_bytes_ = 0;
  days_.clear();
  memories_.clear();
  first_memory_ = 0;
  memory_index_.clear();
  sequence_ = 0;
  last_at_ = {};
  records_hash_.set(0);
  floor_.clear();
  totals_.clear();
  audit_.clear();
  announcements_.clear();
  dead_letters_.clear();
  outbox_on_ = false;
}

void State::reserve(std::size_t records) {
  appointment_index_.reserve(records);
  citizen_index_.reserve(records);
}

void State::prefetch(const CommandBody& body) const {
  const Party* party = nullptr;
  const AppointmentId* id = nullptr;
  if (const auto* book = std::get_if<BookSlot>(&body)) {
    party = &book->party;
    id = &book->id;
  } else if (const auto* hold = std::get_if<HoldSlot>(&body)) {
    party = &hold->party;
    id = &hold->id;
  } else if (const auto* confirm = std::get_if<ConfirmHold>(&body)) {
    id = &confirm->id;
  } else if (const auto* get = std::get_if<GetAppointment>(&body)) {
    id = &get->id;
  }
  if (id != nullptr) appointment_index_.prefetch(*id);
  if (party == nullptr) return;
  for (const auto& applicant : *party) citizen_index_.prefetch(applicant.citizen);
}

std::uint64_t State::hash() const { return hash_with(records_hash_.value()); }

/// What is not in records: where the journal stands, what comes next, and whether the outbox is on.
std::uint64_t State::hash_with(std::uint64_t records_hash) const {
  const std::array<std::uint64_t, 11> whole{
      records_hash,
      sequence_,
      static_cast<std::uint64_t>(last_at_.time_since_epoch().count()),
      appointments_.first(),
      waitlist_.first(),
      floor_.first_ticket(),
      first_memory_,
      announcements_.first(),
      dead_letters_.first(),
      audit_.first(),
      outbox_on_ ? 1U : 0U};
  return XXH3_64bits(whole.data(), sizeof whole);
}

Counts State::counts() const {
  return {appointments_.live(), citizens_.live(), slots_.live(),
          waitlist_.live(),     memories_.size(), floor_.ticket_count()};
}

std::size_t State::bytes() const {
  std::size_t derived = code_bytes_ + days_.bucket_count() * sizeof(DayRecords);
  for (const auto& [key, day] : days_) {
    derived += (day.slots.capacity() + day.waitlist.capacity()) * sizeof(Place);
  }
  return derived + appointments_.bytes() + citizens_.bytes() + slots_.bytes() + waitlist_.bytes() +
         hall_days_.bytes() + appointment_index_.bytes() + citizen_index_.bytes() +
         waitlist_index_.bytes() + slot_index_.bytes() + hall_day_index_.bytes() + floor_.bytes() +
         totals_.bytes();
}

const Memory* State::find(IdempotencyKey key) const {
  const auto found = memory_index_.find(key);
  return found == memory_index_.end() ? nullptr : &memories_[found->second - first_memory_];
}

Place State::find(HallCode hall, Date date, KioskCode code) const {
  const Place day = hall_day_index_.find(hall_day_key(hall, date));
  if (day == nowhere) return nowhere;
  const std::uint32_t ordinal = ordinal_of(hall, date, code);
  return ordinal < by_code_[day].size() ? by_code_[day][ordinal] : nowhere;
}

void State::note_slot(Place slot) {
  const auto key = SlotKey::from_packed(slots_[slot].key);
  days_[hall_day_key(key.hall(), key.date())].slots.push_back(slot);
}

void State::note_waitlist(Place entry) {
  const auto key = SlotKey::from_packed(waitlist_[entry].slot);
  days_[hall_day_key(key.hall(), key.date())].waitlist.push_back(entry);
}

std::uint32_t State::taken_minutes(SlotKey key) const {
  const Place place = find(key);
  return place == nowhere ? 0 : slots_[place].taken_minutes;
}

KioskCode State::next_code(HallCode hall, Date date) const {
  const Place day = hall_day_index_.find(hall_day_key(hall, date));
  const std::uint64_t given = day == nowhere ? 0 : hall_days_[day].codes;
  OFFPEAK_ASSERT(given < kiosk_codes_max);
  return nth_code(hall, date, static_cast<std::uint32_t>(given));
}

bool State::is_full() const {
  // A command adds at most a party of citizens, and an offer to each who waits for a slot.
  constexpr std::uint32_t room = records_max - config::waitlist_entries_max - config::party_max;
  return appointments_.size() >= room || citizens_.live() >= room || waitlist_.size() >= room ||
         slots_.live() >= room || floor_.has_tickets(room);
}

bool State::has_full_memory(Instant now) const {
  if (memories_.size() < memories_max) return false;
  const Instant oldest{config::milliseconds{memories_.front().at_ms}};
  return oldest + idempotency_kept > now;
}

}  // namespace offpeak::scheduler
