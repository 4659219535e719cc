// The database file past the journal's back: to look at it and to damage it.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace offpeak::store::tests {

class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& path) {
    check(sqlite3_open(path.c_str(), &handle_));
    run("PRAGMA synchronous=OFF");
  }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;
  ~RawDatabase() { sqlite3_close(handle_); }

  void run(const std::string& sql) {
    check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr));
  }

  std::vector<std::byte> record(std::uint64_t sequence) {
    sqlite3_stmt* row = prepare("SELECT record FROM journal WHERE first_sequence=?1");
    sqlite3_bind_int64(row, 1, static_cast<sqlite3_int64>(sequence));
    std::vector<std::byte> bytes;
    if (sqlite3_step(row) == SQLITE_ROW) {
      const auto* begin = static_cast<const std::byte*>(sqlite3_column_blob(row, 0));
      bytes.assign(begin, begin + sqlite3_column_bytes(row, 0));
    }
    check(sqlite3_finalize(row));
    return bytes;
  }

  void replace_record(std::uint64_t sequence, std::span<const std::byte> bytes) {
    sqlite3_stmt* row = prepare("UPDATE journal SET record=?2 WHERE first_sequence=?1");
    sqlite3_bind_int64(row, 1, static_cast<sqlite3_int64>(sequence));
    sqlite3_bind_blob64(row, 2, bytes.data(), bytes.size(), SQLITE_STATIC);
    sqlite3_step(row);
    check(sqlite3_finalize(row));
    if (sqlite3_changes(handle_) != 1) throw std::runtime_error{"no such record"};
  }

  std::int64_t number(const std::string& sql) {
    sqlite3_stmt* row = prepare(sql);
    const std::int64_t value = sqlite3_step(row) == SQLITE_ROW ? sqlite3_column_int64(row, 0) : -1;
    check(sqlite3_finalize(row));
    return value;
  }

 private:
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr));
    return statement;
  }
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(handle_)};
  }

  sqlite3* handle_ = nullptr;
};

}  // namespace offpeak::store::tests
