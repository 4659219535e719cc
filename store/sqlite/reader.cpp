#include "store/sqlite/reader.hpp"

#include <algorithm>
#include <utility>

#include "store/record.hpp"
#include "store/replay_cursor.hpp"
#include "store/sqlite/layout.hpp"

namespace offpeak::store {
namespace {

/// Of one page: while a server is busy, the database file rests for some tenths of a second between
/// two times that the log is copied into it.
constexpr int attempts_max = 200;

}  // namespace

Result<std::unique_ptr<SqliteReader>> SqliteReader::open(const std::filesystem::path& path) {
  std::unique_ptr<SqliteReader> reader{new SqliteReader{path}};
  const auto end = reader->read_stable([&] { return reader->read_end(); });
  if (!end) return end.error();
  reader->position_ = *end;
  return reader;
}

template <class Read>
auto SqliteReader::read_stable(const Read& read) -> decltype(read()) {
  for (int attempt = 1;; ++attempt) {
    if (view_ == nullptr) {
      auto view = SqliteView::open(path_);
      if (!view) return view.error();
      view_ = std::move(*view);
    }
    auto found = read();
    if (view_->is_unchanged()) return found;
    view_.reset();
    if (attempt == attempts_max) {
      return Error{.message = path_.string() + " changes too fast to be read", .may_pass = true};
    }
  }
}

Result<ChainPosition> SqliteReader::read_end() {
  const auto last = view_->prepare(
      "SELECT first_sequence, record FROM journal ORDER BY first_sequence DESC LIMIT 1");
  if (!last) return last.error();
  const int code = sqlite3_step(last->get());
  if (code == SQLITE_DONE) return ChainPosition{};
  if (code != SQLITE_ROW) return view_->failure("read the last record");
  const auto sequence = static_cast<std::uint64_t>(sqlite3_column_int64(last->get(), 0));
  const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(last->get(), 1));
  const auto record =
      decode_record({bytes, static_cast<std::size_t>(sqlite3_column_bytes(last->get(), 1))});
  const std::string place = "the record at sequence " + std::to_string(sequence);
  if (!record) return sqlite_damage(path_, place + " " + record.error().message);
  if (record->batch.first_sequence != sequence) {
    return sqlite_damage(path_, place + " says it is the one at sequence " +
                                    std::to_string(record->batch.first_sequence));
  }
  return record->next();
}

Result<SqliteReader::Page> SqliteReader::read_page(std::uint64_t first) {
  const auto select = view_->prepare(
      "SELECT first_sequence, record FROM journal WHERE first_sequence >= ?1 AND first_sequence < "
      "?2 ORDER BY first_sequence LIMIT ?3");
  if (!select) return select.error();
  sqlite3_stmt* const row = select->get();
  sqlite3_bind_int64(row, 1, static_cast<sqlite3_int64>(first));
  sqlite3_bind_int64(row, 2, static_cast<sqlite3_int64>(position_.next_sequence));
  sqlite3_bind_int64(row, 3, static_cast<sqlite3_int64>(reader_page_records));
  Page page;
  std::size_t total = 0;
  int code = SQLITE_ROW;
  while (total < reader_page_bytes && (code = sqlite3_step(row)) == SQLITE_ROW) {
    const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(row, 1));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, 1));
    page.push_back(
        {static_cast<std::uint64_t>(sqlite3_column_int64(row, 0)), {bytes, bytes + size}});
    total += size;
  }
  if (code != SQLITE_ROW && code != SQLITE_DONE) return view_->failure("replay");
  return page;
}

/// The server beside may trim what was to be read next. Then nothing older is there either.
Result<void> SqliteReader::check_not_trimmed(const ReplayCursor& cursor, std::uint64_t first) {
  const auto due = cursor.position().next_sequence;
  if (first == due || cursor.summary().batches == 0) return {};
  const auto older = read_stable([&]() -> Result<bool> {
    const auto found = view_->prepare("SELECT 1 FROM journal WHERE first_sequence < ?1 LIMIT 1");
    if (!found) return found.error();
    sqlite3_bind_int64(found->get(), 1, static_cast<sqlite3_int64>(due));
    return sqlite3_step(found->get()) == SQLITE_ROW;
  });
  if (!older) return older.error();
  if (*older) return {};
  return Error{.message = path_.string() +
                          ": the journal was trimmed while it was read, at sequence " +
                          std::to_string(due) + ": read it again",
               .may_pass = true};
}

Result<ReplaySummary> SqliteReader::replay(const ChainPosition& from, const BatchSink& sink) {
  if (auto reached = check_reached(from, position_); !reached) {
    return Error{.message = path_.string() + ": " + reached.error().message,
                 .cause = reached.error().cause};
  }
  ReplayCursor cursor{from, sink};
  for (;;) {
    const auto page = read_stable([&] { return read_page(cursor.position().next_sequence); });
    if (!page) return page.error();
    if (page->empty()) break;
    if (auto kept = check_not_trimmed(cursor, page->front().sequence); !kept) return kept.error();
    for (const Row& row : *page) {
      auto taken = cursor.take(row.sequence, row.record);
      if (taken) continue;
      if (cursor.stopped_by_sink()) return taken.error();
      return sqlite_damage(path_, taken.error().message, taken.error().cause);
    }
  }
  if (auto finished = cursor.finish(position_); !finished) {
    return sqlite_damage(path_, finished.error().message, finished.error().cause);
  }
  return cursor.summary();
}

Result<void> SqliteReader::append(const Batch&) {
  return Error{description() + ": nothing can be appended"};
}

Result<bool> SqliteReader::trim(std::uint64_t) {
  return Error{description() + ": nothing can be trimmed"};
}

std::string SqliteReader::description() const { return "sqlite " + path_.string() + " to read"; }

}  // namespace offpeak::store
