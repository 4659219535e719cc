// A real second process (journal_child), with a pipe to and from it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace offpeak::store::tests {

class ChildProcess {
 public:
  /// Starts journal_child with these arguments. Throws when it cannot be started.
  explicit ChildProcess(std::vector<std::string> arguments);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  /// Kills what still runs.
  ~ChildProcess();

  /// Reads exactly so many bytes of its output; fewer only at its end.
  std::size_t read(void* buffer, std::size_t bytes);
  /// Reads up to the next line feed, which is left out.
  std::string read_line();
  void kill();
  /// Ends its input and waits for its end: the exit code, or minus the signal that ended it.
  int wait();

 private:
  void close_input();

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
};

}  // namespace offpeak::store::tests
