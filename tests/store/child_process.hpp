// A real second process (journal_child), with a pipe to and from it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/child.hpp"

namespace offpeak::store::tests {

/// Killed at the latest when this goes.
class ChildProcess {
 public:
  /// Starts journal_child with these arguments. Throws when it cannot be started.
  explicit ChildProcess(std::vector<std::string> arguments);

  /// Reads exactly so many bytes of its output; fewer only at its end.
  std::size_t read(void* buffer, std::size_t bytes);
  /// Reads up to the next line feed, which is left out.
  std::string read_line();
  void kill() const;
  /// Ends its input and waits for its end: the exit code, or minus the signal that ended it.
  int wait();

 private:
  ChildProcess(std::vector<std::string> arguments, testing::Pipe input, testing::Pipe output);

  testing::Descriptor input_;
  testing::Descriptor output_;
  testing::Child child_;
};

}  // namespace offpeak::store::tests
