#include "scheduler/image/image.hpp"

#include "base/assert.hpp"
#include "scheduler/image/parts.hpp"

namespace offpeak::scheduler {
namespace {

static_assert(image_chunk_records == Slab<Appointment>::chunk_records);

/// Some of the records that `get` gives by their number.
template <class Get>
void copy_records(std::uint64_t records, std::uint64_t chunk, const Get& get,
                  std::vector<std::byte>& out) {
  OFFPEAK_ASSERT(chunk < image_chunks(records));
  const std::uint64_t first = chunk * image_chunk_records;
  const std::uint64_t last = std::min(first + image_chunk_records, records);
  out.clear();
  for (std::uint64_t i = first; i < last; ++i) {
    const auto bytes = std::as_bytes(std::span{&get(i), 1});
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
}

template <class Record>
std::uint64_t sum_of_live(RecordKind kind, const Slab<Record>& slab) {
  std::uint64_t sum = 0;
  for (const Place place : slab.places()) sum += record_hash(kind, place, slab[place]);
  return sum;
}

}  // namespace

std::uint64_t image_chunks(std::uint64_t records) {
  return records / image_chunk_records + (records % image_chunk_records == 0 ? 0 : 1);
}

ImageHead image_head(const State& state) {
  ImageHead head{.sequence = state.sequence_,
                 .last_at_ms = state.last_at_.time_since_epoch().count(),
                 .outbox_is_on = state.outbox_on_ ? 1U : 0U,
                 .hash = state.hash()};
  for (std::size_t i = 0; i < image_sections.size(); ++i) {
    StateImage::visit(state, image_sections[i],
                      ImageVisit{[&](const auto& slab, const auto&) {
                                   head.first[i] = slab.first();
                                   head.records[i] = slab.size();
                                 },
                                 [&]<class Record>(const Trail<Record>& trail) {
                                   head.first[i] = trail.first();
                                   head.records[i] = trail.size();
                                 },
                                 [&](const std::deque<Memory>& memories) {
                                   head.first[i] = state.first_memory_;
                                   head.records[i] = memories.size();
                                 }});
  }
  return head;
}

void StateImage::read(const State& state, Section section, std::uint64_t chunk,
                      std::vector<std::byte>& out) {
  visit(state, section,
        ImageVisit{
            [&](const auto& slab, const auto&) {
              OFFPEAK_ASSERT(chunk < image_chunks(slab.size()));
              const auto bytes = std::as_bytes(slab.chunk(static_cast<std::uint32_t>(chunk)));
              out.assign(bytes.begin(), bytes.end());
            },
            [&]<class Record>(const Trail<Record>& trail) {
              copy_records(
                  trail.size(), chunk,
                  [&](std::uint64_t i) -> const Record& { return trail[trail.first() + i]; }, out);
            },
            [&](const std::deque<Memory>& memories) {
              copy_records(
                  memories.size(), chunk,
                  [&](std::uint64_t i) -> const Memory& { return memories[i]; }, out);
            }});
}

void read_image(const State& state, Section section, std::uint64_t chunk,
                std::vector<std::byte>& out) {
  StateImage::read(state, section, chunk, out);
}

std::uint64_t StateImage::sum_of_hashes(const State& state, Section section) {
  const RecordKind kind = kind_of(section);
  return visit(state, section,
               ImageVisit{[&](const auto& slab, const auto&) { return sum_of_live(kind, slab); },
                          [&]<class Record>(const Trail<Record>& trail) {
                            std::uint64_t sum = 0;
                            for (std::uint64_t n = trail.first(); n < trail.end(); ++n) {
                              sum += record_hash(kind, n, trail[n]);
                            }
                            return sum;
                          },
                          [&](const std::deque<Memory>& memories) {
                            std::uint64_t sum = 0;
                            for (std::size_t i = 0; i < memories.size(); ++i) {
                              sum += record_hash(kind, state.first_memory_ + i, memories[i]);
                            }
                            return sum;
                          }});
}

std::uint64_t State::compute_hash() const {
  std::uint64_t sum = 0;
  for (const Section section : image_sections) sum += StateImage::sum_of_hashes(*this, section);
  return hash_with(sum);
}

void FloorImage::assign(Floor& floor, const Floor& other) {
  for (std::size_t i = section_index(Section::tickets); i <= section_index(Section::levels); ++i) {
    visit(floor, image_sections[i], [&]<class Record>(Slab<Record>& slab, auto& index) {
      visit(other, image_sections[i], [&](const auto& from, const auto& from_index) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(from)>, Slab<Record>>) {
          slab.assign(from);
          index.assign(from_index);
        }
      });
    });
  }
  floor.lines_ = other.lines_;
  floor.issued_ = other.issued_;
  floor.hall_counters_ = other.hall_counters_;
}

void State::copy_from(const State& other) {
  for (const Section section : image_sections) {
    const bool of_floor = section >= Section::tickets && section <= Section::levels;
    if (of_floor) continue;
    StateImage::visit(
        *this, section,
        ImageVisit{
            [&]<class Record>(Slab<Record>& slab, auto& index) {
              StateImage::visit(other, section,
                                ImageVisit{[&](const Slab<Record>& from, const auto& from_index) {
                                             slab.assign(from);
                                             index.assign(from_index);
                                           },
                                           [](const auto&...) {}});
            },
            [&]<class Record>(Trail<Record>& trail) {
              StateImage::visit(other, section,
                                ImageVisit{[&](const Trail<Record>& from) { trail.assign(from); },
                                           [](const auto&...) {}});
            },
            [&](std::deque<Memory>& memories) { memories = other.memories_; }});
  }
  FloorImage::assign(floor_, other.floor_);
  by_code_ = other.by_code_;
  code_bytes_ = 0;
  for (const auto& codes : by_code_) code_bytes_ += codes.capacity() * sizeof(Place);
  days_ = other.days_;
  first_memory_ = other.first_memory_;
  memory_index_ = other.memory_index_;
  sequence_ = other.sequence_;
  last_at_ = other.last_at_;
  records_hash_.set(other.records_hash_.value());
  outbox_on_ = other.outbox_on_;
}

}  // namespace offpeak::scheduler
