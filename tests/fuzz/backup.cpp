// Input: a letter, then bytes. "f": a backup's file as it lies on a disk. "s": the same without the
// checksum at its end, which is put right: only what its bytes say decides.
#include <xxhash.h>

#include <algorithm>
#include <vector>

#include "store/backup_file.hpp"
#include "store/snapshots.hpp"
#include "tests/fuzz/input.hpp"

namespace offpeak::fuzz {
namespace {

using store::Result;

/// Says that a history comes in its order, and counts as one only at the end.
class OrderedTarget final : public store::CopyTarget {
 public:
  Result<void> begin(const store::CopyHead& head) override {
    OFFPEAK_ASSERT(stage_ == Stage::nothing);
    has_snapshot_ = head.snapshot.has_value();
    stage_ = Stage::chunks;
    return {};
  }
  Result<void> put_chunk(std::span<const std::byte> chunk) override {
    OFFPEAK_ASSERT(stage_ == Stage::chunks && has_snapshot_);
    OFFPEAK_ASSERT(chunk.size() <= store::chunk_bytes_max);
    return {};
  }
  Result<void> begin_records(const store::ChainPosition& from) override {
    OFFPEAK_ASSERT(stage_ == Stage::chunks);
    OFFPEAK_ASSERT(has_snapshot_ || from == store::ChainPosition{});
    next_sequence_ = from.next_sequence;
    stage_ = Stage::records;
    return {};
  }
  Result<void> put_record(const store::Batch& batch) override {
    OFFPEAK_ASSERT(stage_ == Stage::records);
    OFFPEAK_ASSERT(batch.first_sequence == next_sequence_);
    next_sequence_ += batch.events;
    return {};
  }
  Result<void> finish(const store::CopyEnd& end) override {
    OFFPEAK_ASSERT(stage_ == Stage::records);
    OFFPEAK_ASSERT(end.position.next_sequence == next_sequence_);
    stage_ = Stage::finished;
    return {};
  }
  bool is_finished() const { return stage_ == Stage::finished; }

 private:
  enum class Stage { nothing, chunks, records, finished };

  Stage stage_ = Stage::nothing;
  bool has_snapshot_ = false;
  std::uint64_t next_sequence_ = 0;
};

void check_file(Bytes bytes) {
  OrderedTarget target;
  const auto read = [bytes](std::span<std::byte> out) mutable -> Result<std::size_t> {
    const std::size_t got = std::min(out.size(), bytes.size());
    std::copy_n(bytes.begin(), got, out.begin());
    bytes = bytes.subspan(got);
    return got;
  };
  const auto end = store::read_backup(read, target);
  OFFPEAK_ASSERT(end.has_value() == target.is_finished());
  if (!end) OFFPEAK_ASSERT(!end.error().message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return rejected;
  const Bytes bytes = bytes_of(data + 1, size - 1);
  std::vector<std::byte> whole{bytes.begin(), bytes.end()};
  if (data[0] == 's') {
    const std::uint64_t checksum = XXH3_64bits(whole.data(), whole.size());
    const auto tail = std::as_bytes(std::span{&checksum, 1});
    whole.insert(whole.end(), tail.begin(), tail.end());
  } else if (data[0] != 'f') {
    return rejected;
  }
  check_file(whole);
  return 0;
}

}  // namespace offpeak::fuzz
