// A journal whose records, or what of them is for the audit, go into an archive before they are
// trimmed. One may stand around another: each keeps its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/civil_time.hpp"
#include "store/archive/archive_file.hpp"
#include "store/archive/archive_folder.hpp"
#include "store/journal.hpp"
#include "store/snapshots.hpp"

namespace offpeak::store {

struct ArchiveOptions {
  std::filesystem::path folder;
  std::string city;
  ArchiveKey key;  // must outlive the journal
  ArchiveContent content = ArchiveContent::records;
  /// Days before the newest archived event's that stay; none: all do.
  std::optional<std::chrono::days> kept{};
};

/// What is told on the thread that trims or makes.
struct ArchiveListener {
  /// Nothing was trimmed. It is tried again behind the next snapshot.
  std::function<void(const Error&)> on_failed;
  /// The archive lacks the events between these two sequences: they were trimmed without it.
  std::function<void(std::uint64_t last, std::uint64_t next)> on_gap;
};

class ArchivedJournal final : public Journal {
 public:
  /// Goes on where the archive ends or, when the journal does not have that place any more, where
  /// it begins: at its start or at the oldest snapshot. Errors: the store's, not the archive's.
  static Result<std::unique_ptr<Journal>> make(std::unique_ptr<Journal> journal,
                                               Snapshots& snapshots, ArchiveOptions options,
                                               ArchiveListener listener);

  Result<void> append(const Batch& batch) override { return journal_->append(batch); }
  Result<ReplaySummary> replay(const ChainPosition& from, const BatchSink& sink) override {
    return journal_->replay(from, sink);
  }
  ChainPosition position() const override { return journal_->position(); }
  Result<void> confirm() override { return journal_->confirm(); }
  bool is_interrupted() const override { return journal_->is_interrupted(); }
  /// An error of the archive is told, and nothing is trimmed: it is none of the journal.
  Result<bool> trim(std::uint64_t before) override;
  std::uint64_t epoch() const override { return journal_->epoch(); }
  std::string description() const override { return journal_->description(); }

 private:
  ArchivedJournal(std::unique_ptr<Journal> journal, ArchiveOptions options,
                  ArchiveListener listener);
  Result<void> find_begin(Snapshots& snapshots);
  /// Where the next file begins, unless that is known.
  Result<void> find_place();
  /// True when there is more before `before`.
  Result<bool> archive_some(std::uint64_t before);
  Result<void> finish_file();
  bool is_behind(std::uint64_t before) const;

  const std::unique_ptr<Journal> journal_;
  const ArchiveOptions options_;
  const ArchiveListener listener_;
  const ArchiveFolder folder_;
  ChainPosition begin_;  // of the journal when this was made
  bool has_place_ = false;
  ChainPosition archived_;                 // once it has: the end of the last file
  std::unique_ptr<ArchiveWriter> writer_;  // of the next one
  config::Instant newest_{};               // event in it
};

}  // namespace offpeak::store
