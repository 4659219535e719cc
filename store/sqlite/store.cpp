#include "store/sqlite/store.hpp"

#include <filesystem>
#include <string>
#include <utility>

#include "store/sqlite/file_snapshots.hpp"
#include "store/sqlite/filler.hpp"
#include "store/sqlite/journal.hpp"
#include "store/sqlite/reader.hpp"

namespace offpeak::store {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(std::filesystem::path path, bool read_only)
      : path_{std::move(path)}, read_only_{read_only} {}

  Result<std::unique_ptr<Journal>> open_journal() override {
    if (read_only_) {
      auto reader = SqliteReader::open(path_);
      if (!reader) return reader.error();
      return std::unique_ptr<Journal>{std::move(*reader)};
    }
    auto journal = SqliteJournal::open(path_);
    if (!journal) return journal.error();
    return std::unique_ptr<Journal>{std::move(*journal)};
  }

  Result<std::unique_ptr<Follower>> follow(const ChainPosition&) override {
    return Error{"a SQLite store is for one process; a standby needs --store redis://…"};
  }

  Result<std::unique_ptr<Snapshots>> open_snapshots() override {
    return std::unique_ptr<Snapshots>{std::make_unique<FileSnapshots>(path_)};
  }

  Result<std::optional<std::string>> contents() override { return held_at(path_); }

  Result<std::unique_ptr<Filler>> fill(const FillStart& start) override {
    return SqliteFiller::open(path_, start.from);
  }

  std::optional<std::filesystem::path> folder() const override {
    return std::filesystem::absolute(path_).parent_path();
  }

  std::string description() const override { return "sqlite " + path_.string() + " WAL FULL"; }

 private:
  std::filesystem::path path_;
  bool read_only_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view place, bool read_only) {
  if (place.empty() || place.starts_with("//")) {
    return Error{"sqlite: takes the path of a file, as in sqlite:var/offpeak.db"};
  }
  return std::unique_ptr<Store>{
      std::make_unique<SqliteStore>(std::filesystem::path{place}, read_only)};
}

}  // namespace offpeak::store
