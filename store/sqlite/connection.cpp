#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <system_error>
#include <utility>
#include <vector>

#include "base/mutant.hpp"
#include "store/private_file.hpp"
#include "store/sqlite/layout.hpp"
#include "store/sqlite/wal_check.hpp"

namespace offpeak::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view synchronous_full = "2";  // how SQLite spells it when read back

Result<void> make_all_private(const fs::path& path) {
  for (const auto& file : {path, beside(path, "-wal")}) {
    if (auto done = make_private(file); !done) return done;
  }
  return {};
}

int read_at(sqlite3_file* file, std::int64_t offset, std::span<std::byte> out) {
  return file->pMethods->xRead(file, out.data(), static_cast<int>(out.size()), offset);
}

/// A file that SQLite has open, through SQLite's own file layer.
Result<std::vector<std::byte>> read_whole(sqlite3_file* file) {
  sqlite3_int64 bytes = 0;
  int code = file->pMethods->xFileSize(file, &bytes);
  std::vector<std::byte> content(static_cast<std::size_t>(bytes));
  if (code == SQLITE_OK && !content.empty()) code = read_at(file, 0, content);
  if (code != SQLITE_OK) {
    return Error{std::string{"cannot be read: "} + sqlite3_errstr(code) + " (SQLite code " +
                 std::to_string(code) + ")"};
  }
  return content;
}

}  // namespace

void StatementCloser::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

void SqliteConnection::Closer::operator()(sqlite3* handle) const noexcept {
  sqlite3_close_v2(handle);
}

SqliteConnection::SqliteConnection(fs::path path, sqlite3* handle)
    : path_{std::move(path)}, handle_{handle} {}

Result<SqliteConnection> SqliteConnection::open(const fs::path& path) {
  const auto creation = create_private_file(path);
  if (!creation) return creation.error();
  if (*creation == Creation::existed) {
    if (auto checked = check_existing(path); !checked) return checked.error();
  }

  sqlite3* handle = nullptr;
  // SQLite never takes an absolute path for a URI or for one of its special names.
  const int code =
      sqlite3_open_v2(fs::absolute(path).c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  SqliteConnection connection{path, handle};
  if (code != SQLITE_OK) return connection.failure("open");

  auto ready = connection.lock_and_identify();
  if (ready) ready = connection.require_durable();
  if (!ready) {
    connection.abandon();
    return ready.error();
  }
  if (auto restricted = make_all_private(path); !restricted) return restricted.error();
  return connection;
}

Result<void> SqliteConnection::lock_and_identify() const {
  // Locking becomes exclusive before the log is first touched: then the lock is kept to the end,
  // and the log's index is in this process's memory instead of a shared file.
  if (auto done = run("PRAGMA locking_mode=EXCLUSIVE"); !done) return done;
  if (auto done = run("PRAGMA page_size=4096"); !done) return done;  // of a new file
  if (auto done = run("BEGIN EXCLUSIVE"); !done) return done;
  if (auto done = identify(); !done) return done;
  // By now the log is locked and has been read, and nothing has been written because of it.
  if (auto done = check_log(); !done) return done;
  return run("COMMIT");
}

Result<void> SqliteConnection::check_log() const {
  const auto mode = read_text("PRAGMA journal_mode");
  if (!mode) return mode.error();
  if (*mode != "wal") return {};  // of a new file
  const auto page_bytes = read_number("PRAGMA page_size");
  if (!page_bytes) return page_bytes.error();
  sqlite3_file* log_file = nullptr;
  sqlite3_file* database_file = nullptr;
  sqlite3_file_control(get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log_file);
  sqlite3_file_control(get(), "main", SQLITE_FCNTL_FILE_POINTER, &database_file);
  const auto log = read_whole(log_file);
  if (!log) return Error{beside(path_, "-wal").string() + ": " + log.error().message};
  const auto read_page = [&](std::uint32_t page, std::span<std::byte> out) {
    const auto offset = (std::int64_t{page} - 1) * *page_bytes;
    return read_at(database_file, offset, out) == SQLITE_OK;
  };
  const auto checked = check_wal(*log, static_cast<std::size_t>(*page_bytes), read_page);
  return checked ? checked : damage(checked.error().message);
}

Result<void> SqliteConnection::identify() const {
  const auto id = read_number("PRAGMA application_id");
  if (!id) return id.error();
  const auto tables = read_number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*id == 0 && *tables == 0) return create_layout();
  const auto version = read_number("PRAGMA user_version");
  if (!version) return version.error();
  return check_identity(path_, *id, *version);
}

