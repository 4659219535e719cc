// Where the files of an archive lie: FOLDER/CITY/DAY/FIRST-LAST-CHECKSUM.archive, or .audit. The
// name says of which events it is and where the records go on.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/civil_time.hpp"
#include "store/archive/archive_file.hpp"
#include "store/journal.hpp"

namespace offpeak::store {

struct ArchivedFile {
  std::filesystem::path path;
  config::Date day{};  // of its newest event
  std::uint64_t first_sequence = 0;
  ChainPosition end;
};

class ArchiveFolder {
 public:
  /// Of one city. Nothing is touched yet.
  ArchiveFolder(const std::filesystem::path& folder, const std::string& city,
                ArchiveContent content);

  /// Makes it (mode 0700) where it is missing.
  Result<void> make() const;
  /// Every file, oldest first. Others' files are passed over.
  Result<std::vector<ArchivedFile>> list() const;
  /// The file with the newest events; nothing when there is none.
  Result<std::optional<ArchivedFile>> newest() const;
  /// Where a file for events of that day is to lie, in a folder that is made.
  Result<std::filesystem::path> place(config::Date day, std::uint64_t first,
                                      const ChainPosition& end) const;
  /// Removes the days before `day`.
  Result<void> remove_before(config::Date day) const;

  std::filesystem::path temporary() const { return folder_ / "archive.tmp"; }
  const std::filesystem::path& path() const { return folder_; }

 private:
  Result<std::vector<config::Date>> days() const;  // oldest first
  Result<std::vector<ArchivedFile>> files_of(config::Date day) const;

  const std::filesystem::path folder_;
  const ArchiveContent content_;
};

}  // namespace offpeak::store
