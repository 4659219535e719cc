#include "store/sqlite/filler.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "store/private_file.hpp"
#include "store/sqlite/file_snapshots.hpp"
#include "store/sqlite/layout.hpp"

namespace offpeak::store {
namespace {

namespace fs = std::filesystem;

/// A transaction ends behind so many, and the log is copied into the file then.
constexpr std::size_t transaction_bytes = std::size_t{8} << 20;

}  // namespace

Result<std::optional<std::string>> held_at(const fs::path& path) {
  for (const char* suffix : {"", "-wal", "-journal"}) {
    std::error_code error;
    const auto file = beside(path, suffix);
    if (fs::exists(fs::symlink_status(file, error))) return std::optional{file.string()};
  }
  FileSnapshots snapshots{path};
  const auto list = snapshots.list();
  if (!list) return list.error();
  if (list->empty()) return std::optional<std::string>{};
  return std::optional{snapshots.path_of(list->front()).string()};
}

SqliteFiller::SqliteFiller(const fs::path& path, const ChainPosition& from)
    : path_{path}, temporary_{beside(path, ".restoring")}, position_{from} {}

SqliteFiller::~SqliteFiller() {
  insert_.reset();
  connection_.reset();
  remove();
}

void SqliteFiller::remove() const {
  for (const char* suffix : {"", "-wal", "-journal"}) {
    ::unlink(beside(temporary_, suffix).c_str());
  }
}

Result<std::unique_ptr<Filler>> SqliteFiller::open(const fs::path& path,
                                                   const ChainPosition& from) {
  std::unique_ptr<SqliteFiller> filler{new SqliteFiller{path, from}};
  filler->remove();
  auto connection = SqliteConnection::open(filler->temporary_);
  if (!connection) return connection.error();
  filler->connection_.emplace(std::move(*connection));
  // SQLite's own checkpoints ignore errors.
  if (auto done = filler->run("PRAGMA wal_autocheckpoint=0"); !done) return done.error();
  auto insert =
      filler->connection_->prepare("INSERT INTO journal(first_sequence, record) VALUES(?1, ?2)");
  if (!insert) return insert.error();
  filler->insert_ = std::move(*insert);
  if (auto done = filler->run("BEGIN"); !done) return done.error();
  return std::unique_ptr<Filler>{std::move(filler)};
}

Result<void> SqliteFiller::run(std::string_view sql) const {
  const auto statement = connection_->prepare(sql);
  if (!statement) return statement.error();
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement->get());
  return code == SQLITE_DONE ? Result<void>{} : connection_->failure("fill");
}

Result<void> SqliteFiller::append(const Batch& batch) {
  const auto encoded = encoder_.encode(batch, position_);
  if (!encoded) return encoded.error();
  const bool bound =
      sqlite3_bind_int64(insert_.get(), 1, static_cast<sqlite3_int64>(batch.first_sequence)) ==
          SQLITE_OK &&
      sqlite3_bind_blob64(insert_.get(), 2, encoded->bytes.data(), encoded->bytes.size(),
                          SQLITE_STATIC) == SQLITE_OK;
  const bool stepped = bound && sqlite3_step(insert_.get()) == SQLITE_DONE;
  auto done = stepped ? Result<void>{} : connection_->failure("fill");
  sqlite3_reset(insert_.get());
  sqlite3_clear_bindings(insert_.get());
  if (!done) return done;
  position_ = encoded->next;
  uncommitted_bytes_ += encoded->bytes.size();
  return uncommitted_bytes_ < transaction_bytes ? Result<void>{} : end_transaction(false);
}

Result<void> SqliteFiller::end_transaction(bool last) {
  uncommitted_bytes_ = 0;
  if (auto done = run("COMMIT"); !done) return done;
  if (auto done = connection_->checkpoint(last); !done) return done;
  return last ? Result<void>{} : run("BEGIN");
}

Result<void> SqliteFiller::commit() {
  if (auto done = end_transaction(true); !done) return done;
  insert_.reset();
  connection_.reset();  // its log goes with it
  // Unlike a rename, a link replaces nothing that has come there meanwhile.
  if (::link(temporary_.c_str(), path_.c_str()) != 0) return file_failure("create", path_, errno);
  remove();
  return sync_directory(directory_of(path_));
}

}  // namespace offpeak::store
