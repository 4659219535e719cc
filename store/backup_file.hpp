// A whole history in one file, the same for every store (store/FORMAT.md): what `offpeak backup`
// writes and `offpeak restore` reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "store/copy_target.hpp"
#include "store/record.hpp"

struct XXH3_state_s;

namespace offpeak::store {

inline constexpr std::uint32_t backup_version = 1;
inline constexpr std::size_t backup_header_bytes = 32;
inline constexpr std::size_t backup_trailer_bytes = 48;

/// XXH3 of bytes that come one after the other.
class RunningChecksum {
 public:
  RunningChecksum();
  ~RunningChecksum();
  RunningChecksum(const RunningChecksum&) = delete;
  RunningChecksum& operator=(const RunningChecksum&) = delete;

  void reset();
  void add(std::span<const std::byte> bytes);
  std::uint64_t value() const;

 private:
  XXH3_state_s* state_;
};

/// Writes beside the name that the file will have, so that under it there is a whole backup or
/// none.
class BackupWriter final : public CopyTarget {
 public:
  /// Mode 0600. A file that is there already is an error, unless it is to be replaced.
  static Result<std::unique_ptr<BackupWriter>> create(const std::filesystem::path& path,
                                                      bool replace);
  /// Removes what was not finished.
  ~BackupWriter() override;

  Result<void> begin(const CopyHead& head) override;
  Result<void> put_chunk(std::span<const std::byte> chunk) override;
  Result<void> begin_records(const ChainPosition& from) override;
  Result<void> put_record(const Batch& batch) override;
  Result<void> finish(const CopyEnd& end) override;

 private:
  BackupWriter(std::filesystem::path path, bool replace);

  Result<void> put_item(std::span<const std::byte> bytes);
  Result<void> write(std::span<const std::byte> bytes);
  Result<void> flush();
  Result<void> publish();

  const std::filesystem::path path_;
  const std::filesystem::path temporary_;
  const bool replace_;
  int descriptor_ = -1;
  std::vector<std::byte> buffer_;
  RunningChecksum checksum_;
  RecordEncoder encoder_;
  ChainPosition position_;
  std::uint64_t chunks_ = 0;
  std::uint64_t records_ = 0;
};

/// Fills `out` as far as there are bytes, and says how far.
using ReadBytes = std::function<Result<std::size_t>(std::span<std::byte> out)>;

/// Reads a backup into `target`, which finishes only after all checksums, counts and places were
/// found right. Whether the snapshot and the events are sound is the target's to say. Any bytes may
/// be given.
Result<CopyEnd> read_backup(const ReadBytes& read, CopyTarget& target);
/// The same of a file; errors name it.
Result<CopyEnd> read_backup(const std::filesystem::path& path, CopyTarget& target);

}  // namespace offpeak::store
