// Snapshots as files beside a journal's database: PATH.snapshot-<sequence, 20 digits>. Described in
// store/FORMAT.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "store/snapshots.hpp"

namespace offpeak::store {

/// Every function may be tried again after an error. One writer at a time for one database; readers
/// beside it are safe.
class FileSnapshots final : public Snapshots {
 public:
  /// Nothing is opened yet. The directory need not exist until `begin`.
  explicit FileSnapshots(std::filesystem::path database);
  /// Drops a snapshot that was begun and not committed.
  ~FileSnapshots() override;
  FileSnapshots(const FileSnapshots&) = delete;
  FileSnapshots& operator=(const FileSnapshots&) = delete;

  Result<std::vector<std::uint64_t>> list() override;
  Result<void> begin(std::uint64_t sequence) override;
  Result<void> put(std::span<const std::byte> chunk) override;
  Result<void> commit() override;
  Result<void> read(std::uint64_t sequence, const ChunkSink& sink) override;

  std::filesystem::path path_of(std::uint64_t sequence) const;

 private:
  Result<void> write_all(std::span<const std::byte> bytes);
  Result<void> sync_and_rest();
  Result<void> finish_file();
  Result<void> remove_old();
  static Result<void> remove_slowly(const std::filesystem::path& path);
  Result<void> remove_temporary() const;
  void drop();

  const std::filesystem::path database_;
  const std::string prefix_;  // of the file names
  const std::filesystem::path temporary_;
  const std::filesystem::path removed_;  // on its way out
  int descriptor_ = -1;                  // of the file that is being written
  std::uint64_t sequence_ = 0;
  std::size_t unsynced_bytes_ = 0;
};

}  // namespace offpeak::store
