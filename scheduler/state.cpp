#include "scheduler/state.hpp"

#include "scheduler/record_hash.hpp"

namespace offpeak::scheduler {
namespace {

std::uint64_t hall_day_key(HallCode hall, Date date) {
  return SlotKey{hall, LaneCode{}, date, MinuteOfDay{}}.packed();
}

}  // namespace

std::size_t State::PackedHash::operator()(std::uint64_t packed) const {
  return XXH3_64bits(&packed, sizeof packed);
}

State::State()
    : appointment_index_{appointments_},
      citizen_index_{citizens_},
      waitlist_index_{waitlist_},
      slot_index_{slots_},
      hall_day_index_{hall_days_} {}

void State::reserve(std::size_t records) {
  appointment_index_.reserve(records);
  citizen_index_.reserve(records);
}

void State::copy_from(const State& other) {
  appointments_.assign(other.appointments_);
  citizens_.assign(other.citizens_);
  slots_.assign(other.slots_);
  waitlist_.assign(other.waitlist_);
  hall_days_.assign(other.hall_days_);
  appointment_index_.assign(other.appointment_index_);
  citizen_index_.assign(other.citizen_index_);
  waitlist_index_.assign(other.waitlist_index_);
  slot_index_.assign(other.slot_index_);
  hall_day_index_.assign(other.hall_day_index_);
  by_code_ = other.by_code_;
  code_bytes_ = 0;
  for (const auto& codes : by_code_) code_bytes_ += codes.capacity() * sizeof(Place);
  memories_ = other.memories_;
  first_memory_ = other.first_memory_;
  memory_index_ = other.memory_index_;
  sequence_ = other.sequence_;
  last_at_ = other.last_at_;
  records_hash_ = other.records_hash_;
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

std::uint64_t State::hash() const {
  const std::array<std::uint64_t, 4> whole{
      records_hash_, sequence_, static_cast<std::uint64_t>(last_at_.time_since_epoch().count()),
      first_memory_};
  return XXH3_64bits(whole.data(), sizeof whole);
}

std::uint64_t State::compute_hash() const {
  std::uint64_t sum = 0;
  const auto add_all = [&sum](RecordKind kind, const auto& slab) {
    for (Place place = 0; place < slab.size(); ++place)
      sum += record_hash(kind, place, slab[place]);
  };
  add_all(RecordKind::appointment, appointments_);
  add_all(RecordKind::citizen, citizens_);
  add_all(RecordKind::slot, slots_);
  add_all(RecordKind::waitlist, waitlist_);
  add_all(RecordKind::hall_day, hall_days_);
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    sum += record_hash(RecordKind::memory, first_memory_ + i, memories_[i]);
  }
  const std::array<std::uint64_t, 4> whole{
      sum, sequence_, static_cast<std::uint64_t>(last_at_.time_since_epoch().count()),
      first_memory_};
  return XXH3_64bits(whole.data(), sizeof whole);
}

Counts State::counts() const {
  return {appointments_.size(), citizens_.size(), slots_.size(), waitlist_.size(),
          memories_.size()};
}

std::size_t State::bytes() const {
  return appointments_.bytes() + citizens_.bytes() + slots_.bytes() + waitlist_.bytes() +
         hall_days_.bytes() + appointment_index_.bytes() + citizen_index_.bytes() +
         waitlist_index_.bytes() + slot_index_.bytes() + hall_day_index_.bytes() + code_bytes_;
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
  return appointments_.size() >= room || citizens_.size() >= room || waitlist_.size() >= room ||
         slots_.size() >= room;
}

bool State::has_full_memory(Instant now) const {
  if (memories_.size() < memories_max) return false;
  const Instant oldest{config::milliseconds{memories_.front().at_ms}};
  return oldest + idempotency_kept > now;
}

}  // namespace offpeak::scheduler
