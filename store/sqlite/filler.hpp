// Fills a SQLite store that is not there yet with another store's journal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "store/record.hpp"
#include "store/sqlite/connection.hpp"
#include "store/store.hpp"

namespace offpeak::store {

/// The file by which the store at `path` is not empty: the database, its log, or a snapshot.
Result<std::optional<std::string>> held_at(const std::filesystem::path& path);

/// Writes PATH.restoring, many records to a transaction, which becomes PATH when it is whole. One
/// thread.
class SqliteFiller final : public Filler {
 public:
  static Result<std::unique_ptr<Filler>> open(const std::filesystem::path& path,
                                              const ChainPosition& from);
  /// Removes what was not committed.
  ~SqliteFiller() override;

  Result<void> append(const Batch& batch) override;
  Result<void> commit() override;

 private:
  SqliteFiller(const std::filesystem::path& path, const ChainPosition& from);

  Result<void> run(std::string_view sql) const;
  Result<void> end_transaction(bool last);
  void remove() const;

  const std::filesystem::path path_;
  const std::filesystem::path temporary_;
  std::optional<SqliteConnection> connection_;
  Statement insert_;
  RecordEncoder encoder_;
  ChainPosition position_;
  std::size_t uncommitted_bytes_ = 0;
};

}  // namespace offpeak::store
