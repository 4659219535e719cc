#include "store/archive/archived_journal.hpp"

#include <algorithm>
#include <utility>

#include "store/event_codec.hpp"
#include "store/look_from.hpp"
#include "store/snapshot_codec.hpp"

namespace offpeak::store {
namespace {

/// Bytes of records that one call of `trim` archives, and the one record that passes them: no
/// append waits for long.
constexpr std::size_t archived_bytes_max = std::size_t{1} << 20;

Error stop(const char* why) { return Error{.message = why, .cause = Cause::stopped}; }

}  // namespace

ArchivedJournal::ArchivedJournal(std::unique_ptr<Journal> journal, ArchiveOptions options,
                                 ArchiveListener listener)
    : journal_{std::move(journal)},
      options_{std::move(options)},
      listener_{std::move(listener)},
      folder_{options_.folder, options_.city, options_.content} {}

Result<std::unique_ptr<Journal>> ArchivedJournal::make(std::unique_ptr<Journal> journal,
                                                       Snapshots& snapshots, ArchiveOptions options,
                                                       ArchiveListener listener) {
  std::unique_ptr<ArchivedJournal> archived{
      new ArchivedJournal{std::move(journal), std::move(options), std::move(listener)}};
  if (auto found = archived->find_begin(snapshots); !found) return found.error();
  if (auto found = archived->find_place(); !found) archived->listener_.on_failed(found.error());
  return std::unique_ptr<Journal>{std::move(archived)};
}

/// Only now: later the snapshots are another thread's.
Result<void> ArchivedJournal::find_begin(Snapshots& snapshots) {
  const auto trimmed = look_from(*journal_, {});
  if (!trimmed) return {};
  if (trimmed->cause != Cause::begins_later) return *trimmed;
  const auto list = snapshots.list();
  if (!list) return list.error();
  for (auto sequence = list->rbegin(); sequence != list->rend(); ++sequence) {
    const auto head = read_snapshot_head(snapshots, *sequence);
    if (!head) continue;
    begin_ = head->position;
    return {};
  }
  return *trimmed;
}

Result<void> ArchivedJournal::find_place() {
  if (has_place_) return {};
  if (auto made = folder_.make(); !made) return made;
  const auto newest = folder_.newest();
  if (!newest) return newest.error();
  std::uint64_t last = 0;
  archived_ = begin_;
  if (*newest) {
    const auto& end = (*newest)->end;
    last = end.next_sequence - 1;
    const auto lost = look_from(*journal_, end);
    if (lost && lost->cause != Cause::begins_later && lost->cause != Cause::diverged) return *lost;
    if (!lost) archived_ = end;
  }
  has_place_ = true;
  if (archived_.next_sequence != last + 1) listener_.on_gap(last, archived_.next_sequence);
  return {};
}

bool ArchivedJournal::is_behind(std::uint64_t before) const {
  const auto& end = writer_ ? writer_->position() : archived_;
  return end.next_sequence < std::min(before, journal_->position().next_sequence);
}

Result<bool> ArchivedJournal::trim(std::uint64_t before) {
  const auto placed = find_place();
  if (!placed) {
    listener_.on_failed(placed.error());
    return false;
  }
  if (writer_ || is_behind(before)) {
    const auto more = archive_some(before);
    if (!more) {
      writer_.reset();
      listener_.on_failed(more.error());
      return false;
    }
    if (*more) return true;
  }
  return journal_->trim(before);
}

Result<bool> ArchivedJournal::archive_some(std::uint64_t before) {
  if (!writer_) {
    auto writer =
        ArchiveWriter::create(folder_.temporary(), options_.key, options_.content, archived_);
    if (!writer) return writer.error();
    writer_ = std::move(*writer);
  }
  std::size_t archived_bytes = 0;
  const auto done = journal_->replay(writer_->position(), [&](const Batch& batch) -> Result<void> {
    if (batch.first_sequence >= before) return stop("all that is to be trimmed is archived");
    if (archived_bytes >= archived_bytes_max) return stop("others wait");
    archived_bytes += batch.payload.size();
    auto bytes = batch.payload;
    const auto event = decode_event(bytes);
    if (!event) return event.error();
    newest_ = event->at;
    return writer_->add(batch);
  });
  if (!done && done.error().cause != Cause::stopped) return done.error();
  if (!is_behind(before)) {
    if (auto finished = finish_file(); !finished) return finished.error();
    return false;
  }
  if (auto synced = writer_->sync(); !synced) return synced.error();
  return true;
}

/// From here on its records may be trimmed.
Result<void> ArchivedJournal::finish_file() {
  const auto day = config::date_of(newest_);
  const auto end = writer_->position();
  const auto path = folder_.place(day, writer_->from().next_sequence, end);
  if (!path) return path.error();
  if (auto finished = writer_->finish(*path); !finished) return finished;
  writer_.reset();
  archived_ = end;
  return options_.kept ? folder_.remove_before(day - *options_.kept) : Result<void>{};
}

}  // namespace offpeak::store
