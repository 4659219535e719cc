// Runs of `offpeak` that end by themselves.
#pragma once

#include <string>
#include <vector>

#include "tests/store/temporary_directory.hpp"
#include "tests/support/child.hpp"
#include "tests/support/patience.hpp"

namespace offpeak::testing {

/// Where the built program is.
const std::string& offpeak_program();

struct Outcome {
  int code = 0;  // or minus the signal that ended it
  std::string output;
  std::string errors;

  std::vector<std::string> lines() const;
};

/// A run while it lasts; killed at the latest when this goes.
class Run {
 public:
  explicit Run(std::vector<std::string> arguments, const std::string& program = offpeak_program());

  bool runs() const { return child_.runs(); }
  void signal(int number) const { child_.signal(number); }
  /// What it has written so far, to standard output and to standard error.
  std::string output() const;
  std::string errors() const;
  /// Waits for its end. Throws when it does not end within `patience`.
  Outcome end();

 private:
  store::tests::TemporaryDirectory directory_;  // for what it writes
  Child child_;
};

/// One run, to its end.
Outcome run_program(std::vector<std::string> arguments,
                    const std::string& program = offpeak_program());

bool contains(const std::string& text, const std::string& part);

/// The bytes of a file; none when there is no such file.
std::string read_file(const std::filesystem::path& file);

}  // namespace offpeak::testing
