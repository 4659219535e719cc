#include <algorithm>
#include <cstring>

#include "scheduler/image/floor.hpp"
#include "scheduler/image/links.hpp"
#include "scheduler/image/records.hpp"
#include "scheduler/table/table_set.hpp"

namespace offpeak::scheduler {
namespace {

/// Room made in an index before the first record comes; a head that lies costs no more than this.
constexpr std::uint64_t reserved_max = std::uint64_t{1} << 21;

/// Whether nothing is left of a dropped record, as it should be.
template <class Record>
bool is_blank(const Record& record) {
  const Record blank = dropped_record<Record>();
  return std::memcmp(&record, &blank, sizeof record) == 0;
}

/// What is wrong with a record by itself in an image that was taken at `taken_ms`; null: nothing.
template <class Record>
const char* fault_in_image(const Record& record, std::int64_t taken_ms) {
  if (is_dropped(record)) {
    return is_blank(record) ? nullptr : "was dropped and is not empty";
  }
  if constexpr (requires { record.at_ms; }) {
    if (record.at_ms > taken_ms) return "is of the future";
  }
  return fault_of(record);
}

}  // namespace

ImageLoader::ImageLoader(State& state, const ImageHead& head) : state_{state}, head_{head} {
  OFFPEAK_ASSERT(state.sequence() == 0 && state.appointment_count() == 0);
  if (const char* fault = fault_of(head, state)) {
    fault_ = std::string{"the head "} + fault;
    return;
  }
  state_.sequence_ = head.sequence;
  state_.last_at_ = Instant{config::milliseconds{head.last_at_ms}};
  state_.outbox_on_ = head.outbox_is_on != 0;
  for_each_table(State::tables_of(state_), [&head](auto& table) {
    table.start_at(head.first[section_index(table.section)]);
  });
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
  const auto due_bytes = due * record_bytes<decltype(state_.tables())>[section_];
  if (bytes == due_bytes) return {};
  return "it has " + std::to_string(bytes) + " bytes; " + std::to_string(due) + " records take " +
         std::to_string(due_bytes);
}

std::string ImageLoader::add_records(Section section, std::span<const std::byte> bytes) {
  std::string fault;
  visit_section(State::tables_of(state_), section, [&]<class AnyTable>(AnyTable& table) {
    using Record = typename AnyTable::Record;
    if constexpr (!AnyTable::is_trail) {
      if (records_ == 0) table.reserve(std::min(head_.records[section_], reserved_max));
    }
    const auto bad = table.add_chunk(
        bytes, [&](const Record& record) { return fault_in_image(record, head_.last_at_ms); });
    if (bad) fault = named<Record>(bad->number, bad->fault);
    records_ += bytes.size() / sizeof(Record);
  });
  return fault;
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
