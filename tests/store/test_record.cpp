#include "store/record.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "tests/store/sample.hpp"

namespace offpeak::store::tests {
namespace {

std::vector<std::byte> encoded(const Batch& batch, const ChainPosition& position) {
  RecordEncoder encoder;
  const auto record = encoder.encode(batch, position);
  REQUIRE_MESSAGE(record.has_value(), message_of(record));
  return {record->bytes.begin(), record->bytes.end()};
}

std::string fault_of(std::span<const std::byte> bytes) { return message_of(decode_record(bytes)); }

TEST_CASE("a record gives back what was put in") {
  const Sample sample{41, 3};
  const auto bytes = encoded(sample.batch, {41, 0x1122334455667788});
  const auto record = decode_record(bytes);
  REQUIRE(record.has_value());
  CHECK(record->batch.first_sequence == 41);
  CHECK(record->batch.events == 3);
  CHECK(std::ranges::equal(record->batch.payload, sample.payload));
  CHECK(record->previous_checksum == 0x1122334455667788);
  CHECK(record->last_sequence() == 43);
  CHECK(record->next() == ChainPosition{44, record->checksum});
}

TEST_CASE("a record's bytes are the ones of the format page") {
  constexpr std::array payload{std::byte{'a'}, std::byte{'b'}, std::byte{'c'}};
  const auto bytes = encoded({0x0102, 2, payload}, {0x0102, 0x1122334455667788});
  // Bytes that any journal may hold by now: whoever must change them makes a new version.
  constexpr std::array<unsigned char, 43> expected{
      'O',  'F',  'P',  'J',  1,    0,    0,    0,     // magic, version
      0x02, 0x01, 0,    0,    0,    0,    0,    0,     // first sequence
      0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,  // previous checksum
      2,    0,    0,    0,    3,    0,    0,    0,     // events, payload bytes
      'a',  'b',  'c',                                 // payload
      63,   135,  146,  52,   216,  93,   154,  151};  // checksum
  REQUIRE(bytes.size() == expected.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CAPTURE(i);
    CHECK(std::to_integer<unsigned>(bytes[i]) == expected[i]);
  }
}

TEST_CASE("the encoder's buffer serves shorter records after longer ones") {
  RecordEncoder encoder;
  const Sample longer{1, 50};
  const Sample shorter{51, 1};
  const auto first = encoder.encode(longer.batch, {});
  REQUIRE(first.has_value());
  const auto second = encoder.encode(shorter.batch, first->next);
  REQUIRE(second.has_value());
  CHECK(second->bytes.size() == record_header_bytes + 7 + record_checksum_bytes);
  CHECK(decode_record(second->bytes).has_value());
}

TEST_CASE("a record may have no payload bytes") {
  const auto bytes = encoded({1, 1, {}}, {});
  CHECK(bytes.size() == record_header_bytes + record_checksum_bytes);
  const auto record = decode_record(bytes);
  REQUIRE(record.has_value());
  CHECK(record->batch.payload.empty());
}

TEST_CASE("every flipped bit of a record is detected") {
  const Sample sample{9, 2};
  auto bytes = encoded(sample.batch, {9, 0x0123456789ABCDEF});
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    CAPTURE(bit);
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    CHECK_FALSE(decode_record(bytes).has_value());
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
  }
  CHECK(decode_record(bytes).has_value());
}

TEST_CASE("a record cut short or grown at any length is detected") {
  const Sample sample{9, 2};
  const auto bytes = encoded(sample.batch, {9, 0});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(decode_record(std::span{bytes}.first(length)).has_value());
  }
  auto grown = bytes;
  grown.push_back(std::byte{0});
  CHECK_FALSE(decode_record(grown).has_value());
}

TEST_CASE("decoding says what is wrong") {
  const Sample sample{9, 2};
  const auto good = encoded(sample.batch, {9, 0});
  struct Row {
    const char* what;
    std::size_t at;
    std::byte value;
    const char* expected;
  };
  const std::array rows{
      Row{"magic", 0, std::byte{'X'}, "does not begin with a record header"},
      Row{"version", 4, std::byte{2}, "has format version 2; this build reads version 1"},
      Row{"payload length", 28, std::byte{15}, "has 14 payload bytes, its header says 15"},
      Row{"payload", 40, ~good[40], "is damaged: its checksum is "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    auto bytes = good;
    bytes[row.at] = row.value;
    CHECK(contains(fault_of(bytes), row.expected));
  }
  CHECK(contains(fault_of(std::span{good}.first(39)), "is cut short: it has 39 bytes"));
}

TEST_CASE("a batch that cannot be in a journal is not encoded") {
  const std::vector<std::byte> large(record_payload_bytes_max + 1);
  const std::span<const std::byte> none;
  struct Row {
    const char* what;
    Batch batch;
    ChainPosition position;
    const char* expected;
  };
  const std::array rows{
      Row{"no event", {1, 0, none}, {1, 0}, "holds no event"},
      Row{"sequence zero", {0, 1, none}, {0, 0}, "begins at sequence 0"},
      Row{"a gap", {6, 1, none}, {5, 0}, "begins at sequence 6, the journal continues at 5"},
      Row{"an overlap", {4, 1, none}, {5, 0}, "begins at sequence 4, the journal continues at 5"},
      Row{"too large", {1, 1, large}, {1, 0}, "payload bytes; the limit is"},
      Row{"the end", {sequence_max, 1, none}, {sequence_max, 0}, "runs past the last sequence"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    RecordEncoder encoder;
    CHECK(contains(message_of(encoder.encode(row.batch, row.position)), row.expected));
  }
}

}  // namespace
}  // namespace offpeak::store::tests
