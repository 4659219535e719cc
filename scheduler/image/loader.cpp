#include <algorithm>
#include <cstring>

#include "scheduler/image/links.hpp"
#include "scheduler/image/parts.hpp"
#include "scheduler/image/records.hpp"

namespace offpeak::scheduler {
namespace {

/// Records that are far enough ahead for memory to arrive in time.
constexpr std::size_t prefetch_ahead = 12;
/// Room made in an index before the first record comes; a head that lies costs no more than this.
constexpr std::uint64_t reserved_max = std::uint64_t{1} << 21;

std::size_t record_bytes(const State& state, Section section) {
  return StateImage::visit(
      state, section,
      ImageVisit{
          []<class Record>(const Slab<Record>&, const auto&) { return sizeof(Record); },
          []<class Record>(const Trail<Record>&) { return sizeof(Record); },
          [](const std::deque<Memory>&) { return sizeof(Memory); },
      });
}

/// Whether nothing is left of a dropped record, as it should be.
template <class Record>
bool is_blank(const Record& record) {
  const Record blank = dropped_record<Record>();
  return std::memcmp(&record, &blank, sizeof record) == 0;
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
  state_.first_memory_ = head.first[section_index(Section::memories)];
  state_.outbox_on_ = head.outbox_is_on != 0;
  for (const Section section : image_sections) {
    const std::uint64_t first = head.first[section_index(section)];
    StateImage::visit(
        state_, section,
        ImageVisit{[&](auto& slab, auto&) { slab.start_at(static_cast<Place>(first)); },
                   [&]<class Record>(Trail<Record>& trail) { trail.start_at(first); },
                   [](std::deque<Memory>&) {}});
  }
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
  const auto due_bytes = due * record_bytes(state_, section);
  if (bytes == due_bytes) return {};
  return "it has " + std::to_string(bytes) + " bytes; " + std::to_string(due) + " records take " +
         std::to_string(due_bytes);
}

std::string ImageLoader::add_records(Section section, std::span<const std::byte> bytes) {
  return StateImage::visit(state_, section,
                           [&](auto&... where) { return add_to(where..., bytes); });
}

template <class Record, class Index>
std::string ImageLoader::add_to(Slab<Record>& slab, Index& index,
                                std::span<const std::byte> bytes) {
  if (records_ == 0) index.reserve(std::min(head_.records[section_], reserved_max));
  slab.add_chunk(bytes, uses_gaps<Record>);
  const auto records = slab.chunk(static_cast<std::uint32_t>(records_ / image_chunk_records));
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i + prefetch_ahead < records.size()) index.prefetch_record(records[i + prefetch_ahead]);
    const auto place = static_cast<Place>(slab.first() + records_ + i);
    if (is_dropped(records[i])) {
      if (!is_blank(records[i]))
        return named<Record>(place, "was dropped and still says something");
      continue;
    }
    if (const char* fault = fault_of(records[i])) return named<Record>(place, fault);
    if (!index.try_insert(place)) return named<Record>(place, "has the name of another");
    state_.records_hash_.add(kind_of(image_sections[section_]), place, records[i]);
  }
  records_ += records.size();
  return {};
}

template <class Record>
std::string ImageLoader::add_to(Trail<Record>& trail, std::span<const std::byte> bytes) {
  for (; !bytes.empty(); bytes = bytes.subspan(sizeof(Record))) {
    Record record;
    std::memcpy(static_cast<void*>(&record), bytes.data(), sizeof record);
    if (const char* fault = fault_of(record)) return named<Record>(trail.end(), fault);
    if (record.at_ms > head_.last_at_ms) return named<Record>(trail.end(), "is of the future");
    trail.add(record);
    ++records_;
  }
  return {};
}

std::string ImageLoader::add_to(std::deque<Memory>& memories, std::span<const std::byte> bytes) {
  if (records_ == 0) state_.memory_index_.reserve(std::min(head_.records[section_], reserved_max));
  for (; !bytes.empty(); bytes = bytes.subspan(sizeof(Memory))) {
    Memory record;
    std::memcpy(static_cast<void*>(&record), bytes.data(), sizeof record);
    if (const char* fault = fault_of(record)) return named<Memory>(records_, fault);
    const std::int64_t before_ms = records_ == 0 ? 0 : memories.back().at_ms;
    if (record.at_ms < before_ms) return named<Memory>(records_, "is older than the one before");
    if (record.at_ms > head_.last_at_ms) return named<Memory>(records_, "is of the future");

    const std::uint64_t number = state_.first_memory_ + records_;
    if (!state_.memory_index_.emplace(record.key, number).second) {
      return named<Memory>(records_, "has the name of another");
    }
    memories.push_back(record);
    state_.records_hash_.add(RecordKind::memory, number, record);
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
  if (auto fault = FloorImage::restore(state_.floor_, state_); !fault.empty()) return fault;
  return state_.hash() == head_.hash ? "" : "the records do not give the hash that the head states";
}

}  // namespace offpeak::scheduler
