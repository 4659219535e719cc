#include "store/sqlite/view.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <span>
#include <thread>

#include "store/private_file.hpp"
#include "store/sqlite/layout.hpp"
#include "store/sqlite/wal_check.hpp"

namespace offpeak::store {
namespace {

namespace fs = std::filesystem;

/// A writer moves on a few hundred times a second, and a view takes some milliseconds.
constexpr int attempts_max = 200;
constexpr std::chrono::milliseconds pause{2};
/// A file's time has steps of up to 10 ms: one that changed less long ago may change again unseen.
constexpr std::int64_t step_of_time_ns = 10'000'000;
/// A log that is never emptied is no writer's of ours (log_pages_max in journal.cpp).
constexpr std::int64_t log_bytes_max = std::int64_t{1} << 30;

/// As many bytes as there are; −1 with errno.
ssize_t read_at(int descriptor, std::span<std::byte> out, off_t offset) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::pread(descriptor, out.data() + done, out.size() - done,
                                offset + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return static_cast<ssize_t>(done);
}

/// Of SQLite's own files, the two that a journal has.
struct ViewedFile {
  sqlite3_file base;
  int descriptor;                     // of the database; −1: the log
  const std::vector<std::byte>* log;  // while the view lives
};

ViewedFile& viewed(sqlite3_file* file) { return *reinterpret_cast<ViewedFile*>(file); }

int close_file(sqlite3_file*) { return SQLITE_OK; }

int read_file(sqlite3_file* file, void* out, int bytes, sqlite3_int64 offset) {
  const std::span to{static_cast<std::byte*>(out), static_cast<std::size_t>(bytes)};
  std::size_t got = 0;
  if (const auto& from = viewed(file); from.descriptor >= 0) {
    const ssize_t read = read_at(from.descriptor, to, offset);
    if (read < 0) return SQLITE_IOERR_READ;
    got = static_cast<std::size_t>(read);
  } else if (const auto begin = static_cast<std::size_t>(offset); begin < from.log->size()) {
    got = std::min(to.size(), from.log->size() - begin);
    std::copy_n(from.log->begin() + offset, got, to.begin());
  }
  if (got == to.size()) return SQLITE_OK;
  std::ranges::fill(to.subspan(got), std::byte{});
  return SQLITE_IOERR_SHORT_READ;
}

int refuse_write(sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; }
int refuse_truncate(sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; }
int nothing(sqlite3_file*, int) { return SQLITE_OK; }

int file_size(sqlite3_file* file, sqlite3_int64* bytes) {
  const auto& from = viewed(file);
  struct stat found {};
  if (from.descriptor >= 0 && ::fstat(from.descriptor, &found) != 0) return SQLITE_IOERR_FSTAT;
  *bytes = from.descriptor >= 0 ? found.st_size : static_cast<sqlite3_int64>(from.log->size());
  return SQLITE_OK;
}

int no_reserved_lock(sqlite3_file*, int* is_there) {
  *is_there = 0;
  return SQLITE_OK;
}

int no_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_bytes(sqlite3_file*) { return 4096; }
int no_characteristics(sqlite3_file*) { return 0; }

// Version 1: without shared memory, which an exclusively locked log does not need.
constexpr sqlite3_io_methods methods{.iVersion = 1,
                                     .xClose = close_file,
                                     .xRead = read_file,
                                     .xWrite = refuse_write,
                                     .xTruncate = refuse_truncate,
                                     .xSync = nothing,
                                     .xFileSize = file_size,
                                     .xLock = nothing,
                                     .xUnlock = nothing,
                                     .xCheckReservedLock = no_reserved_lock,
                                     .xFileControl = no_control,
                                     .xSectorSize = sector_bytes,
                                     .xDeviceCharacteristics = no_characteristics,
                                     .xShmMap = nullptr,
                                     .xShmLock = nullptr,
                                     .xShmBarrier = nullptr,
                                     .xShmUnmap = nullptr,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

int refuse_delete(sqlite3_vfs*, const char*, int) { return SQLITE_READONLY; }

int access_file(sqlite3_vfs*, const char* name, int, int* is_there) {
  *is_there = std::string_view{name}.ends_with("-wal") ? 1 : 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int bytes, char* out) {
  std::snprintf(out, static_cast<std::size_t>(bytes), "%s", name);
  return SQLITE_OK;
}

}  // namespace

SqliteView::SqliteView(const fs::path& path) : path_{path}, log_path_{beside(path, "-wal")} {}

SqliteView::~SqliteView() {
  sqlite3_close_v2(handle_);
  if (!vfs_name_.empty()) sqlite3_vfs_unregister(&vfs_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

SqliteView::Stamp SqliteView::stamp_of(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {.bytes = found.st_size,
          .seconds = found.st_mtim.tv_sec,
          .nanoseconds = found.st_mtim.tv_nsec,
          .file = found.st_ino};
}

Result<std::unique_ptr<SqliteView>> SqliteView::open(const fs::path& path) {
  if (auto checked = check_existing(path); !checked) return checked.error();
  for (int attempt = 1;; ++attempt) {
    std::unique_ptr<SqliteView> view{new SqliteView{path}};
    const auto loaded = view->load();
    if (loaded && view->is_unchanged()) return view;
    // An error of files that nobody touched meanwhile is in the files.
    if (!loaded && (attempt == attempts_max || !view->has_moved())) return loaded.error();
    if (attempt == attempts_max) {
      return Error{.message = path.string() + " changes too fast to be read", .may_pass = true};
    }
    std::this_thread::sleep_for(pause);
  }
}

bool SqliteView::is_unchanged() const { return stamp_of(path_) == database_stamp_; }

bool SqliteView::has_moved() const { return !is_unchanged() || stamp_of(log_path_) != log_stamp_; }

Result<void> SqliteView::load() {
  database_stamp_ = stamp_of(path_);
  struct timespec now {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const auto age_ns = (now.tv_sec - database_stamp_.seconds) * 1'000'000'000 + now.tv_nsec -
                      database_stamp_.nanoseconds;
  if (age_ns >= 0 && age_ns < step_of_time_ns) {
    std::this_thread::sleep_for(std::chrono::nanoseconds{step_of_time_ns});
    if (stamp_of(path_) != database_stamp_) return Error{path_.string() + " is being written"};
  }
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) return file_failure("open", path_, errno);
  if (auto read = read_log(); !read) return read;
  if (stamp_of(beside(path_, "-journal")).bytes > 0) {
    return Error{path_.string() +
                 "-journal lies beside it: its first start was cut short. Start "
                 "a server on it, which clears that up"};
  }
  return open_database();
}

/// A log that its writer begins anew meanwhile shows by its header, which differs then.
Result<void> SqliteView::read_log() {
  log_stamp_ = stamp_of(log_path_);
  const int log = ::open(log_path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (log < 0 && errno == ENOENT) return {};
  if (log < 0) return file_failure("open", log_path_, errno);
  struct stat found {};
  const bool known = ::fstat(log, &found) == 0 && found.st_size <= log_bytes_max;
  log_.resize(known ? static_cast<std::size_t>(found.st_size) : 0);
  const ssize_t got = known ? read_at(log, log_, 0) : -1;
  std::array<std::byte, 32> header{};
  const ssize_t again = got < 0 ? -1 : read_at(log, header, 0);
  const int code = errno;
  ::close(log);
  if (!known) return Error{log_path_.string() + " is larger than any log of a journal"};
  if (again < 0) return file_failure("read", log_path_, code);
  log_.resize(static_cast<std::size_t>(got));
  const std::size_t compared = std::min(log_.size(), header.size());
  if (!std::equal(log_.begin(), log_.begin() + static_cast<std::ptrdiff_t>(compared),
                  header.begin())) {
    return Error{log_path_.string() + " was begun anew"};
  }
  return {};
}

int SqliteView::open_file(sqlite3_vfs* vfs, const char*, sqlite3_file* file, int flags,
                          int* out_flags) {
  const auto& view = *static_cast<const SqliteView*>(vfs->pAppData);
  file->pMethods = nullptr;
  if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) return SQLITE_CANTOPEN;
  const bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
  viewed(file) = {{&methods}, is_log ? -1 : view.descriptor_, &view.log_};
  if (out_flags != nullptr) *out_flags = SQLITE_OPEN_READONLY;
  return SQLITE_OK;
}

void SqliteView::fill_vfs() {
  const sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
  vfs_ = *system;
  std::array<char, 48> name;
  std::snprintf(name.data(), name.size(), "offpeak-view-%p", static_cast<const void*>(this));
  vfs_name_ = name.data();
  vfs_.iVersion = 1;
  vfs_.szOsFile = sizeof(ViewedFile);
  vfs_.pNext = nullptr;
  vfs_.zName = vfs_name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = open_file;
  vfs_.xDelete = refuse_delete;
  vfs_.xAccess = access_file;
  vfs_.xFullPathname = full_name;
}

Result<void> SqliteView::open_database() {
  fill_vfs();
  sqlite3_vfs_register(&vfs_, 0);
  const int code = sqlite3_open_v2(
      path_.c_str(), &handle_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      vfs_name_.c_str());
  if (code != SQLITE_OK) return failure("open");
  // The log's index is then in this process's memory, and closing leaves the log alone.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (auto mode = prepare("PRAGMA locking_mode=EXCLUSIVE"); !mode)
    return mode.error();
  else
    static_cast<void>(sqlite3_step(mode->get()));
  const auto id = number("PRAGMA application_id");
  if (!id) return id.error();
  const auto version = number("PRAGMA user_version");
  if (!version) return version.error();
  if (auto known = check_identity(path_, *id, *version); !known) return known;
  const auto page_bytes = number("PRAGMA page_size");
  if (!page_bytes) return page_bytes.error();
  const auto read_page = [&](std::uint32_t page, std::span<std::byte> out) {
    const off_t offset = (off_t{page} - 1) * *page_bytes;
    return read_at(descriptor_, out, offset) == static_cast<ssize_t>(out.size());
  };
  const auto checked = check_wal(log_, static_cast<std::size_t>(*page_bytes), read_page);
  return checked ? checked : sqlite_damage(path_, checked.error().message);
}

Result<Statement> SqliteView::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return failure("read");
  return Statement{statement};
}

Result<std::int64_t> SqliteView::number(std::string_view sql) const {
  const auto statement = prepare(sql);
  if (!statement) return statement.error();
  if (sqlite3_step(statement->get()) != SQLITE_ROW) return failure("read the settings");
  return std::int64_t{sqlite3_column_int64(statement->get(), 0)};
}

Error SqliteView::failure(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(handle_);
  if ((code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB) {
    return sqlite_damage(path_, sqlite3_errmsg(handle_));
  }
  return Error{path_.string() + ": cannot " + std::string{doing} + ": " + sqlite3_errmsg(handle_) +
               " (SQLite code " + std::to_string(code) + ")"};
}

}  // namespace offpeak::store
