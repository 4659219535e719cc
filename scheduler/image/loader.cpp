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

/// A record by itself, in an image that was taken at `taken_ms`.
template <class Record>
RecordCheck check_in_image(const Record& record, std::int64_t taken_ms) {
  if (is_dropped(record)) return require(is_blank(record), "was dropped and is not empty");
  if constexpr (requires { record.at_ms; }) {
    if (record.at_ms > taken_ms) return RecordFault{"is from after the image was taken"};
  }
  return check_record(record);
}

}  // namespace

ImageLoader::ImageLoader(State& state, const ImageHead& head) : state_{state}, head_{head} {
  OFFPEAK_ASSERT(state.sequence() == 0 && state.appointment_count() == 0);
  if (const auto checked = check_head(head, state); !checked) {
    so_far_ = base::Fault{"the head " + std::string{checked.error().what}};
    return;
  }
  state_.sequence_ = head.sequence;
  state_.last_at_ = config::instant_of(head.last_at_ms);
  state_.outbox_ = static_cast<Outbox>(head.outbox);
  for_each_table(State::tables_of(state_), [&head](auto& table) {
    table.start_at(head.first[section_index(table.section)]);
  });
}

base::Result<void> ImageLoader::add(Section section, std::span<const std::byte> bytes) {
  if (!so_far_) return so_far_;
  skip_complete_sections();
  so_far_ = check_chunk(section, bytes.size());
  if (so_far_) so_far_ = add_records(section, bytes);
  return so_far_;
}

void ImageLoader::skip_complete_sections() {
  while (section_ < image_sections.size() && records_ == head_.records[section_]) {
    ++section_;
    records_ = 0;
  }
}

base::Result<void> ImageLoader::check_chunk(Section section, std::size_t bytes) const {
  if (section_ == image_sections.size()) return base::Fault{"it comes after the last record"};
  if (section != image_sections[section_]) {
    return base::Fault{"it is of another section than the one due"};
  }
  const auto due = std::min(head_.records[section_] - records_, image_chunk_records);
  const auto due_bytes = due * record_bytes<decltype(state_.tables())>[section_];
  if (bytes == due_bytes) return {};
  return base::Fault{"it has " + std::to_string(bytes) + " bytes; " + std::to_string(due) +
                     " records take " + std::to_string(due_bytes)};
}

base::Result<void> ImageLoader::add_records(Section section, std::span<const std::byte> bytes) {
  base::Result<void> added;
  visit_section(State::tables_of(state_), section, [&]<class AnyTable>(AnyTable& table) {
    using Record = typename AnyTable::Record;
    if constexpr (!AnyTable::is_trail) {
      if (records_ == 0) table.reserve(std::min(head_.records[section_], reserved_max));
    }
    const auto sound = table.add_chunk(
        bytes, [&](const Record& record) { return check_in_image(record, head_.last_at_ms); });
    if (!sound) added = named<Record>(sound.error().number, sound.error().fault);
    records_ += bytes.size() / sizeof(Record);
  });
  return added;
}

base::Result<void> ImageLoader::finish() {
  if (so_far_) so_far_ = finish_whole();
  return so_far_;
}

base::Result<void> ImageLoader::finish_whole() {
  skip_complete_sections();
  if (section_ != image_sections.size()) return base::Fault{"records are missing"};
  if (auto restored = ImageLinks{state_}.restore(); !restored) return restored;
  if (auto restored = FloorImage::restore(state_.floor_, state_); !restored) return restored;
  if (state_.hash() != head_.hash) {
    return base::Fault{"the records do not give the hash that the head states"};
  }
  return {};
}

}  // namespace offpeak::scheduler
