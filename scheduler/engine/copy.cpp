#include "scheduler/engine/copy.hpp"

#include "scheduler/engine/copy_targets.hpp"
#include "scheduler/engine/restore_store.hpp"
#include "store/backup_file.hpp"
#include "store/look_from.hpp"

namespace offpeak::engine {
namespace {

using store::Cause;
using store::ChainPosition;
using store::Error;
using store::Result;

/// A server may trim its journal past the place from which it is being read, behind a newer
/// snapshot. It does so once in some minutes.
constexpr int attempts_max = 3;

/// One store on its way into a target.
class StoreCopy {
 public:
  StoreCopy(store::Store& from, store::CopyTarget& to) : from_{from}, to_{to} {}

  Result<Copied> run() {
    for (int attempt = 1;; ++attempt) {
      copied_ = {};
      if (auto done = open(); !done) return done.error();
      auto done = copy();
      if (done) return copied_;
      if (to_.next_failed() || attempt == attempts_max) return done.error();
    }
  }

 private:
  Result<void> open() {
    // The journal first: its end is then behind every snapshot that is used.
    journal_.reset();
    auto journal = from_.open_journal();
    if (!journal) return journal.error();
    journal_ = std::move(*journal);
    auto snapshots = from_.open_snapshots();
    if (!snapshots) return snapshots.error();
    snapshots_ = std::move(*snapshots);
    copied_.epoch = journal_->epoch();
    return {};
  }

  Result<void> copy() {
    const auto trimmed = is_trimmed();
    if (!trimmed) return trimmed.error();
    ChainPosition from;
    if (*trimmed) {
      const auto behind = copy_snapshot();
      if (!behind) return behind.error();
      from = *behind;
    } else if (auto begun = to_.begin({.epoch = copied_.epoch}); !begun) {
      return begun;
    }
    if (auto begun = to_.begin_records(from); !begun) return begun;
    const auto replayed =
        journal_->replay(from, [&](const store::Batch& batch) { return to_.put_record(batch); });
    if (!replayed) return replayed.error();
    copied_.sequence = to_.state().sequence();
    copied_.hash = to_.state().hash();
    return to_.finish({journal_->position(), copied_.hash});
  }

  Result<bool> is_trimmed() {
    const auto fault = store::look_from(*journal_, {});
    if (!fault) return false;
    if (fault->cause != Cause::begins_later) return *fault;
    return reopened();
  }

  /// A journal that has found a fault returns it ever after.
  Result<bool> reopened() {
    if (auto done = open(); !done) return done.error();
    return true;
  }

  /// The newest sound one with a record behind it, without which a journal could not go on.
  Result<ChainPosition> copy_snapshot() {
    const auto list = snapshots_->list();
    if (!list) return list.error();
    for (const std::uint64_t sequence : *list) {
      if (sequence + 1 >= journal_->position().next_sequence) continue;
      if (auto begun = to_.begin({.epoch = copied_.epoch, .snapshot = sequence}); !begun) {
        return begun.error();
      }
      const auto read = snapshots_->read(
          sequence, [&](std::span<const std::byte> chunk) { return to_.put_chunk(chunk); });
      const auto behind = read ? to_.behind_snapshot() : Result<ChainPosition>{read.error()};
      if (behind) {
        copied_.snapshot = sequence;
        return *behind;
      }
      if (to_.next_failed() || behind.error().may_pass) return behind.error();
      copied_.passed_over.push_back("the snapshot of sequence " + std::to_string(sequence) + ": " +
                                    behind.error().message);
    }
    std::string message =
        "the journal's beginning was trimmed, and no sound snapshot has records "
        "behind it: try again after the next event";
    for (const auto& fault : copied_.passed_over) message += "; passed over " + fault;
    return Error{message};
  }

  store::Store& from_;
  ReplayedTarget to_;
  std::unique_ptr<store::Journal> journal_;
  std::unique_ptr<store::Snapshots> snapshots_;
  Copied copied_;
};

}  // namespace

Result<Copied> copy_store(store::Store& from, store::CopyTarget& to) {
  return StoreCopy{from, to}.run();
}

Result<Copied> restore_backup(const std::filesystem::path& backup, store::CopyTarget& to) {
  ReplayedTarget replayed{to};
  const auto end = store::read_backup(backup, replayed);
  if (!end) return end.error();
  return Copied{.sequence = end->position.next_sequence - 1,
                .hash = end->hash,
                .epoch = replayed.head().epoch,
                .snapshot = replayed.head().snapshot};
}

Result<Copied> replay_store(store::Store& store) {
  const auto journal = store.open_journal();
  if (!journal) return journal.error();
  const auto snapshots = store.open_snapshots();
  if (!snapshots) return snapshots.error();
  const auto restored = restore_store(**journal, snapshots->get());
  if (!restored) return restored.error();
  return Copied{.sequence = restored->state->sequence(),
                .hash = restored->state->hash(),
                .epoch = (*journal)->epoch(),
                .snapshot = restored->snapshot,
                .passed_over = restored->passed_over};
}

}  // namespace offpeak::engine