Result<void> SqliteConnection::create_layout() const {
  if (auto done = run("CREATE TABLE journal(first_sequence INTEGER PRIMARY KEY, "
                      "record BLOB NOT NULL)");
      !done) {
    return done;
  }
  const std::string version = "PRAGMA user_version=" + std::to_string(sqlite_layout_version);
  if (auto done = run(version); !done) return done;
  return run("PRAGMA application_id=" + std::to_string(sqlite_application_id));
}

Result<void> SqliteConnection::require_durable() const {
  if (base::mutated(base::Mutant::skip_sync)) {
    if (auto done = run("PRAGMA journal_mode=WAL"); !done) return done;
    return run("PRAGMA synchronous=OFF");
  }
  if (auto done = run("PRAGMA synchronous=FULL"); !done) return done;
  // What is deleted is overwritten with zeros: nobody finds it in the file's free pages.
  const auto erases = read_number("PRAGMA secure_delete=ON");
  if (!erases) return erases.error();
  if (*erases != 1) {
    return Error{path_.string() + " cannot be erased from: secure_delete reads back as " +
                 std::to_string(*erases) + " (1 is needed)"};
  }
  const auto mode = read_text("PRAGMA journal_mode=WAL");
  if (!mode) return mode.error();
  const auto synchronous = read_text("PRAGMA synchronous");
  if (!synchronous) return synchronous.error();
  if (*mode != "wal" || *synchronous != synchronous_full) {
    return Error{path_.string() + " cannot be made durable: journal_mode reads back as " + *mode +
                 " (wal is needed), synchronous as " + *synchronous + " (2, FULL, is needed)"};
  }
  // After a crash the log may hold commits that can be read but were never synced. Nobody may act
  // on them before they are durable.
  return checkpoint(true);
}

Result<Statement> SqliteConnection::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure("prepare a statement");
  return Statement{statement};
}

Result<void> SqliteConnection::run(std::string_view sql) const {
  const auto statement = prepare(sql);
  if (!statement) return statement.error();
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement->get());
  if (code != SQLITE_DONE) return failure("open");
  return {};
}

Result<std::string> SqliteConnection::read_text(std::string_view sql) const {
  const auto statement = prepare(sql);
  if (!statement) return statement.error();
  if (sqlite3_step(statement->get()) != SQLITE_ROW) return failure("read the settings");
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 0));
  return Result<std::string>{boost::system::in_place_value, text ? text : ""};
}

Result<std::int64_t> SqliteConnection::read_number(std::string_view sql) const {
  const auto statement = prepare(sql);
  if (!statement) return statement.error();
  if (sqlite3_step(statement->get()) != SQLITE_ROW) return failure("read the settings");
  return std::int64_t{sqlite3_column_int64(statement->get(), 0)};
}

Result<void> SqliteConnection::checkpoint(bool truncate) const {
  const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(get(), nullptr, mode, nullptr, nullptr);
  if (code != SQLITE_OK) return failure("checkpoint");
  return {};
}

void SqliteConnection::abandon() const {
  sqlite3_db_config(get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Error SqliteConnection::failure(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(get());
  switch (code & 0xFF) {
    case SQLITE_BUSY:
      return Error{"another process has " + path_.string() + " open; stop it first"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return damage(sqlite3_errmsg(get()));
    default:
      break;
  }
  Error error{path_.string() + ": cannot " + std::string{doing} + ": " + sqlite3_errmsg(get()) +
              " (SQLite code " + std::to_string(code)};
  if (const int system_code = sqlite3_system_errno(get()); system_code != 0) {
    error.message += ", " + std::generic_category().message(system_code);
  }
  error.message += ")";
  return error;
}

Error SqliteConnection::damage(std::string_view what, Cause cause) const {
  return sqlite_damage(path_, what, cause);
}

}  // namespace offpeak::store
