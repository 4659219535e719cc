// One run of `offpeak` that ends by itself.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace offpeak::testing {

struct Outcome {
  int code = 0;  // or minus the signal that ended it
  std::string output;
  std::string errors;

  std::vector<std::string> lines() const;
};

/// Runs it to its end. Throws when it does not end within `patience`.
Outcome run_program(std::vector<std::string> arguments);

/// Returns when `condition`, which asks another process that tells nobody, holds. Throws, with
/// `what`, after `patience`.
void await_until(const std::string& what, const std::function<bool()>& condition);

bool contains(const std::string& text, const std::string& part);

}  // namespace offpeak::testing
