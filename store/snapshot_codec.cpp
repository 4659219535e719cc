#include "store/snapshot_codec.hpp"

#include <algorithm>
#include <array>
#include <boost/endian/conversion.hpp>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/table/table_set.hpp"

namespace offpeak::store {
namespace {

namespace endian = boost::endian;
using scheduler::ImageHead;
using scheduler::ImageLoader;
using scheduler::Section;

/// Numbers of 8 bytes in a row.
template <std::size_t n>
std::array<std::byte, 8 * n> encode_numbers(const std::array<std::uint64_t, n>& numbers) {
  std::array<std::byte, 8 * n> bytes;
  for (std::size_t i = 0; i < n; ++i) {
    endian::store_little_u64(reinterpret_cast<unsigned char*>(&bytes[8 * i]), numbers[i]);
  }
  return bytes;
}

template <std::size_t n>
std::optional<std::array<std::uint64_t, n>> decode_numbers(std::span<const std::byte> bytes) {
  if (bytes.size() != 8 * n) return std::nullopt;
  std::array<std::uint64_t, n> numbers;
  for (std::size_t i = 0; i < n; ++i) {
    numbers[i] = endian::load_little_u64(reinterpret_cast<const unsigned char*>(&bytes[8 * i]));
  }
  return numbers;
}

constexpr std::size_t sections = scheduler::image_sections.size();
/// Of a head with so many sections.
constexpr std::size_t head_numbers(std::size_t sections_named) {
  return 4 + 2 * sections_named + 2;
}
constexpr std::size_t end_numbers = 2;

/// Of version 2, which had no revocations and no aliases, and else the same records.
constexpr std::size_t sections_of_2 = 18;
/// Of versions 3 and 4, which had no answers to suggestions; slots had no reserve of their own.
/// Version 3 had levels of halls alone.
constexpr std::size_t sections_of_4 = 20;
/// Of version 5, which kept no forecasts.
constexpr std::size_t sections_of_5 = 22;
/// Of version 6, which kept no closures, notices, outages and meanings; slots had nothing carried
/// over.
constexpr std::size_t sections_of_6 = 23;

// What a snapshot of this version is made of: whoever changes it gives snapshots a new version
// (store/snapshot_chunk.hpp, store/FORMAT.md).
using Tables = decltype(std::declval<const scheduler::State&>().tables());
constexpr auto record_bytes = scheduler::record_bytes<Tables>;
static_assert(snapshot_version == 7);
static_assert(std::ranges::equal(record_bytes, std::array{96, 64,  32,  72, 16, 88,  88, 24, 24, 16,
                                                          56, 24,  288, 24, 24, 48,  48, 40, 56, 72,
                                                          24, 160, 32,  64, 56, 600, 24, 16}),
              "other records than those of this version of snapshots");
static_assert(std::ranges::max(record_bytes) * scheduler::image_chunk_records <=
                  chunk_content_bytes_max,
              "the largest records fit into a chunk");

std::array<std::byte, 8 * head_numbers(sections)> encode_head(const SnapshotHead& head) {
  const auto& image = head.image;
  std::array<std::uint64_t, head_numbers(sections)> numbers{
      image.sequence, static_cast<std::uint64_t>(image.last_at_ms), image.outbox, image.hash};
  const auto behind_first = std::ranges::copy(image.first, numbers.begin() + 4).out;
  const auto behind = std::ranges::copy(image.records, behind_first).out;
  behind[0] = head.position.next_sequence;
  behind[1] = head.position.checksum;
  return encode_numbers(numbers);
}

template <std::size_t sections_named>
std::optional<SnapshotHead> decode_head(std::span<const std::byte> bytes) {
  constexpr std::size_t count = head_numbers(sections_named);
  const auto numbers = decode_numbers<count>(bytes);
  if (!numbers) return std::nullopt;
  const std::span all{*numbers};
  SnapshotHead head{.image = {.sequence = all[0],
                              .last_at_ms = static_cast<std::int64_t>(all[1]),
                              .outbox = all[2],
                              .hash = all[3]},
                    .position = {.next_sequence = all[count - 2], .checksum = all[count - 1]}};
  std::ranges::copy(all.subspan(4, sections_named), head.image.first.begin());
  std::ranges::copy(all.subspan(4 + sections_named, sections_named), head.image.records.begin());
  return head;
}

std::optional<SnapshotHead> decode_head(const Chunk& chunk) {
  if (chunk.version == 2) return decode_head<sections_of_2>(chunk.content);
  if (chunk.version <= 4) return decode_head<sections_of_4>(chunk.content);
  if (chunk.version == 5) return decode_head<sections_of_5>(chunk.content);
  if (chunk.version == 6) return decode_head<sections_of_6>(chunk.content);
  return decode_head<sections>(chunk.content);
}

/// Encodes chunks one after the other and puts them into a store.
class ChunkWriter {
 public:
  ChunkWriter(Snapshots& snapshots, std::uint64_t sequence, const GoOn& go_on)
      : snapshots_{snapshots}, sequence_{sequence}, go_on_{go_on} {}

  Result<void> put(std::uint8_t section, std::span<const std::byte> content) {
    if (chunks_ > 0 && go_on_ && !go_on_()) return Error{"the snapshot was stopped"};
    auto encoded = encoder_.encode(
        {.sequence = sequence_, .index = chunks_, .section = section, .content = content});
    if (!encoded) return encoded.error();
    chain_ = chain_checksum(chain_, encoded->checksum);
    ++chunks_;
    bytes_ += encoded->bytes.size();
    return snapshots_.put(encoded->bytes);
  }
  Result<void> put_end() {
    return put(end_section, encode_numbers<end_numbers>({chunks_, chain_}));
  }
  std::uint64_t bytes() const { return bytes_; }

