// A process that computes at the lowest priority there is, and dies with its parent.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace offpeak::jobs {

struct WorkerCommand {
  std::vector<std::string> arguments;  // the first is the program's path
  std::filesystem::path folder;        // its working directory
  std::uint64_t file_bytes_max = 0;    // of each file that it writes
};

/// How a process ended.
struct WorkerEnd {
  int code = 0;    // when `signal` is 0
  int signal = 0;  // the one that ended it
};

/// Runs in SCHED_IDLE with idle I/O, so only in time that no other process wants, and the kernel
/// ends it first when memory is short. It has a process group of its own and inherits no file
/// except the pipe of its standard error. It belongs to the thread that starts it: when that thread
/// ends, the process is killed.
class Worker {
 public:
  /// Nothing when it cannot be started; then errno says why.
  static std::optional<Worker> start(const WorkerCommand& command);
  Worker(Worker&& other) noexcept;
  Worker& operator=(Worker&&) = delete;
  /// Kills what still runs, with its group, and waits for it.
  ~Worker();

  /// Readable as soon as the process has ended.
  int end_descriptor() const { return end_; }
  /// Readable when the process has written something; −1 after its last words.
  int words_descriptor() const { return words_; }

  /// What the process has written so far, up to `bytes_max` bytes, without waiting; empty when
  /// there is nothing to read.
  std::string read_words(std::size_t bytes_max);
  /// Sends a signal to its whole group.
  void signal(int number) const;
  /// Waits for the end if needed. To be called once.
  WorkerEnd wait();

 private:
  Worker(pid_t pid, int end, int words) : pid_{pid}, end_{end}, words_{words} {}
  void close_words();

  pid_t pid_;
  int end_;
  int words_;
};

}  // namespace offpeak::jobs
