// The power fails before every byte that a journal writes, with four kinds of disks: what was
// acknowledged is there, what was not is there as a whole or not at all, and the state is the one
// that the model of the rules has.
#include <doctest/doctest.h>

#include <chrono>

#include "tests/crash/every_byte/places.hpp"

namespace offpeak::crash {
namespace {

/// Writes the trace, stopping and starting anew now and then.
template <class Place>
History record_history(Place& place) {
  History history;
  Disk disk{{}, &history};
  auto journal = place.open(disk);
  std::size_t done = 0;
  for (const auto& batch : trace().batches) {
    REQUIRE(journal.has_value());
    REQUIRE((*journal)->append(batch.as_stored()).has_value());
    disk.acknowledge(++done);
    if (done % batches_per_run != 0) continue;
    journal->reset();
    journal = place.open(disk);
  }
  journal->reset();
  return history;
}

struct Tally {
  std::uint64_t crashes = 0;
  std::uint64_t recoveries = 0;
  std::uint64_t with_unacknowledged = 0;  // a batch was there whose reply had not left
  std::uint64_t failures = 0;
  std::string first_failure;

  void fail(const std::string& what) {
    if (failures++ == 0) first_failure = what;
  }
};

/// One start after a power cut, one append, and one more start.
template <class Place>
void recover(Place& place, Examiner& examiner, Image image, std::size_t acknowledged,
             Tally& tally) {
  ++tally.recoveries;
  Disk disk{std::move(image)};
  auto journal = place.open(disk);
  if (!journal) return tally.fail(journal.error().message);
  const auto found = examiner.examine(**journal);
  if (!found) return tally.fail(found.error().message);
  if (*found < acknowledged) return tally.fail("an acknowledged batch is lost");
  if (*found > acknowledged + 1) return tally.fail("a batch is there that was not under way");
  tally.with_unacknowledged += *found - acknowledged;
  if (*found == trace().batches.size()) return;
  const auto appended = (*journal)->append(trace().batches[*found].as_stored());
  if (!appended) return tally.fail("takes no append: " + appended.error().message);
  journal->reset();
  journal = place.open(disk);
  if (!journal) return tally.fail("opened again: " + journal.error().message);
  const auto again = examiner.examine(**journal);
  if (!again) return tally.fail("opened again: " + again.error().message);
  if (*again != *found + 1) tally.fail("what was appended after the crash is lost");
}

/// The process is killed, and right after the next start the power fails: what that start found is
/// still there. The kernel had it, the disk had not.
template <class Place>
void kill_and_crash(Place& place, Examiner& examiner, const PowerCuts& cuts,
                    const PowerCuts::Moment& moment, Tally& tally) {
  ++tally.recoveries;
  History history = cuts.unsynced(moment);
  Disk disk{cuts.left(Loss::keep, moment), &history};
  auto first = place.open(disk);
  if (!first) return tally.fail(first.error().message);
  const auto found = (*first)->position();
  PowerCuts second_cuts{history, cuts.synced()};
  PowerCuts::Moment end;
  second_cuts.for_each([&](const PowerCuts::Moment& visited) { end = visited; });
  Image left = second_cuts.left(Loss::drop, end);
  first->reset();
  Disk next{std::move(left)};
  const auto second = place.open(next);
  if (!second) return tally.fail("after a kill and a power cut: " + second.error().message);
  const auto again = examiner.examine(**second);
  if (!again) return tally.fail("after a kill and a power cut: " + again.error().message);
  if ((*second)->position() != found) tally.fail("what a start found is lost");
}

/// Every byte, or of those between the edges one in `stride`. What `drop` leaves does not change
/// from byte to byte: it is recovered once for all crashes with the same syncs and promises.
template <class Place>
Tally crash_everywhere(Place& place, const History& history, Loss loss) {
  Tally tally;
  Examiner examiner;
  PowerCuts cuts{history};
  std::uint64_t number = 0;
  std::pair<std::size_t, std::size_t> last{~std::size_t{0}, 0};
  cuts.for_each([&](const PowerCuts::Moment& moment) {
    if (!is_long() && !moment.is_edge && ++number % Place::stride != 0) return;
    ++tally.crashes;
    const std::pair now{cuts.syncs(), moment.acknowledged};
    if (loss == Loss::drop && std::exchange(last, now) == now) return;
    recover(place, examiner, cuts.left(loss, moment), moment.acknowledged, tally);
    if (loss == Loss::keep && moment.is_edge) {
      kill_and_crash(place, examiner, cuts, moment, tally);
    }
  });
  return tally;
}

struct Totals {
  std::size_t commands = 0;
  std::size_t bytes = 0;
  std::size_t syncs = 0;
};

Totals totals_of(const History& history) {
  Totals totals;
  for (const auto& batch : trace().batches) totals.commands += batch.commands;
  for (const auto& operation : history) {
    if (operation.kind == Operation::Kind::write) totals.bytes += operation.bytes.size();
    if (operation.kind == Operation::Kind::sync) ++totals.syncs;
  }
  return totals;
}

TEST_CASE_TEMPLATE("nothing acknowledged is lost, at whatever byte the power fails", Place, OnLog,
                   OnSqlite) {
  Place place;
  const History history = record_history(place);
  const Totals totals = totals_of(history);
  REQUIRE(totals.bytes >= trace_bytes_min);
  MESSAGE(Place::name << ": " << totals.commands << " commands, " << trace().batches.size()
                      << " batches, " << totals.bytes << " bytes written, " << totals.syncs
                      << " syncs");
  for (const Loss loss : losses) {
    const auto began = std::chrono::steady_clock::now();
    const Tally tally = crash_everywhere(place, history, loss);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    MESSAGE(Place::name << ", " << name_of(loss) << ": " << tally.crashes << " crashes, "
                        << tally.recoveries << " recoveries (" << tally.with_unacknowledged
                        << " with the batch under way), " << tally.failures << " failures, "
                        << seconds.count() << " s");
    CHECK_MESSAGE(tally.failures == 0, tally.first_failure);
    // A batch that is whole before its reply leaves must have been seen so.
    if (loss == Loss::keep) CHECK(tally.with_unacknowledged > 0);
  }
}

}  // namespace
}  // namespace offpeak::crash
