#include "store/replay_cursor.hpp"

#include <string>

#include "base/mutant.hpp"

namespace offpeak::store {
namespace {

std::string record_at(std::uint64_t sequence) {
  return "the record at sequence " + std::to_string(sequence) + " ";
}

}  // namespace

Result<void> check_reached(const ChainPosition& from, const ChainPosition& end) {
  if (from.next_sequence < end.next_sequence || from == end) return {};
  if (from.next_sequence == end.next_sequence) {
    return Error{.message = "the journal's end at sequence " +
                            std::to_string(end.next_sequence - 1) +
                            " is not the one after which it is to be replayed: it is another "
                            "journal",
                 .cause = Cause::diverged};
  }
  return Error{.message = "the journal ends at sequence " + std::to_string(end.next_sequence - 1) +
                          ", before sequence " + std::to_string(from.next_sequence - 1) +
                          " after which it is to be replayed: it lacks records, or is another "
                          "journal",
               .cause = Cause::diverged};
}

Result<void> ReplayCursor::check_place(std::uint64_t sequence, const Record& record) const {
  if (record.batch.first_sequence != sequence) {
    return Error{record_at(sequence) + "says it is the one at sequence " +
                 std::to_string(record.batch.first_sequence)};
  }
  const ChainPosition& expected = position();
  if (sequence > expected.next_sequence && summary_.batches == 0) {
    return Error{.message = "the journal begins at sequence " + std::to_string(sequence) +
                            " where " + std::to_string(expected.next_sequence) +
                            " is due: what was before has been trimmed or is lost",
                 .cause = Cause::begins_later};
  }
  if (sequence != expected.next_sequence) {
    return Error{.message = "the journal continues at sequence " + std::to_string(sequence) +
                            " where " + std::to_string(expected.next_sequence) +
                            " is due: records are missing",
                 .cause = Cause::diverged};
  }
  if (record.previous_checksum != expected.checksum && !base::mutated(base::Mutant::ignore_chain)) {
    return Error{.message = record_at(sequence) +
                            "does not follow the one before it: one of the two was replaced",
                 .cause = Cause::diverged};
  }
  return {};
}

Result<void> ReplayCursor::take(std::uint64_t sequence, std::span<const std::byte> bytes) {
  const auto record = decode_record(bytes);
  if (!record) return Error{record_at(sequence) + record.error().message};
  if (auto placed = check_place(sequence, *record); !placed) return placed;
  auto done = sink_(record->batch);
  stopped_by_sink_ = !done;
  if (!done) return done;
  summary_.end = record->next();
  ++summary_.batches;
  summary_.events += record->batch.events;
  return {};
}

Result<void> ReplayCursor::finish(const ChainPosition& end) const {
  if (position() == end) return {};
  if (summary_.batches == 0) {
    return Error{.message = "no record begins at sequence " +
                            std::to_string(position().next_sequence) +
                            ", where the replay is to start",
                 .cause = Cause::diverged};
  }
  return Error{"its last records are missing"};
}

}  // namespace offpeak::store
