#include "scheduler/state/state.hpp"

#include <array>

#include "base/mutant.hpp"
#include "scheduler/table/record_hash.hpp"
#include "scheduler/table/table_set.hpp"

namespace offpeak::scheduler {

State::State(const StateOptions& options)
    : records_hash_{options.is_hashed},
      appointments_{records_hash_, options.index_shards},
      citizens_{records_hash_, options.index_shards},
      slots_{records_hash_, options.index_shards},
      waitlist_{records_hash_, options.index_shards},
      code_days_{records_hash_, options.index_shards},
      aliases_{records_hash_, options.index_shards},
      compliance_{records_hash_, options.index_shards},
      floor_{records_hash_, options.index_shards},
      totals_{records_hash_, options.index_shards},
      revocations_{records_hash_, options.index_shards},
      watches_{records_hash_, options.index_shards},
      closures_{records_hash_, 1},
      notices_{records_hash_, 1},
      wordings_{records_hash_, 1},
      outages_{records_hash_, 1},
      meanings_{records_hash_, 1} {}

void State::clear() {
  for_each_table(tables_of(*this), [](auto& table) { table.clear(); });
  records_hash_.set(0);
  sequence_ = 0;
  last_at_ = {};
  outbox_ = Outbox::off;
  floor_.clear_links();
  by_code_.clear();
  code_bytes_ = 0;
  days_.clear();
  watched_days_.clear();
  unsettled_.clear();
  memory_numbers_.clear();
  memories_by_owner_.clear();
}

void State::copy_from(const State& other) {
  for_each_pair(tables_of(*this), other.tables(),
                [](auto& table, const auto& from) { table.assign(from); });
  records_hash_.set(other.records_hash_.value());
  sequence_ = other.sequence_;
  last_at_ = other.last_at_;
  outbox_ = other.outbox_;
  floor_.copy_links(other.floor_);
  by_code_ = other.by_code_;
  code_bytes_ = 0;
  for (const auto& codes : by_code_) code_bytes_ += codes.capacity() * sizeof(Place);
  days_ = other.days_;
  watched_days_ = other.watched_days_;
  unsettled_ = other.unsettled_;
  memory_numbers_ = other.memory_numbers_;
  memories_by_owner_ = other.memories_by_owner_;
}

void State::reserve(std::size_t records) {
  appointments_.reserve(records);
  citizens_.reserve(records);
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
  if (id != nullptr) appointments_.prefetch(*id);
  if (party == nullptr) return;
  for (const auto& applicant : *party) citizens_.prefetch(applicant.citizen);
}

std::uint64_t State::hash() const { return hash_with(records_hash_.value()); }

std::uint64_t State::compute_hash() const {
  std::uint64_t sum = 0;
  for_each_table(tables(), [&sum](const auto& table) { sum += table.compute_hash(); });
  return hash_with(sum);
}

/// The part of the hash that is not in records: the place in the journal, the next numbers, and
/// what is announced.
std::uint64_t State::hash_with(std::uint64_t records_hash) const {
  static_assert(has_all_sections<decltype(tables())>,
                "each kind of record that is kept is in `tables_of`, once");
  std::array<std::uint64_t, image_sections.size() + 4> words{
      records_hash, sequence_, static_cast<std::uint64_t>(last_at_.time_since_epoch().count())};
  std::size_t count = 3;
  const auto add_fronts = [&](bool of_trails) {
    for_each_table(tables(), [&](const auto& table) {
      if (table.moves_front && table.is_trail == of_trails) words[count++] = table.first();
    });
  };
  add_fronts(false);
  add_fronts(true);
  words[count++] = static_cast<std::uint64_t>(outbox_);
  return XXH3_64bits(words.data(), count * sizeof words[0]);
}

Counts State::counts() const {
  return {appointments_.live(), citizens_.live(), slots_.live(),
          waitlist_.live(),     memories_.size(), floor_.ticket_count()};
}

std::size_t State::bytes() const {
  std::size_t bytes = floor_.link_bytes() + code_bytes_ + days_.bucket_count() * sizeof(DayRecords);
  for (const auto& [key, day] : days_) {
    bytes += (day.slots.capacity() + day.waitlist.capacity()) * sizeof(Place);
  }
  for (const auto& [key, watches] : watched_days_) bytes += watches.capacity() * sizeof(Place);
  for_each_table(tables(), [&bytes]<class AnyTable>(const AnyTable& table) {
    if constexpr (!AnyTable::is_trail) bytes += table.bytes();
  });
  return bytes;
}

const Memory* State::find(IdempotencyKey key) const {
  const auto found = memory_numbers_.find(key);
  return found == memory_numbers_.end() ? nullptr : &memories_[found->second];
}

Place State::find(HallCode hall, Date date, KioskCode code) const {
  const Place day = code_days_.find(HallDayKey{hall, date});
  if (day == nowhere) return nowhere;
  const std::uint32_t ordinal = ordinal_of(hall, date, unmarked(code));
  if (ordinal >= by_code_[day].size()) return nowhere;
  const Place place = by_code_[day][ordinal];
  return KioskCode{appointments_[place].code} == code ? place : nowhere;
}

void State::note_slot(Place slot) {
  const SlotKey key = slots_[slot].key;
  days_[HallDayKey{key.hall(), key.date()}].slots.push_back(slot);
}

void State::note_waitlist(Place entry) {
  const SlotKey key = waitlist_[entry].slot;
  days_[HallDayKey{key.hall(), key.date()}].waitlist.push_back(entry);
}

std::uint32_t State::taken_minutes(SlotKey key) const {
  const Slot* slot = slots_.get(key);
  return slot == nullptr ? 0 : slot->taken_minutes + slot->carried_minutes;
}

std::optional<int> State::reserve_percent(SlotKey key, int configured_percent) const {
  const Slot* slot = slots_.get(key);
  if (slot == nullptr || slot->reserve == 0) return std::nullopt;
  const bool is_of_another = slot->reserve_of != 0 && slot->reserve_of != configured_percent + 1 &&
                             !base::mutated(base::Mutant::keep_old_reserves);
  return is_of_another ? std::nullopt : std::optional{slot->reserve - 1};
}

KioskCode State::next_code(HallCode hall, Date date) const {
  const CodeDay* day = code_days_.get(HallDayKey{hall, date});
  const std::uint64_t given = day == nullptr ? 0 : day->codes;
  OFFPEAK_ASSERT(given < kiosk_codes_max);
  return keyed(nth_code(hall, date, static_cast<std::uint32_t>(given)));
}

bool State::is_full() const {
  // A command adds at most a party of citizens, and an offer to each who waits for a slot and
  // to some who have one.
  constexpr std::uint32_t room =
      records_max - config::waitlist_entries_max - place_offers_max - config::party_max;
  return appointments_.size() >= room || citizens_.live() >= room || waitlist_.size() >= room ||
         slots_.live() >= room || floor_.has_tickets(room);
}

namespace {

/// Calls `visit` for the replies that may be forgotten at `now`, oldest first.
template <class Visit>
void for_each_old(const Trail<MemoryTrail>& memories, Instant now, const Visit& visit) {
  const auto kept_since = milliseconds_of(now - idempotency_kept);
  for (std::uint64_t number = memories.first(); number < memories.end(); ++number) {
    if (memories[number].at_ms > kept_since) return;
    visit(memories[number]);
  }
}

}  // namespace

std::size_t State::memory_count(Instant now) const {
  std::size_t count = memories_.size();
  if (count < memories_of_citizens_max) return count;  // far from any limit: no need to look
  for_each_old(memories_, now, [&](const Memory&) { --count; });
  return count;
}

std::uint32_t State::memory_count(std::uint32_t owner, Instant now) const {
  const auto found = memories_by_owner_.find(owner);
  if (found == memories_by_owner_.end()) return 0;
  std::uint32_t count = found->second;
  if (count < memories_per_citizen_max) return count;
  for_each_old(memories_, now, [&](const Memory& one) { count -= one.owner == owner ? 1 : 0; });
  return count;
}

}  // namespace offpeak::scheduler
