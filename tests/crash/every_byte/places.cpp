#include "tests/crash/every_byte/places.hpp"

#include <malloc.h>

#include <cstring>
#include <fstream>

#include "store/sqlite/journal.hpp"
#include "tests/crash/every_byte/log_journal.hpp"

namespace offpeak::crash {
namespace {

using store::Batch;
using store::Error;
using store::Journal;
using store::Result;

constexpr std::uint64_t trace_seed = 20260613;

}  // namespace

const Trace& trace() {
  static const Trace made = make_trace(trace_seed, trace_bytes_min);
  return made;
}

Result<std::unique_ptr<Journal>> OnLog::open(Disk& disk) {
  return std::unique_ptr<Journal>{std::make_unique<LogJournal>(disk)};
}

OnSqlite::OnSqlite() {
  // Blocks that go back to the kernel after each of a million openings take half of the time.
  constexpr int bytes_kept = 1 << 30;
  ::mallopt(M_MMAP_THRESHOLD, bytes_kept);
  ::mallopt(M_TRIM_THRESHOLD, bytes_kept);
  // What the journal looks at past SQLite: that there is a file, and how large it is at least.
  std::ofstream{path_} << std::string(4096, ' ');
}

Result<std::unique_ptr<Journal>> OnSqlite::open(Disk& disk) {
  vfs_.put_in(disk);
  auto journal = store::SqliteJournal::open(path_);
  if (!journal) return journal.error();
  return std::unique_ptr<Journal>{std::move(*journal)};
}

Result<std::size_t> Examiner::examine(Journal& journal) {
  found_false_ = false;
  std::size_t found = 0;
  const auto summary =
      journal.replay({}, [&](const Batch& batch) { return compare(batch, found++); });
  if (!summary) return summary.error();
  if (summary->end != journal.position()) return not_so("ends elsewhere than the journal");
  if (seen_.insert(found).second || ++replays_ % states_every == 0) {
    if (auto compared = compare_state(journal, found); !compared) return compared.error();
  }
  return found;
}

Result<void> Examiner::compare(const Batch& batch, std::size_t number) {
  if (number >= trace().batches.size()) return not_so("holds more than was ever appended");
  const auto& expected = trace().batches[number];
  const bool is_same =
      batch.first_sequence == expected.first_sequence && batch.events == expected.events &&
      batch.payload.size() == expected.payload.size() &&
      std::memcmp(batch.payload.data(), expected.payload.data(), expected.payload.size()) == 0;
  if (!is_same) return not_so("holds another batch than was appended");
  return {};
}

Result<void> Examiner::compare_state(Journal& journal, std::size_t batches) {
  scheduler::State state;
  const auto summary =
      journal.replay({}, [&](const Batch& batch) { return apply_batch(state, batch); });
  if (!summary) return summary.error();
  const auto found = difference(state, trace().after[batches], trace().city);
  if (found.empty()) return {};
  return not_so("makes another state than the model's: " + found);
}

Error Examiner::not_so(std::string what) {
  found_false_ = true;
  return Error{std::move(what)};
}

}  // namespace offpeak::crash
