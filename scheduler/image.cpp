#include "scheduler/image.hpp"

#include <cstddef>

#include "scheduler/assert.hpp"

namespace offpeak::scheduler {
namespace {

// These bytes lie in snapshots (store/FORMAT.md). Whoever changes one of these lines gives
// snapshots a new version (store/snapshot_chunk.hpp), so that older ones are refused and the
// journal is replayed instead.
static_assert(offsetof(Citizen, key) == 0);
static_assert(offsetof(Citizen, active_services) == 16);
static_assert(offsetof(Citizen, newest) == 20);
static_assert(offsetof(Citizen, suspended_until) == 24);
static_assert(offsetof(Citizen, open_holds) == 26);
static_assert(offsetof(Citizen, waiting) == 27);
static_assert(offsetof(Citizen, cancellations) == 28);
static_assert(offsetof(Citizen, no_shows) == 44);
static_assert(offsetof(Citizen, reserved) == 60);
static_assert(sizeof(Citizen) == 64);

static_assert(offsetof(Appointment, id) == 0);
static_assert(offsetof(Appointment, slot) == 16);
static_assert(offsetof(Appointment, until_ms) == 24);
static_assert(offsetof(Appointment, code) == 32);
static_assert(offsetof(Appointment, earlier) == 36);
static_assert(offsetof(Appointment, later) == 40);
static_assert(offsetof(Appointment, offer_of) == 44);
static_assert(offsetof(Appointment, next_in_slot) == 48);
static_assert(offsetof(Appointment, citizens) == 52);
static_assert(offsetof(Appointment, older) == 68);
static_assert(offsetof(Appointment, services) == 84);
static_assert(offsetof(Appointment, minutes) == 88);
static_assert(offsetof(Appointment, slot_minutes) == 90);
static_assert(offsetof(Appointment, size) == 92);
static_assert(offsetof(Appointment, status) == 93);
static_assert(offsetof(Appointment, capacity_held) == 94);
static_assert(offsetof(Appointment, tail) == 95);
static_assert(sizeof(Appointment) == 96);

static_assert(offsetof(Slot, key) == 0);
static_assert(offsetof(Slot, taken_minutes) == 8);
static_assert(offsetof(Slot, newest) == 12);
static_assert(offsetof(Slot, first_waiting) == 16);
static_assert(offsetof(Slot, last_waiting) == 20);
static_assert(offsetof(Slot, waiting) == 24);
static_assert(offsetof(Slot, reserved) == 28);
static_assert(sizeof(Slot) == 32);

static_assert(offsetof(WaitlistEntry, id) == 0);
static_assert(offsetof(WaitlistEntry, offer_id) == 16);
static_assert(offsetof(WaitlistEntry, slot) == 32);
static_assert(offsetof(WaitlistEntry, next) == 40);
static_assert(offsetof(WaitlistEntry, offer) == 44);
static_assert(offsetof(WaitlistEntry, citizens) == 48);
static_assert(offsetof(WaitlistEntry, services) == 64);
static_assert(offsetof(WaitlistEntry, minutes) == 68);
static_assert(offsetof(WaitlistEntry, size) == 70);
static_assert(offsetof(WaitlistEntry, status) == 71);
static_assert(sizeof(WaitlistEntry) == 72);

static_assert(offsetof(HallDay, key) == 0);
static_assert(offsetof(HallDay, codes) == 8);
static_assert(sizeof(HallDay) == 16);

static_assert(offsetof(Memory, key) == 0);
static_assert(offsetof(Memory, request) == 16);
static_assert(offsetof(Memory, subject) == 32);
static_assert(offsetof(Memory, at_ms) == 48);
static_assert(offsetof(Memory, expires_at_ms) == 56);
static_assert(offsetof(Memory, position) == 64);
static_assert(offsetof(Memory, rejection) == 68);
static_assert(offsetof(Memory, kind) == 69);
static_assert(offsetof(Memory, status) == 70);
static_assert(offsetof(Memory, reserved) == 71);
static_assert(sizeof(Memory) == 72);

static_assert(image_chunk_records == Slab<Appointment>::chunk_records);

template <class Record>
void copy_chunk(const Slab<Record>& slab, std::uint64_t chunk, std::vector<std::byte>& out) {
  OFFPEAK_ASSERT(chunk < image_chunks(slab.size()));
  const auto bytes = std::as_bytes(slab.chunk(static_cast<std::uint32_t>(chunk)));
  out.assign(bytes.begin(), bytes.end());
}

void copy_chunk(const std::deque<Memory>& memories, std::uint64_t chunk,
                std::vector<std::byte>& out) {
  OFFPEAK_ASSERT(chunk < image_chunks(memories.size()));
  const std::size_t first = chunk * image_chunk_records;
  const std::size_t last = std::min<std::size_t>(first + image_chunk_records, memories.size());
  out.clear();
  for (std::size_t i = first; i < last; ++i) {
    const auto bytes = std::as_bytes(std::span{&memories[i], 1});
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
}

}  // namespace

std::uint64_t image_chunks(std::uint64_t records) {
  return records / image_chunk_records + (records % image_chunk_records == 0 ? 0 : 1);
}

ImageHead image_head(const State& state) {
  return {.sequence = state.sequence_,
          .last_at_ms = state.last_at_.time_since_epoch().count(),
          .first_memory = state.first_memory_,
          .hash = state.hash(),
          .records = {state.appointments_.size(), state.citizens_.size(), state.slots_.size(),
                      state.waitlist_.size(), state.hall_days_.size(), state.memories_.size()}};
}

void read_image(const State& state, Section section, std::uint64_t chunk,
                std::vector<std::byte>& out) {
  switch (section) {
    case Section::appointments:
      return copy_chunk(state.appointments_, chunk, out);
    case Section::citizens:
      return copy_chunk(state.citizens_, chunk, out);
    case Section::slots:
      return copy_chunk(state.slots_, chunk, out);
    case Section::waitlist:
      return copy_chunk(state.waitlist_, chunk, out);
    case Section::hall_days:
      return copy_chunk(state.hall_days_, chunk, out);
    case Section::memories:
      return copy_chunk(state.memories_, chunk, out);
  }
}

}  // namespace offpeak::scheduler
