#include "store/marked_journal.hpp"

#include <utility>

namespace offpeak::store {
namespace {

void raise(HighWaterMark& mark, const HighWater& to, const MarkListener& listener, bool& failed) {
  const auto raised = mark.raise(to);
  if (raised || std::exchange(failed, true)) return;
  listener.on_mark_failed(raised.error());
}

}  // namespace

MarkedJournal::MarkedJournal(std::unique_ptr<Journal> journal, HighWaterMark& mark,
                             MarkListener listener)
    : journal_{std::move(journal)}, mark_{mark}, listener_{std::move(listener)} {}

Result<void> MarkedJournal::noticed(Result<void> done) const {
  if (!done && done.error().cause == Cause::records_lost) listener_.on_records_lost();
  return done;
}

Result<void> MarkedJournal::append(const Batch& batch) {
  auto appended = noticed(journal_->append(batch));
  if (appended) {
    raise(mark_, {journal_->epoch(), journal_->position()}, listener_, mark_failed_);
  }
  return appended;
}

Result<void> MarkedJournal::confirm() { return noticed(journal_->confirm()); }

MarkedFollower::MarkedFollower(std::unique_ptr<Follower> follower, HighWaterMark& mark,
                               MarkListener listener)
    : follower_{std::move(follower)}, mark_{mark}, listener_{std::move(listener)} {}

/// The epoch of what is followed is not known; the mark keeps the one that it has.
Result<Follower::Progress> MarkedFollower::poll(const BatchSink& sink) {
  auto progress = follower_->poll(sink);
  if (!progress) {
    if (progress.error().cause == Cause::records_lost) listener_.on_records_lost();
  } else if (progress->replay.batches > 0) {
    raise(mark_, {0, progress->replay.end}, listener_, mark_failed_);
  }
  return progress;
}

}  // namespace offpeak::store
