#include "store/sqlite/journal.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "base/mutant.hpp"
#include "store/replay_cursor.hpp"

namespace offpeak::store {
namespace {

/// The write-ahead log is copied into the database file when it reaches this many pages (4 MiB):
/// the commit that does it waits about 10 ms longer, four times that with a log four times as long.
constexpr int log_pages_max = 1024;

/// Records that one call of `trim` deletes.
constexpr int trimmed_records_max = 64;

/// Resets a statement at the end of its use, so that it holds neither a read transaction nor a
/// pointer to the bytes bound to it.
class StatementUse {
 public:
  explicit StatementUse(sqlite3_stmt* statement) : statement_{statement} {}
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;
  ~StatementUse() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

/// Valid until the statement moves on.
std::span<const std::byte> blob_column(sqlite3_stmt* row, int column) {
  const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(row, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

std::uint64_t sequence_column(sqlite3_stmt* row, int column) {
  return static_cast<std::uint64_t>(sqlite3_column_int64(row, column));
}

}  // namespace

SqliteJournal::SqliteJournal(SqliteConnection connection) : connection_{std::move(connection)} {}

SqliteJournal::~SqliteJournal() {
  if (failure_) connection_.abandon();
}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(const std::filesystem::path& path) {
  auto connection = SqliteConnection::open(path);
  if (!connection) return connection.error();
  std::unique_ptr<SqliteJournal> journal{new SqliteJournal{std::move(*connection)}};
  if (auto prepared = journal->prepare(); !prepared) return prepared.error();
  if (auto loaded = journal->load_end(); !loaded) return loaded.error();
  return journal;
}

Result<void> SqliteJournal::prepare() {
  auto insert = connection_.prepare("INSERT INTO journal(first_sequence, record) VALUES(?1, ?2)");
  if (!insert) return insert.error();
  insert_ = std::move(*insert);
  auto select = connection_.prepare(
      "SELECT first_sequence, record FROM journal WHERE first_sequence >= ?1 "
      "ORDER BY first_sequence");
  if (!select) return select.error();
  select_ = std::move(*select);
  // The newest record that begins at or before ?1 stays: the one before it ends before ?1.
  auto trim = connection_.prepare(
      "DELETE FROM journal WHERE first_sequence IN (SELECT first_sequence FROM journal WHERE "
      "first_sequence < (SELECT max(first_sequence) FROM journal WHERE first_sequence <= ?1) "
      "ORDER BY first_sequence LIMIT ?2)");
  if (!trim) return trim.error();
  trim_ = std::move(*trim);
  // This hook replaces SQLite's automatic checkpoint, which ignores errors: after a failed sync it
  // would sync again, successfully although data is lost, and then overwrite the log.
  sqlite3_wal_hook(
      connection_.get(),
      [](void* log_pages, sqlite3*, const char*, int pages) {
        *static_cast<int*>(log_pages) = pages;
        return SQLITE_OK;
      },
      &log_pages_);
  return {};
}

Result<void> SqliteJournal::load_end() {
  const auto last = connection_.prepare(
      "SELECT first_sequence, record FROM journal ORDER BY first_sequence DESC LIMIT 1");
  if (!last) return last.error();
  const int code = sqlite3_step(last->get());
  if (code == SQLITE_DONE) return {};
  if (code != SQLITE_ROW) return connection_.failure("read the last record");
  const std::uint64_t sequence = sequence_column(last->get(), 0);
  const auto record = decode_record(blob_column(last->get(), 1));
  const std::string place = "the record at sequence " + std::to_string(sequence);
  if (!record) return connection_.damage(place + " " + record.error().message);
  if (record->batch.first_sequence != sequence) {
    return connection_.damage(place + " says it is the one at sequence " +
                              std::to_string(record->batch.first_sequence));
  }
  position_ = record->next();
  return {};
}

Result<void> SqliteJournal::append(const Batch& batch) {
  if (failure_) return *failure_;
  auto done = insert(batch);
  if (done) done = checkpoint_when_due();
  if (!done && !base::mutated(base::Mutant::forget_failure)) failure_ = done.error();
  return done;
}

Result<void> SqliteJournal::insert(const Batch& batch) {
  const auto encoded = encoder_.encode(batch, position_);
  if (!encoded) return encoded.error();
  const StatementUse use{insert_.get()};
  const auto key = static_cast<sqlite3_int64>(batch.first_sequence);
  if (sqlite3_bind_int64(insert_.get(), 1, key) != SQLITE_OK ||
      sqlite3_bind_blob64(insert_.get(), 2, encoded->bytes.data(), encoded->bytes.size(),
                          SQLITE_STATIC) != SQLITE_OK ||
      sqlite3_step(insert_.get()) != SQLITE_DONE) {
    return connection_.failure("append sequence " + std::to_string(batch.first_sequence));
  }
  position_ = encoded->next;
  return {};
}

Result<void> SqliteJournal::checkpoint_when_due() {
  if (log_pages_ < log_pages_max) return {};
  return connection_.checkpoint(false);
}

Result<void> SqliteJournal::scan(ReplayCursor& cursor, const ChainPosition& from) {
  sqlite3_stmt* const row = select_.get();
  const StatementUse use{row};
  if (sqlite3_bind_int64(row, 1, static_cast<sqlite3_int64>(from.next_sequence)) != SQLITE_OK) {
    return connection_.failure("replay");
  }
  int code = sqlite3_step(row);
  for (; code == SQLITE_ROW; code = sqlite3_step(row)) {
    auto taken = cursor.take(sequence_column(row, 0), blob_column(row, 1));
    if (taken) continue;
    if (cursor.stopped_by_sink()) return taken;
    return connection_.damage(taken.error().message, taken.error().cause);
  }
  if (code != SQLITE_DONE) return connection_.failure("replay");
  if (auto finished = cursor.finish(position_); !finished) {
    return connection_.damage(finished.error().message, finished.error().cause);
  }
  return {};
}

Result<ReplaySummary> SqliteJournal::replay(const ChainPosition& from, const BatchSink& sink) {
  if (failure_) return *failure_;
  if (auto reached = check_reached(from, position_); !reached) {
    return Error{.message = connection_.path().string() + ": " + reached.error().message,
                 .cause = reached.error().cause};
  }
  ReplayCursor cursor{from, sink};
  if (auto scanned = scan(cursor, from); !scanned) {
    if (!cursor.leaves_sound(scanned.error())) failure_ = scanned.error();
    return scanned.error();
  }
  return cursor.summary();
}

Result<bool> SqliteJournal::trim(std::uint64_t before) {
  if (failure_) return *failure_;
  const StatementUse use{trim_.get()};
  const auto key = static_cast<sqlite3_int64>(std::min(before, sequence_max));
  if (sqlite3_bind_int64(trim_.get(), 1, key) != SQLITE_OK ||
      sqlite3_bind_int64(trim_.get(), 2, trimmed_records_max) != SQLITE_OK ||
      sqlite3_step(trim_.get()) != SQLITE_DONE) {
    failure_ = connection_.failure("trim");
    return *failure_;
  }
  const int trimmed = sqlite3_changes(connection_.get());
  has_old_bytes_ = has_old_bytes_ || trimmed > 0;
  const bool has_more = trimmed == trimmed_records_max;
  const auto done = has_more ? checkpoint_when_due() : erase_old_bytes();
  if (!done) {
    failure_ = done.error();
    return *failure_;
  }
  return has_more;
}

/// The log still has the pages as they were before, and keeps bytes behind its end until it is
/// written over: it is emptied.
Result<void> SqliteJournal::erase_old_bytes() {
  if (!has_old_bytes_) return {};
  auto done = connection_.checkpoint(true);
  if (done) has_old_bytes_ = false;
  return done;
}

std::string SqliteJournal::description() const {
  return "sqlite " + connection_.path().string() + " WAL FULL";
}

}  // namespace offpeak::store
