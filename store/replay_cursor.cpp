#include "store/replay_cursor.hpp"

#include <string>

namespace offpeak::store {
namespace {

std::string record_at(std::uint64_t sequence) {
  return "the record at sequence " + std::to_string(sequence) + " ";
}

}  // namespace

Result<void> check_reached(std::uint64_t after, const ChainPosition& end) {
  if (after < end.next_sequence) return {};
  return Error{"the journal ends at sequence " + std::to_string(end.next_sequence - 1) +
               ", before sequence " + std::to_string(after) +
               " after which it is to be replayed: it lacks records, or is another journal"};
}

Result<void> ReplayCursor::check_place(std::uint64_t sequence, const Record& record) const {
  if (record.batch.first_sequence != sequence) {
    return Error{record_at(sequence) + "says it is the one at sequence " +
                 std::to_string(record.batch.first_sequence)};
  }
  // The anchor's own predecessor is not read; every other record must follow the one before.
  if (!position_ && sequence > 1 && sequence <= after_) return {};
  const ChainPosition expected = position();
  if (sequence != expected.next_sequence) {
    return Error{"the journal continues at sequence " + std::to_string(sequence) + " where " +
                 std::to_string(expected.next_sequence) + " is due: records are missing"};
  }
  if (record.previous_checksum != expected.checksum) {
    return Error{record_at(sequence) +
                 "does not follow the one before it: one of the two was replaced"};
  }
  return {};
}

Result<void> ReplayCursor::take(std::uint64_t sequence, std::span<const std::byte> bytes) {
  const auto record = decode_record(bytes);
  if (!record) return Error{record_at(sequence) + record.error().message};
  if (auto placed = check_place(sequence, *record); !placed) return placed;
  position_ = record->next();
  summary_.last_sequence = record->last_sequence();
  if (record->last_sequence() <= after_) return {};
  ++summary_.batches;
  summary_.events += record->batch.events;
  auto done = sink_(record->batch);
  stopped_by_sink_ = !done;
  return done;
}

}  // namespace offpeak::store