 private:
  Snapshots& snapshots_;
  const std::uint64_t sequence_;
  const GoOn& go_on_;
  ChunkEncoder encoder_;
  std::uint32_t chunks_ = 0;
  std::uint64_t chain_ = 0;
  std::uint64_t bytes_ = 0;
};

Result<void> put_sections(const scheduler::State& state, const ImageHead& head,
                          ChunkWriter& writer) {
  std::vector<std::byte> records;
  for (std::size_t i = 0; i < scheduler::image_sections.size(); ++i) {
    const Section section = scheduler::image_sections[i];
    for (std::uint64_t chunk = 0; chunk < scheduler::image_chunks(head.records[i]); ++chunk) {
      scheduler::read_image(state, section, chunk, records);
      auto put = writer.put(static_cast<std::uint8_t>(section), records);
      if (!put) return put;
    }
  }
  return {};
}

}  // namespace

Result<std::uint64_t> save_snapshot(const scheduler::State& state, const ChainPosition& position,
                                    Snapshots& snapshots, const GoOn& go_on) {
  const SnapshotHead head{.image = scheduler::image_head(state), .position = position};
  if (position.next_sequence != head.image.sequence + 1) {
    return Error{"the state stands at sequence " + std::to_string(head.image.sequence) +
                 ", the journal goes on at " + std::to_string(position.next_sequence)};
  }
  if (auto begun = snapshots.begin(head.image.sequence); !begun) return begun.error();
  ChunkWriter writer{snapshots, head.image.sequence, go_on};
  if (auto put = writer.put(head_section, encode_head(head)); !put) return put.error();
  if (auto put = put_sections(state, head.image, writer); !put) return put.error();
  if (auto put = writer.put_end(); !put) return put.error();
  if (auto committed = snapshots.commit(); !committed) return committed.error();
  return writer.bytes();
}

Result<ChainPosition> load_snapshot(Snapshots& snapshots, std::uint64_t sequence,
                                    scheduler::State& state) {
  SnapshotAssembly assembly{state, sequence};
  const auto read = snapshots.read(
      sequence, [&](std::span<const std::byte> chunk) { return assembly.add(chunk); });
  if (!read) return read.error();
  return assembly.finish();
}

Result<SnapshotHead> read_snapshot_head(Snapshots& snapshots, std::uint64_t sequence) {
  scheduler::State unused;
  SnapshotAssembly assembly{unused, sequence};
  const auto read = snapshots.read(sequence, [&](std::span<const std::byte> chunk) -> Result<void> {
    if (auto added = assembly.add(chunk); !added) return added;
    return Error{.message = "the head was read", .cause = Cause::stopped};
  });
  if (assembly.head()) return *assembly.head();
  return read ? Error{"the snapshot is empty"} : read.error();
}

Result<void> SnapshotAssembly::add(std::span<const std::byte> bytes) {
  const std::string name = "chunk " + std::to_string(chunks_) + " ";
  if (complete_) return Error{name + "comes after the end"};
  auto chunk = decoder_.decode(bytes);
  if (!chunk) return Error{name + chunk.error().message};
  if (auto placed = check_place(*chunk); !placed) return Error{name + placed.error().message};
  if (auto taken = take(*chunk); !taken) return Error{name + taken.error().message};
  chain_ = chain_checksum(chain_, chunk->checksum);
  ++chunks_;
  return {};
}

Result<void> SnapshotAssembly::check_place(const Chunk& chunk) const {
  if (chunk.sequence != sequence_) {
    return Error{"belongs to the snapshot of sequence " + std::to_string(chunk.sequence)};
  }
  if (chunk.index != chunks_) return Error{"is chunk " + std::to_string(chunk.index)};
  if (chunks_ > 0 && chunk.version != version_) {
    return Error{"has another format version than the head"};
  }
  if ((chunk.section == head_section) != (chunks_ == 0))
    return Error{"is a head that is not the first chunk, or no head and the first"};
  return {};
}

Result<void> SnapshotAssembly::take(const Chunk& chunk) {
  if (chunk.section == head_section) return take_head(chunk);
  if (chunk.section == end_section) return take_end(chunk);
  if (const auto added = loader_->add(Section{chunk.section}, chunk.content); !added) {
    return Error{"is not part of a state: " + added.error().message};
  }
  return {};
}

Result<void> SnapshotAssembly::take_head(const Chunk& chunk) {
  const auto head = decode_head(chunk);
  if (!head) return Error{"is a head of the wrong size"};
  if (head->image.sequence != sequence_ || head->position.next_sequence != sequence_ + 1) {
    return Error{"is the head of a state at another sequence"};
  }
  head_ = *head;
  version_ = chunk.version;
  loader_.emplace(state_, head->image);
  return {};
}

Result<void> SnapshotAssembly::take_end(const Chunk& chunk) {
  const auto numbers = decode_numbers<end_numbers>(chunk.content);
  if (!numbers) return Error{"is an end of the wrong size"};
  if ((*numbers)[0] != chunks_ || (*numbers)[1] != chain_) {
    return Error{"is the end of other chunks"};
  }
  if (const auto finished = loader_->finish(); !finished) {
    return Error{"ends no state: " + finished.error().message};
  }
  complete_ = true;
  return {};
}

Result<ChainPosition> SnapshotAssembly::finish() const {
  if (!complete_) {
    return Error{"the snapshot ends after chunk " + std::to_string(chunks_) + " without its end"};
  }
  return head_->position;
}

}  // namespace offpeak::store
