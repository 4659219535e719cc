// What a worker says on its standard error, read as it comes.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace offpeak::jobs {

struct WorkerProgress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;

  friend bool operator==(const WorkerProgress&, const WorkerProgress&) = default;
};

/// Lines {"done": N, "total": M} are progress; the last few other lines are kept as its last words.
/// Memory is bounded whatever the worker says.
class WorkerWords {
 public:
  /// Bounds on one line and on all lines kept; the rest of a longer line is dropped.
  static constexpr std::size_t line_bytes_max = 512;
  static constexpr std::size_t lines_max = 8;

  void take(std::string_view bytes);
  /// The last line counts even when its end has not come.
  void end();

  std::optional<WorkerProgress> progress() const { return progress_; }
  /// The last words, lines joined by "\n", in UTF-8; empty when there were none.
  std::string last_words() const;

 private:
  void end_line();

  std::string line_;
  std::deque<std::string> lines_;
  std::optional<WorkerProgress> progress_;
};

}  // namespace offpeak::jobs
