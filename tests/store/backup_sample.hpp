// Small histories for tests of copies.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "store/backup_file.hpp"
#include "tests/store/sample.hpp"

namespace offpeak::store::tests {

/// Keeps what it is given.
class KeptCopy final : public CopyTarget {
 public:
  Result<void> begin(const CopyHead& given) override {
    head = given;
    return {};
  }
  Result<void> put_chunk(std::span<const std::byte> chunk) override {
    chunks.emplace_back(chunk.begin(), chunk.end());
    return {};
  }
  Result<void> begin_records(const ChainPosition& given) override {
    from = given;
    return {};
  }
  Result<void> put_record(const Batch& batch) override {
    records.push_back(
        {batch.first_sequence, batch.events, {batch.payload.begin(), batch.payload.end()}});
    return {};
  }
  Result<void> finish(const CopyEnd&) override {
    ++finished;
    return {};
  }

  CopyHead head;
  ChainPosition from;
  std::vector<std::vector<std::byte>> chunks;
  std::vector<Replayed> records;
  int finished = 0;
};

/// Reads bytes that lie in memory.
inline ReadBytes from_memory(std::span<const std::byte> bytes) {
  return [bytes](std::span<std::byte> out) mutable -> Result<std::size_t> {
    const std::size_t got = std::min(out.size(), bytes.size());
    std::copy_n(bytes.begin(), got, out.begin());
    bytes = bytes.subspan(got);
    return got;
  };
}

}  // namespace offpeak::store::tests
