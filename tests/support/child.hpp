// A process that a test starts, and what its streams lead to.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace offpeak::testing {

/// An open file, pipe or socket; closed with this. No child inherits it.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return number_; }
  void close();

 private:
  int number_ = -1;
};

struct Pipe {
  /// Throws when the system has none.
  Pipe();

  Descriptor to_read;
  Descriptor to_write;
};

/// Makes the file where there is none; what is written goes to its end. Throws when that fails.
Descriptor open_to_append(const std::filesystem::path& file);

/// Where a child's standard streams lead; -1: where the test's own do.
struct Streams {
  int input = -1;
  int output = -1;
  int errors = -1;
};

class Child {
 public:
  /// Starts the program `command.front()`. Throws when it cannot be started.
  Child(std::vector<std::string> command, const Streams& streams);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// Kills what still runs.
  ~Child();

  /// Any thread, until `wait`; does not wait.
  void signal(int number) const;
  bool runs() const;
  pid_t pid() const { return pid_; }
  /// Its end: the exit code, or minus the signal that ended it. Throws when it does not end within
  /// `patience`; then it is killed.
  int wait();

 private:
  pid_t pid_ = -1;
};

}  // namespace offpeak::testing
