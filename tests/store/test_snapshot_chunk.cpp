#include <doctest/doctest.h>
#include <xxhash.h>

#include <array>
#include <cstring>
#include <random>
#include <string>

#include "store/snapshot_chunk.hpp"
#include "tests/store/sample.hpp"

namespace offpeak::store::tests {
namespace {

using Bytes = std::vector<std::byte>;

Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span{text});
  return {bytes.begin(), bytes.end()};
}

Bytes encoded(const Chunk& chunk) {
  ChunkEncoder encoder;
  const auto result = encoder.encode(chunk);
  REQUIRE(result.has_value());
  return {result->bytes.begin(), result->bytes.end()};
}

/// The checksum made good again, so that what lies behind it is looked at.
Bytes resealed(Bytes bytes) {
  const std::size_t at = bytes.size() - chunk_checksum_bytes;
  const std::uint64_t checksum = XXH3_64bits(bytes.data(), at);
  std::memcpy(&bytes[at], &checksum, sizeof checksum);
  return bytes;
}

std::string fault_of(const Bytes& bytes) {
  ChunkDecoder decoder;
  return message_of(decoder.decode(bytes));
}

TEST_CASE("a chunk comes back as it was, whatever its size") {
  ChunkEncoder encoder;
  ChunkDecoder decoder;
  std::mt19937_64 random{1};
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100'000},
                                 chunk_content_bytes_max, std::size_t{3}}) {
    Bytes content(size);
    for (auto& byte : content) byte = static_cast<std::byte>(random());
    const auto packed =
        encoder.encode({.sequence = 1'000 + size, .index = 7, .section = 3, .content = content});
    REQUIRE(packed.has_value());
    CHECK(packed->bytes.size() <= chunk_bytes_max);
    const auto chunk = decoder.decode(packed->bytes);
    REQUIRE(chunk.has_value());
    CHECK(chunk->sequence == 1'000 + size);
    CHECK(chunk->index == 7);
    CHECK(chunk->section == 3);
    CHECK(chunk->checksum == packed->checksum);
    CHECK(Bytes{chunk->content.begin(), chunk->content.end()} == content);
  }
}

TEST_CASE("the bytes of a chunk are those that store/FORMAT.md describes") {
  const std::array<unsigned char, 52> golden{
      'O',  'F',  'P',  'S',                                                // magic
      7,    0,    0,    0,                                                  // version
      0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,                       // sequence
      0x44, 0x33, 0x22, 0x11,                                               // index
      2,    0,    0,    0,                                                  // section, reserved
      3,    0,    0,    0,                                                  // bytes of content
      12,   0,    0,    0,                                                  // packed bytes
      0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x03, 0x19, 0x00, 0x00, 'a', 'b', 'c',  // zstd: stored as it is
      0,    0,    0,    0,    0,    0,    0,    0,                          // checksum
  };
  const auto golden_bytes = std::as_bytes(std::span{golden});
  const Bytes bytes = resealed({golden_bytes.begin(), golden_bytes.end()});
  ChunkDecoder decoder;
  const auto chunk = decoder.decode(bytes);
  REQUIRE(message_of(chunk) == "");
  CHECK(chunk->sequence == 0x0102030405060708);
  CHECK(chunk->index == 0x11223344);
  CHECK(chunk->section == 2);
  CHECK(Bytes{chunk->content.begin(), chunk->content.end()} == bytes_of("abc"));
  const Bytes written = encoded(*chunk);
  CHECK(written == bytes);
}

TEST_CASE("a chunk cut short at any byte, or with one bit flipped in any byte, is refused") {
  const Bytes content = sample_payload(1, 500);
  const Bytes sound = encoded({.sequence = 9, .index = 1, .section = 1, .content = content});
  for (std::size_t size = 0; size < sound.size(); ++size) {
    CHECK(fault_of({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)}) != "");
  }
  for (std::size_t at = 0; at < sound.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = sound;
      damaged[at] ^= static_cast<std::byte>(1 << bit);
      CHECK(fault_of(damaged) != "");
    }
  }
}

TEST_CASE("a chunk says what is wrong with it") {
  const Bytes content = bytes_of("abcabcabcabcabcabcabcabcabcabcabcabc");
  const Bytes sound = encoded({.sequence = 9, .index = 1, .section = 1, .content = content});
  struct Row {
    const char* why;
    Bytes (*damage)(Bytes);
  };
  const auto rows = std::to_array<Row>({
      {"cut short", [](Bytes bytes) { return Bytes(bytes.begin(), bytes.begin() + 39); }},
      {"does not begin with a chunk header",
       [](Bytes bytes) {
         bytes[0] = std::byte{'X'};
         return bytes;
       }},
      {"has format version 8",
       [](Bytes bytes) {
         bytes[4] = std::byte{8};
         return bytes;
       }},
      {"packed bytes, its header says",
       [](Bytes bytes) {
         bytes.emplace_back();
         return bytes;
       }},
      {"is damaged",
       [](Bytes bytes) {
         bytes[40] ^= std::byte{1};
         return bytes;
       }},
      {"reserved bytes",
       [](Bytes bytes) {
         bytes[22] = std::byte{1};
         return resealed(bytes);
       }},
      {"bytes of content; the limit",
       [](Bytes bytes) {
         bytes[27] = std::byte{0x7F};
         return resealed(bytes);
       }},
      {"cannot be unpacked",  // it holds more than the header says
       [](Bytes bytes) {
         bytes[24] = std::byte{1};
         return resealed(bytes);
       }},
      {"unpacks to 36 bytes, its header says 37",
       [](Bytes bytes) {
         bytes[24] = std::byte{37};
         return resealed(bytes);
       }},
      {"cannot be unpacked",  // no frame of zstd
       [](Bytes bytes) {
         bytes[chunk_header_bytes] ^= std::byte{1};
         return resealed(bytes);
       }},
  });
  for (const auto& row : rows) {
    CAPTURE(row.why);
    const std::string fault = fault_of(row.damage(sound));
    CAPTURE(fault);
    CHECK(contains(fault, row.why));
  }
}

TEST_CASE("content beyond the bound is not encoded") {
  ChunkEncoder encoder;
  const Bytes content(chunk_content_bytes_max + 1);
  CHECK(contains(message_of(encoder.encode({.content = content})), "the limit is"));
}

}  // namespace
}  // namespace offpeak::store::tests
