// Input: a letter, then bytes. "r": a record as it lies in a store. "s": the same, with the length
// and the checksum put right, so that what they protect is reached. "e": a payload, one event
// behind the other. Whatever can be read gives the same bytes when it is written again.
#include <algorithm>
#include <limits>
#include <vector>

#include "store/event_codec.hpp"
#include "store/record.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/seal.hpp"

namespace offpeak::fuzz {
namespace {

/// Up to `events` events; the bytes behind them.
Bytes check_events(Bytes payload, std::uint32_t events) {
  std::vector<std::byte> written;
  for (; events > 0 && !payload.empty(); --events) {
    const Bytes before = payload;
    const auto event = store::decode_event(payload);
    if (!event) {
      OFFPEAK_ASSERT(!event.error().message.empty());
      OFFPEAK_ASSERT(payload.data() == before.data());
      return payload;
    }
    const std::size_t read = before.size() - payload.size();
    OFFPEAK_ASSERT(read > 0);
    OFFPEAK_ASSERT(read <= store::event_bytes_max);
    written.clear();
    store::encode_event(*event, written);
    OFFPEAK_ASSERT(std::ranges::equal(written, before.first(read)));
  }
  return payload;
}

void check_record(Bytes bytes) {
  const auto record = store::decode_record(bytes);
  if (!record) {
    OFFPEAK_ASSERT(!record.error().message.empty());
    return;
  }
  store::RecordEncoder encoder;
  const auto again =
      encoder.encode(record->batch, {record->batch.first_sequence, record->previous_checksum});
  OFFPEAK_ASSERT(again.has_value());
  OFFPEAK_ASSERT(std::ranges::equal(again->bytes, bytes));
  OFFPEAK_ASSERT(again->next == record->next());
  check_events(record->batch.payload, record->batch.events);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return rejected;
  const Bytes bytes = bytes_of(data + 1, size - 1);
  switch (data[0]) {
    case 'r':
      check_record(bytes);
      return 0;
    case 's':
      check_record(sealed(bytes, store::record_header_bytes));
      return 0;
    case 'e':
      check_events(bytes, std::numeric_limits<std::uint32_t>::max());
      return 0;
    default:
      return rejected;
  }
}

}  // namespace offpeak::fuzz
