#include "tests/crash/every_byte/log_journal.hpp"

#include <boost/endian/conversion.hpp>

#include "store/replay_cursor.hpp"

namespace offpeak::crash {
namespace {

constexpr std::size_t payload_bytes_at = 28;  // in a record's header (store/FORMAT.md)
/// A record is written in several pieces, so that a lost order shows.
constexpr std::size_t piece_bytes_max = 256;

/// The bytes that begin the log and claim to be one record; none when there are too few.
std::span<const std::byte> first_record(std::span<const std::byte> log) {
  if (log.size() < store::record_header_bytes) return {};
  const auto* field = reinterpret_cast<const unsigned char*>(log.data() + payload_bytes_at);
  const std::size_t bytes = store::record_header_bytes + boost::endian::load_little_u32(field) +
                            store::record_checksum_bytes;
  return bytes > log.size() ? std::span<const std::byte>{} : log.first(bytes);
}

}  // namespace

LogJournal::LogJournal(Disk& disk) : disk_{disk} {
  if (!disk_.has(file)) disk_.create(file);
  const std::span<const std::byte> all{disk_.read(file)};
  while (true) {
    const auto record = store::decode_record(first_record(all.subspan(end_)));
    if (!record || record->batch.first_sequence != position_.next_sequence ||
        record->previous_checksum != position_.checksum) {
      break;
    }
    position_ = record->next();
    end_ += first_record(all.subspan(end_)).size();
  }
  if (all.size() > end_) disk_.truncate(file, end_);
  disk_.sync(file);  // what was found may have been written and never synced
}

store::Result<void> LogJournal::append(const store::Batch& batch) {
  const auto encoded = encoder_.encode(batch, position_);
  if (!encoded) return encoded.error();
  auto left = encoded->bytes;
  while (!left.empty()) {
    const auto piece = left.first(std::min(left.size(), piece_bytes_max));
    disk_.write(file, end_, piece);
    end_ += piece.size();
    left = left.subspan(piece.size());
  }
  disk_.sync(file);
  position_ = encoded->next;
  return {};
}

store::Result<store::ReplaySummary> LogJournal::replay(const store::ChainPosition& from,
                                                       const store::BatchSink& sink) {
  if (auto reached = store::check_reached(from, position_); !reached) return reached.error();
  store::ReplayCursor cursor{from, sink};
  std::span<const std::byte> left{disk_.read(file)};
  store::ChainPosition place;
  while (!left.empty()) {
    const auto record = first_record(left);
    const auto decoded = store::decode_record(record);
    if (!decoded) return decoded.error();
    if (place.next_sequence >= from.next_sequence) {
      if (auto taken = cursor.take(place.next_sequence, record); !taken) return taken.error();
    }
    place = decoded->next();
    left = left.subspan(record.size());
  }
  if (auto finished = cursor.finish(position_); !finished) return finished.error();
  return cursor.summary();
}

}  // namespace offpeak::crash
