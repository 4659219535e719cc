// How far a server has acknowledged or followed a journal, in a small file of its own outside the
// store (the bytes: store/FORMAT.md). A store that came back without its last records cannot say
// so itself; the mark can.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "store/journal.hpp"

namespace offpeak::store {

/// Servers of one machine that may have marks of one store at the same time, each a file.
inline constexpr std::size_t marks_max = 8;

struct HighWater {
  std::uint64_t epoch = 0;  // the greatest known; 0: none is
  ChainPosition end;        // behind the last record that was acknowledged or followed

  std::uint64_t sequence() const { return end.next_sequence - 1; }

  friend bool operator==(const HighWater&, const HighWater&) = default;
};

/// What the files of one store say together.
struct MarkSurvey {
  HighWater highest;
  std::filesystem::path highest_in;            // empty: no file says anything
  std::vector<std::filesystem::path> damaged;  // files in which neither slot can be read
  /// When a server that keeps its mark here last knew that the journal had a writer; nothing: no
  /// file says anything.
  std::optional<std::chrono::system_clock::time_point> alive_at;
};

/// One server's mark. Locked against every other process until it is destroyed or its process
/// ends. Any thread.
class HighWaterMark {
 public:
  /// Takes the first file of `stem`, "stem.1", "stem.2", … that no other process has, or creates
  /// it (mode 0600, missing directories 0700). Errors: it cannot be written; all `marks_max` are
  /// taken.
  static Result<std::unique_ptr<HighWaterMark>> open(const std::filesystem::path& stem);
  ~HighWaterMark();
  HighWaterMark(const HighWaterMark&) = delete;
  HighWaterMark& operator=(const HighWaterMark&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Reads the marks of all servers, also while they are being raised. Changes nothing.
  static Result<MarkSurvey> survey(const std::filesystem::path& stem);
  Result<MarkSurvey> survey() const { return survey(stem_); }

  /// Notes that the journal was acknowledged or followed up to there; lower ones change nothing.
  /// Survives the end of the process when it returns, a power loss within seconds: a mark that is
  /// too low asks for less. Allocates nothing.
  Result<void> raise(const HighWater& mark);

  /// Sets this mark, and those of servers that do not run, to `mark`, be it lower; durable on
  /// return. An error, with nothing changed, when a server that runs has a higher one.
  Result<void> replace(const HighWater& mark);

  /// The journal has a writer at `now`: this server, or one that it follows. Kept as the file's
  /// time of change, which `raise` sets too.
  void note_alive(std::chrono::system_clock::time_point now);

  /// Makes the mark durable. At a start and an end, never beside commits.
  Result<void> sync();

 private:
  HighWaterMark(std::filesystem::path stem, std::filesystem::path path, int descriptor);

  Result<void> write(const HighWater& mark);

  const std::filesystem::path stem_;
  const std::filesystem::path path_;
  const int descriptor_;
  mutable std::mutex mutex_;  // the leader's journal thread or the standby's, and who starts them
  HighWater value_;
  std::uint64_t writes_ = 0;
};

}  // namespace offpeak::store
