// Input: a letter, then bytes. "c": a chunk as it lies in a store. "s": the same, with the length
// and the checksum put right. "w": the parts of a whole snapshot, unpacked, which are packed,
// chained and given the hash that they need: only what their bytes say decides.
//
// A part is: its section, what to add to its index (0, in a sound snapshot), the bytes of its
// content (16 bits, little-endian), the content. An end without content gets the right one.
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"
#include "store/snapshot_codec.hpp"
#include "tests/config/sample.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/seal.hpp"

namespace offpeak::fuzz {
namespace {

namespace s = scheduler;

// ---- one chunk ----------------------------------------------------------------------------------

void check_chunk(Bytes bytes) {
  store::ChunkDecoder decoder;
  const auto chunk = decoder.decode(bytes);
  if (!chunk) {
    OFFPEAK_ASSERT(!chunk.error().message.empty());
    return;
  }
  OFFPEAK_ASSERT(chunk->content.size() <= store::chunk_content_bytes_max);
  store::ChunkEncoder encoder;
  const auto again = encoder.encode(*chunk);
  OFFPEAK_ASSERT(again.has_value());
  const std::vector<std::byte> content{chunk->content.begin(), chunk->content.end()};
  const auto same = decoder.decode(again->bytes);
  OFFPEAK_ASSERT(same.has_value());
  OFFPEAK_ASSERT(same->sequence == chunk->sequence && same->index == chunk->index);
  OFFPEAK_ASSERT(same->section == chunk->section);
  OFFPEAK_ASSERT(std::ranges::equal(same->content, content));
}

// ---- a whole snapshot ---------------------------------------------------------------------------

struct Part {
  std::uint8_t section = 0;
  std::uint8_t index_error = 0;
  std::vector<std::byte> content;
};

/// Takes a part off the front; nothing when it is cut short.
std::optional<Part> take_part(Bytes& in) {
  constexpr std::size_t header_bytes = 4;
  if (in.size() < header_bytes) return std::nullopt;
  const auto byte = [&](std::size_t at) { return std::to_integer<std::uint8_t>(in[at]); };
  Part part{.section = byte(0), .index_error = byte(1)};
  const std::size_t size = byte(2) + (std::size_t{byte(3)} << 8);
  in = in.subspan(header_bytes);
  if (in.size() < size) return std::nullopt;
  part.content.assign(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
  in = in.subspan(size);
  return part;
}

/// Where the first number of a head is its sequence, and the fourth its hash.
constexpr std::size_t hash_at = 3 * sizeof(std::uint64_t);

std::uint64_t sequence_of(const std::vector<Part>& parts) {
  std::uint64_t sequence = 0;
  if (!parts.empty() && parts.front().content.size() >= sizeof sequence) {
    std::memcpy(&sequence, parts.front().content.data(), sizeof sequence);
  }
  return sequence;
}

std::vector<std::byte> right_end(std::uint64_t chunks, std::uint64_t chain) {
  const std::array numbers{chunks, chain};
  const auto bytes = std::as_bytes(std::span{numbers});
  return {bytes.begin(), bytes.end()};
}

/// Whether `state` could be loaded from the parts.
bool load(const std::vector<Part>& parts, s::State& state) {
  store::SnapshotAssembly assembly{state, sequence_of(parts)};
  store::ChunkEncoder encoder;
  std::uint64_t chain = 0;
  std::uint32_t chunks = 0;
  for (const Part& part : parts) {
    const bool empty_end = part.section == store::end_section && part.content.empty();
    const auto content = empty_end ? right_end(chunks, chain) : part.content;
    const auto encoded = encoder.encode({.sequence = sequence_of(parts),
                                         .index = chunks + part.index_error,
                                         .section = part.section,
                                         .content = content});
    OFFPEAK_ASSERT(encoded.has_value());
    const auto added = assembly.add(encoded->bytes);
    OFFPEAK_ASSERT(added.has_value() || !added.error().message.empty());
    if (!added) return false;
    chain = store::chain_checksum(chain, encoded->checksum);
    ++chunks;
  }
  const auto end = assembly.finish();
  if (!end) return false;
  OFFPEAK_ASSERT(end->next_sequence == state.sequence() + 1);
  OFFPEAK_ASSERT(assembly.head()->image == s::image_head(state));
  return true;
}

/// The same state gives the same parts.
void check_image(const std::vector<Part>& parts, const s::State& state) {
  const s::ImageHead head = s::image_head(state);
  std::size_t at = 1;
  std::vector<std::byte> records;
  for (std::size_t i = 0; i < s::image_sections.size(); ++i) {
    for (std::uint64_t chunk = 0; chunk < s::image_chunks(head.records[i]); ++chunk) {
      s::read_image(state, s::image_sections[i], chunk, records);
      OFFPEAK_ASSERT(records == parts[at++].content);
    }
  }
  OFFPEAK_ASSERT(at + 1 == parts.size());
}

const config::City& city() {
  static const auto loaded = config::load_texts(config::sample_city);
  OFFPEAK_ASSERT(loaded.city.has_value());
  return *loaded.city;
}

/// Asks for everything, then lets time pass until nothing more happens.
void live_on(s::State& state) {
  constexpr int timers_max = 10'000;
  s::Events events;
  const auto ask = [&](const s::CommandBody& body) {
    s::execute(state, city(), {.caller = {.role = s::Role::admin}, .body = body}, state.last_at(),
               events);
  };
  for (const s::Place at : state.appointments()) {
    ask(s::GetAppointment{state.appointment(at).id});
  }
  for (const s::Place at : state.waitlist()) {
    ask(s::GetWaitlist{state.waitlist_entry(at).id});
  }
  for (const s::Place at : state.citizens()) {
    ask(s::ListAppointments{state.citizen(at).key});
  }
  s::Timers timers{city()};
  timers.rebuild(state);
  for (int fired = 0; const auto due = timers.next(); ++fired) {
    OFFPEAK_ASSERT(fired < timers_max);
    const auto now = std::max(*due, state.last_at());
    const std::size_t first = events.size();
    s::execute(state, city(), *timers.pop_due(now), now, events);
    for (std::size_t i = first; i < events.size(); ++i) timers.observe(state, events[i]);
  }
  OFFPEAK_ASSERT(state.hash() == state.compute_hash());
}

int check_whole(Bytes in) {
  std::vector<Part> parts;
  while (auto part = take_part(in)) parts.push_back(std::move(*part));
  if (parts.empty() || !in.empty()) return rejected;
  s::State first;
  if (load(parts, first)) return live_on(first), 0;
  auto& head = parts.front().content;
  const std::uint64_t hash = first.hash();
  if (head.size() < hash_at + sizeof hash) return 0;
  std::memcpy(head.data() + hash_at, &hash, sizeof hash);
  s::State state;
  if (!load(parts, state)) return 0;
  check_image(parts, state);
  s::State copy;
  copy.copy_from(state);
  OFFPEAK_ASSERT(copy.compute_hash() == state.hash());
  live_on(state);
  return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return rejected;
  const Bytes bytes = bytes_of(data + 1, size - 1);
  switch (data[0]) {
    case 'c':
      check_chunk(bytes);
      return 0;
    case 's':
      check_chunk(sealed(bytes, store::chunk_header_bytes));
      return 0;
    case 'w':
      return check_whole(bytes);
    default:
      return rejected;
  }
}

}  // namespace offpeak::fuzz
