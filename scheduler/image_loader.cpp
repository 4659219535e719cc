#include <algorithm>

#include "scheduler/image.hpp"
#include "scheduler/image_links.hpp"
#include "scheduler/image_records.hpp"

namespace offpeak::scheduler {
namespace {

/// Records that are far enough ahead for memory to arrive in time.
constexpr std::size_t prefetch_ahead = 12;
/// Room made in an index before the first record comes; a head that lies costs no more than this.
constexpr std::uint64_t reserved_max = std::uint64_t{1} << 21;

std::size_t record_bytes(Section section) {
  switch (section) {
    case Section::appointments:
      return sizeof(Appointment);
    case Section::citizens:
      return sizeof(Citizen);
    case Section::slots:
      return sizeof(Slot);
    case Section::waitlist:
      return sizeof(WaitlistEntry);
    case Section::hall_days:
      return sizeof(HallDay);
    case Section::memories:
      return sizeof(Memory);
  }
  return 0;
}

}  // namespace

ImageLoader::ImageLoader(State& state, const ImageHead& head) : state_{state}, head_{head} {
  OFFPEAK_ASSERT(state.sequence() == 0 && state.appointment_count() == 0);
  if (const char* fault = fault_of(head)) {
    fault_ = std::string{"the head "} + fault;
    return;
  }
  state_.sequence_ = head.sequence;
  state_.last_at_ = Instant{config::milliseconds{head.last_at_ms}};
  state_.first_memory_ = head.first_memory;
}

std::string ImageLoader::add(Section section, std::span<const std::byte> bytes) {
  if (!fault_.empty()) return fault_;
  skip_complete_sections();
  fault_ = check_chunk(section, bytes.size());
  if (fault_.empty()) fault_ = add_records(section, bytes);
  return fault_;
}

void ImageLoader::skip_complete_sections() {
  while (section_ < image_sections.size() && records_ == head_.records[section_]) {
    ++section_;
    records_ = 0;
  }
}

std::string ImageLoader::check_chunk(Section section, std::size_t bytes) const {
  if (section_ == image_sections.size()) return "it comes after the last record";
  if (section != image_sections[section_]) return "it is of another section than the one due";
  const auto due = std::min(head_.records[section_] - records_, image_chunk_records);
  if (bytes == due * record_bytes(section)) return {};
  return "it has " + std::to_string(bytes) + " bytes; " + std::to_string(due) + " records take " +
         std::to_string(due * record_bytes(section));
}

std::string ImageLoader::add_records(Section section, std::span<const std::byte> bytes) {
  State& s = state_;
  switch (section) {
    case Section::appointments:
      return add_to<State::AppointmentKeyOf>(s.appointments_, s.appointment_index_, bytes);
    case Section::citizens:
      return add_to<State::CitizenKeyOf>(s.citizens_, s.citizen_index_, bytes);
    case Section::slots:
      return add_to<State::SlotKeyOf>(s.slots_, s.slot_index_, bytes);
    case Section::waitlist:
      return add_to<State::WaitlistKeyOf>(s.waitlist_, s.waitlist_index_, bytes);
    case Section::hall_days:
      return add_to<State::HallDayKeyOf>(s.hall_days_, s.hall_day_index_, bytes);
    case Section::memories:
      return add_memories(bytes);
  }
  return "it is of an unknown section";
}

template <class KeyOf, class Record, class Index>
std::string ImageLoader::add_to(Slab<Record>& slab, Index& index,
                                std::span<const std::byte> bytes) {
  if (records_ == 0) index.reserve(std::min(head_.records[section_], reserved_max));
  slab.add_chunk(bytes);
  const auto records = slab.chunk(static_cast<std::uint32_t>(records_ / image_chunk_records));
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i + prefetch_ahead < records.size()) index.prefetch(KeyOf{}(records[i + prefetch_ahead]));
    const auto place = static_cast<Place>(records_ + i);
    if (const char* fault = fault_of(records[i])) return named<Record>(place, fault);
    if (!index.try_insert(place)) return named<Record>(place, "has the name of another");
    state_.records_hash_ += record_hash(RecordName<Record>::kind, place, records[i]);
  }
  records_ += records.size();
  return {};
}

std::string ImageLoader::add_memories(std::span<const std::byte> bytes) {
  if (records_ == 0) state_.memory_index_.reserve(std::min(head_.records[section_], reserved_max));
  for (; !bytes.empty(); bytes = bytes.subspan(sizeof(Memory))) {
    Memory record;
    std::memcpy(static_cast<void*>(&record), bytes.data(), sizeof record);
    if (const char* fault = fault_of(record)) return named<Memory>(records_, fault);
    const std::int64_t before_ms = records_ == 0 ? 0 : state_.memories_.back().at_ms;
    if (record.at_ms < before_ms) return named<Memory>(records_, "is older than the one before");
    if (record.at_ms > head_.last_at_ms) return named<Memory>(records_, "is of the future");

    const std::uint64_t number = head_.first_memory + records_;
    if (!state_.memory_index_.emplace(record.key, number).second) {
      return named<Memory>(records_, "has the name of another");
    }
    state_.memories_.push_back(record);
    state_.records_hash_ += record_hash(RecordKind::memory, number, record);
    ++records_;
  }
  return {};
}

std::string ImageLoader::finish() {
  if (fault_.empty()) fault_ = finish_whole();
  return fault_;
}

std::string ImageLoader::finish_whole() {
  skip_complete_sections();
  if (section_ != image_sections.size()) return "records are missing";
  if (auto fault = ImageLinks{state_}.restore(); !fault.empty()) return fault;
  return state_.hash() == head_.hash ? "" : "the records do not give the hash that the head states";
}

}  // namespace offpeak::scheduler
