// The journal in a SQLite file: one row, one transaction and one sync per batch (store/FORMAT.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "store/journal.hpp"
#include "store/record.hpp"
#include "store/sqlite/connection.hpp"

namespace offpeak::store {

class ReplayCursor;

/// One thread at a time. The file is locked against every other connection, of this process too,
/// until the journal is destroyed.
class SqliteJournal final : public Journal {
 public:
  /// Opens the journal at `path`, or creates it (file mode 0600, missing directories 0700). Errors
  /// name the file and what to do: another process has it open, it belongs to another application
  /// or a newer build, it is empty, cut short or damaged, or it cannot be made durable.
  static Result<std::unique_ptr<SqliteJournal>> open(const std::filesystem::path& path);

  ~SqliteJournal() override;

  /// A batch that does not follow the last one is an error like any other: it latches.
  Result<void> append(const Batch& batch) override;

  /// A record found damaged latches: nothing is appended to a broken chain.
  Result<ReplaySummary> replay(const ChainPosition& from, const BatchSink& sink) override;
  ChainPosition position() const override { return position_; }
  Result<bool> trim(std::uint64_t before) override;

  std::string description() const override;

 private:
  explicit SqliteJournal(SqliteConnection connection);

  Result<void> prepare();
  Result<void> load_end();
  Result<void> insert(const Batch& batch);
  Result<void> scan(ReplayCursor& cursor, const ChainPosition& from);
  Result<void> checkpoint_when_due();
  Result<void> erase_old_bytes();

  SqliteConnection connection_;
  Statement insert_;
  Statement select_;
  Statement trim_;
  RecordEncoder encoder_;
  ChainPosition position_;
  int log_pages_ = 0;             // in the write-ahead log, as of the last commit
  bool has_old_bytes_ = false;    // records were trimmed since the log was emptied
  std::optional<Error> failure_;  // the latch
};

}  // namespace offpeak::store
