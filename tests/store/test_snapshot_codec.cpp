#include "tests/store/snapshot_sample.hpp"

#include <algorithm>
#include <boost/endian/conversion.hpp>

#include "tests/scheduler/closing.hpp"
#include "tests/store/sample.hpp"

namespace offpeak::store::tests {
namespace {

using scheduler::State;
using scheduler::tests::Driver;
using scheduler::tests::play_busy_day;
using Chunks = MemorySnapshots::Chunks;

TEST_CASE("a snapshot gives the state again, and where its journal goes on") {
  Driver driver{scheduler::tests::busy_start};
  play_busy_day(driver);
  const State& state = driver.state();
  MemorySnapshots snapshots;
  const auto bytes = save_snapshot(state, position_of(state), snapshots);
  REQUIRE(bytes.has_value());
  std::size_t total = 0;
  for (const auto& chunk : snapshots.chunks(state.sequence())) total += chunk.size();
  CHECK(*bytes == total);
  CHECK(sequences_in(snapshots) == std::vector{state.sequence()});

  State loaded;
  const auto position = load_snapshot(snapshots, state.sequence(), loaded);
  REQUIRE(message_of(position) == "");
  CHECK(*position == position_of(state));
  CHECK(loaded.hash() == state.hash());
  CHECK(loaded.compute_hash() == state.hash());

  const auto head = read_snapshot_head(snapshots, state.sequence());
  REQUIRE(head.has_value());
  CHECK(head->image == image_head(state));
  CHECK(head->position == position_of(state));
}

TEST_CASE("closures, notices, their words, outages and meanings are in a snapshot") {
  Driver driver;
  scheduler::tests::befall(driver);
  const State& state = driver.state();
  MemorySnapshots snapshots;
  REQUIRE(save_snapshot(state, position_of(state), snapshots).has_value());
  State loaded;
  REQUIRE(message_of(load_snapshot(snapshots, state.sequence(), loaded)) == "");
  CHECK(loaded.hash() == state.hash());
  CHECK(loaded.compute_hash() == state.hash());
  CHECK(loaded.closures().live() == 2);
  CHECK(loaded.notices().live() == 2);
  CHECK(loaded.outages().live() == 2);
  CHECK(loaded.meanings().live() == 2);
  CHECK(loaded.unsettled() == state.unsettled());
}

TEST_CASE("an empty state has a snapshot") {
  const State empty;
  MemorySnapshots snapshots;
  REQUIRE(message_of(save_snapshot(empty, ChainPosition{}, snapshots)) == "");
  State loaded;
  const auto position = load_snapshot(snapshots, 0, loaded);
  REQUIRE(position.has_value());
  CHECK(*position == ChainPosition{});
  CHECK(loaded.hash() == empty.hash());
}

TEST_CASE("a snapshot that is not there is an error, and so is its head") {
  MemorySnapshots snapshots;
  State state;
  CHECK(message_of(load_snapshot(snapshots, 5, state)) == "there is no snapshot of sequence 5");
  CHECK(message_of(read_snapshot_head(snapshots, 5)) == "there is no snapshot of sequence 5");
  snapshots.replace(5, {});
  CHECK(contains(message_of(load_snapshot(snapshots, 5, state)), "ends after chunk 0"));
  CHECK(message_of(read_snapshot_head(snapshots, 5)) == "the snapshot is empty");
}

TEST_CASE("a snapshot is not begun for another place of the journal than the state's") {
  Driver driver;
  REQUIRE(driver.book("330127.documents.2026-06-12.0900", {scheduler::tests::alice}) ==
          scheduler::Rejection::none);
  MemorySnapshots snapshots;
  const auto saved = save_snapshot(driver.state(), {.next_sequence = 9}, snapshots);
  CHECK(message_of(saved) == "the state stands at sequence 2, the journal goes on at 9");
  CHECK(sequences_in(snapshots).empty());
}

TEST_CASE("a snapshot can be stopped between any two chunks, and leaves those before") {
  Driver driver{scheduler::tests::busy_start};
  play_busy_day(driver);
  const State& state = driver.state();
  const std::size_t chunks = chunks_of(state).size();
  MemorySnapshots snapshots;
  REQUIRE(message_of(save_snapshot(State{}, ChainPosition{}, snapshots)) == "");
  for (std::size_t stop = 1; stop < chunks; ++stop) {
    std::size_t asked = 0;
    const auto saved =
        save_snapshot(state, position_of(state), snapshots, [&] { return ++asked < stop; });
    CHECK(message_of(saved) == "the snapshot was stopped");
    CHECK(asked == stop);
    CHECK(sequences_in(snapshots) == std::vector<std::uint64_t>{0});
  }
  snapshots.fail_next_commit("no room");
  CHECK(message_of(save_snapshot(state, position_of(state), snapshots)) == "no room");
  CHECK(sequences_in(snapshots) == std::vector<std::uint64_t>{0});
  REQUIRE(message_of(save_snapshot(state, position_of(state), snapshots)) == "");
  CHECK(sequences_in(snapshots) == std::vector<std::uint64_t>{state.sequence(), 0});
}

TEST_CASE("one bit flipped in any byte of a snapshot is detected") {
  Driver driver{scheduler::tests::busy_start};
  play_busy_day(driver);
  const auto sequence = driver.state().sequence();
  const Chunks sound = chunks_of(driver.state());
  REQUIRE(fault_of(sound, sequence) == "");
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    for (std::size_t at = 0; at < sound[i].size(); ++at, ++bytes) {
      Chunks damaged = sound;
      damaged[i][at] ^= static_cast<std::byte>(1 << bytes % 8);
      const std::string fault = fault_of(damaged, sequence);
      // The message names the chunk.
      if (!fault.starts_with("chunk " + std::to_string(i) + " ")) {
        CAPTURE(i);
        CAPTURE(at);
        CHECK(fault == "");
      }
    }
  }
  CHECK(bytes > 1'000);
  MESSAGE(bytes << " bytes, a bit flipped in each");
}

TEST_CASE("chunks that are missing, repeated, swapped or of another snapshot are refused") {
  Driver driver{scheduler::tests::busy_start};
  play_busy_day(driver);
  const auto sequence = driver.state().sequence();
  const Chunks sound = chunks_of(driver.state());
  driver.pass(std::chrono::minutes{30});
  REQUIRE(driver.state().sequence() > sequence);
  const Chunks later = chunks_of(driver.state());
  // Of the same sequence in another history: one name differs.
  Driver twin{scheduler::tests::busy_start};
  play_busy_day(twin);
  State other;
  for (auto event : twin.events()) {
    if (event.at == twin.events().back().at && std::holds_alternative<scheduler::Held>(event.fact))
      std::get<scheduler::Held>(event.fact).expires_at += std::chrono::milliseconds{1};
    other.apply(event);
  }
  REQUIRE(other.sequence() == sequence);
  REQUIRE(other.hash() != driver.state().hash());
  const Chunks foreign = chunks_of(other);
  REQUIRE(foreign.size() == sound.size());
  REQUIRE(fault_of(foreign, sequence) == "");

  for (std::size_t i = 0; i < sound.size(); ++i) {
    CAPTURE(i);
    const auto place = static_cast<std::ptrdiff_t>(i);
    Chunks missing = sound;
    missing.erase(missing.begin() + place);
    CHECK(fault_of(missing, sequence) != "");
    Chunks repeated = sound;
    repeated.insert(repeated.begin() + place, sound[i]);
    CHECK(fault_of(repeated, sequence) != "");
    Chunks cut{sound.begin(), sound.begin() + place};
    CHECK(contains(fault_of(cut, sequence), "without its end"));
    for (std::size_t j = 0; j < i; ++j) {
      Chunks swapped = sound;
      std::swap(swapped[i], swapped[j]);
      CHECK(fault_of(swapped, sequence) != "");
    }
    Chunks mixed = sound;
    mixed[i] = later[std::min(i, later.size() - 1)];
    CHECK(contains(fault_of(mixed, sequence), "belongs to the snapshot of sequence"));
    if (foreign[i] == sound[i]) continue;
    mixed = sound;
    mixed[i] = foreign[i];
    CHECK(fault_of(mixed, sequence) != "");
  }
  CHECK(contains(fault_of(sound, sequence + 1), "belongs to the snapshot of sequence"));
  Chunks longer = sound;
  longer.push_back(sound.back());
  CHECK(contains(fault_of(longer, sequence), "comes after the end"));
}

/// A chunk with its content changed and its checksum made good.
std::vector<std::byte> rewritten(const std::vector<std::byte>& bytes, std::size_t at) {
  ChunkDecoder decoder;
  auto chunk = decoder.decode(bytes);
  REQUIRE(chunk.has_value());
  std::vector<std::byte> content{chunk->content.begin(), chunk->content.end()};
  content[at] ^= std::byte{1};
  chunk->content = content;
  ChunkEncoder encoder;
  const auto encoded = encoder.encode(*chunk);
  REQUIRE(encoded.has_value());
  return {encoded->bytes.begin(), encoded->bytes.end()};
}

/// The same of the end, so that it is the end of these chunks.
void close_again(Chunks& chunks) {
  ChunkDecoder decoder;
  std::uint64_t chain = 0;
  for (std::size_t i = 0; i + 1 < chunks.size(); ++i) {
    chain = chain_checksum(chain, decoder.decode(chunks[i])->checksum);
  }
  auto end = decoder.decode(chunks.back());
  REQUIRE(end.has_value());
  std::vector<std::byte> content{end->content.begin(), end->content.end()};
  boost::endian::store_little_u64(reinterpret_cast<unsigned char*>(&content[8]), chain);
  end->content = content;
  ChunkEncoder encoder;
  const auto encoded = encoder.encode(*end);
  REQUIRE(encoded.has_value());
  chunks.back() = {encoded->bytes.begin(), encoded->bytes.end()};
}

TEST_CASE("a bit flipped behind good checksums never gives a wrong state") {
  Driver driver{scheduler::tests::busy_start};
  play_busy_day(driver);
  const auto sequence = driver.state().sequence();
  const Chunks sound = chunks_of(driver.state());
  ChunkDecoder decoder;
  constexpr std::size_t position_at = 80;  // in the head: nothing but the journal knows better
  for (std::size_t i = 0; i + 1 < sound.size(); ++i) {
    const std::size_t bytes = decoder.decode(sound[i])->content.size();
    for (std::size_t at = 0; at < bytes; ++at) {
      if (i == 0 && at >= position_at + 8) continue;
      Chunks damaged = sound;
      damaged[i] = rewritten(sound[i], at);
      close_again(damaged);
      CAPTURE(i);
      CAPTURE(at);
      CHECK(fault_of(damaged, sequence) != "");
    }
  }
}

TEST_CASE("a head or an end of another size is refused") {
  const State empty;
  const Chunks sound = chunks_of(empty);
  REQUIRE(sound.size() == 2);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    ChunkDecoder decoder;
    auto chunk = decoder.decode(sound[i]);
    REQUIRE(chunk.has_value());
    chunk->content = chunk->content.first(chunk->content.size() - 1);
    ChunkEncoder encoder;
    const auto encoded = encoder.encode(*chunk);
    REQUIRE(encoded.has_value());
    Chunks damaged = sound;
    damaged[i] = {encoded->bytes.begin(), encoded->bytes.end()};
    CHECK(contains(fault_of(damaged, 0), "of the wrong size"));
  }
}

}  // namespace
}  // namespace offpeak::store::tests
