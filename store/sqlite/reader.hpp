// A SQLite journal to read, beside a server that writes it: it locks nothing and changes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/journal.hpp"
#include "store/replay_cursor.hpp"
#include "store/sqlite/view.hpp"

namespace offpeak::store {

/// Bounds of what is read out of one view at once; one record more than the bytes.
inline constexpr std::size_t reader_page_records = 512;
inline constexpr std::size_t reader_page_bytes = std::size_t{4} << 20;

/// One thread at a time, and not in the process that writes: closing a file there would drop the
/// writer's locks on it.
class SqliteReader final : public Journal {
 public:
  /// Finds the journal's end: everything that had been acknowledged before this call.
  static Result<std::unique_ptr<SqliteReader>> open(const std::filesystem::path& path);

  Result<void> append(const Batch& batch) override;
  /// Up to the end found at the opening, whatever a server has appended since.
  Result<ReplaySummary> replay(const ChainPosition& from, const BatchSink& sink) override;
  ChainPosition position() const override { return position_; }
  Result<bool> trim(std::uint64_t before) override;
  std::string description() const override;

 private:
  struct Row {
    std::uint64_t sequence = 0;
    std::vector<std::byte> record;
  };
  using Page = std::vector<Row>;

  explicit SqliteReader(std::filesystem::path path) : path_{std::move(path)} {}

  /// What `read` finds in a view that did not change under it.
  template <class Read>
  auto read_stable(const Read& read) -> decltype(read());

  Result<Page> read_page(std::uint64_t first);
  Result<void> check_not_trimmed(const ReplayCursor& cursor, std::uint64_t first);
  Result<ChainPosition> read_end();

  const std::filesystem::path path_;
  std::unique_ptr<SqliteView> view_;
  ChainPosition position_;
};

}  // namespace offpeak::store
