// A journal's database as it is at one moment, beside whatever process writes it.
//
// A writer holds SQLite's locks for as long as it lives, so a view takes none and believes none. It
// copies the write-ahead log into memory and reads the rest out of the database file, which changes
// only while a writer copies its log into it: then, and only then, the file's time changes too. So
// what was read holds if `is_unchanged` says afterwards that the file is the one of the beginning.
// Nothing is written: the files are opened to read.
#pragma once

#include <sqlite3.h>
#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/journal.hpp"
#include "store/sqlite/connection.hpp"

namespace offpeak::store {

/// One thread at a time.
class SqliteView {
 public:
  /// Refuses what SqliteConnection::open refuses, save that another process may have it open. While
  /// one writes, an error may be that of a moment: see `has_moved`.
  static Result<std::unique_ptr<SqliteView>> open(const std::filesystem::path& path);
  SqliteView(const SqliteView&) = delete;
  SqliteView& operator=(const SqliteView&) = delete;
  ~SqliteView();

  /// Whether everything read so far is of one moment.
  bool is_unchanged() const;

  Result<Statement> prepare(std::string_view sql) const;
  /// SQLite's last error in words for the operator.
  Error failure(std::string_view doing) const;

 private:
  /// When and how large a file is; all 0 when it is not there.
  struct Stamp {
    std::int64_t bytes = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::uint64_t file = 0;

    friend bool operator==(const Stamp&, const Stamp&) = default;
  };

  explicit SqliteView(const std::filesystem::path& path);
  static Stamp stamp_of(const std::filesystem::path& path);

  Result<void> load();
  Result<void> read_log();
  Result<void> open_database();
  Result<std::int64_t> number(std::string_view sql) const;
  bool has_moved() const;

  static int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                       int* out_flags);
  void fill_vfs();

  const std::filesystem::path path_;
  const std::filesystem::path log_path_;
  Stamp database_stamp_;
  Stamp log_stamp_;
  int descriptor_ = -1;         // of the database file
  std::vector<std::byte> log_;  // the whole `-wal` file
  std::string vfs_name_;
  sqlite3_vfs vfs_{};
  sqlite3* handle_ = nullptr;
};

}  // namespace offpeak::store
