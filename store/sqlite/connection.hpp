// The one connection to a journal database: opened, locked, identified and made durable, or
// refused.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "store/journal.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace offpeak::store {

struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const noexcept;
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

/// Holds the exclusive lock on the file until it is destroyed. One thread at a time.
class SqliteConnection {
 public:
  /// Opens `path`, or creates it with its directories. Refuses a file that another connection has
  /// open, that belongs to another application or a newer layout, that is damaged, or on which
  /// journal_mode WAL, synchronous FULL and secure_delete do not read back. On return everything
  /// that can be read is also on disk. A refused file is not changed.
  static Result<SqliteConnection> open(const std::filesystem::path& path);

  SqliteConnection(SqliteConnection&&) noexcept = default;
  SqliteConnection& operator=(SqliteConnection&&) noexcept = default;

  sqlite3* get() const { return handle_.get(); }
  const std::filesystem::path& path() const { return path_; }

  Result<Statement> prepare(std::string_view sql) const;

  /// Copies what the write-ahead log holds into the database file and syncs both. With `truncate`
  /// the log is emptied too.
  Result<void> checkpoint(bool truncate) const;

  /// Keeps the destructor from touching the files, so that the next start can judge them.
  void abandon() const;

  /// SQLite's last error in words for the operator; `doing` is a verb such as "append".
  Error failure(std::string_view doing) const;
  /// An error found in what the file holds.
  Error damage(std::string_view what, Cause cause = Cause::other) const;

 private:
  struct Closer {
    void operator()(sqlite3* handle) const noexcept;
  };

  SqliteConnection(std::filesystem::path path, sqlite3* handle);

  /// Runs a statement and forgets its rows.
  Result<void> run(std::string_view sql) const;
  /// The first column of the first row.
  Result<std::string> read_text(std::string_view sql) const;
  Result<std::int64_t> read_number(std::string_view sql) const;

  Result<void> lock_and_identify() const;
  /// Checks the log for damage that SQLite itself does not report. Changes nothing.
  Result<void> check_log() const;
  Result<void> identify() const;
  Result<void> create_layout() const;
  Result<void> require_durable() const;

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Closer> handle_;
};

}  // namespace offpeak::store
