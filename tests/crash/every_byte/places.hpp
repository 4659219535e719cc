// Journals on a disk in memory, and what a start finds in them.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "tests/crash/every_byte/disk_vfs.hpp"
#include "tests/crash/every_byte/size.hpp"
#include "tests/crash/every_byte/trace.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::crash {

/// Bytes of events at least.
inline constexpr std::size_t trace_bytes_min = std::size_t{64} << 10;

/// The history that all these journals hold: made at the first call.
const Trace& trace();

class OnLog {
 public:
  static constexpr std::string_view name = "log";
  static constexpr std::size_t stride = log_stride;
  store::Result<std::unique_ptr<store::Journal>> open(Disk& disk);
};

class OnSqlite {
 public:
  static constexpr std::string_view name = "sqlite";
  static constexpr std::size_t stride = sqlite_stride;
  static constexpr auto file = "journal.db";

  OnSqlite();
  /// One disk at a time: no journal on another may be open.
  store::Result<std::unique_ptr<store::Journal>> open(Disk& disk);

 private:
  store::tests::TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / file;
  DiskVfs vfs_;
};

/// Holds what a journal replays against the trace.
///
/// Every replay's bytes are compared with those that were appended. A state is a function of those
/// bytes (I5 of docs/architecture.md), so it is not made every time. It is made and compared with
/// the model whenever a number of batches is found for the first time, and once in `states_every`
/// replays.
class Examiner {
 public:
  static constexpr std::uint64_t states_every = 16;

  /// How many batches there are; an error says what is damaged or what is not as it was appended.
  store::Result<std::size_t> examine(store::Journal& journal);
  /// The last error was not the journal's own: it handed on what was never appended.
  bool found_false() const { return found_false_; }

 private:
  store::Result<void> compare(const store::Batch& batch, std::size_t number);
  store::Result<void> compare_state(store::Journal& journal, std::size_t batches);
  store::Error not_so(std::string what);

  std::set<std::size_t> seen_;
  std::uint64_t replays_ = 0;
  bool found_false_ = false;
};

}  // namespace offpeak::crash
