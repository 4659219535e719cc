// Why a server does not serve.
#pragma once

#include <string>

#include "base/result.hpp"

namespace offpeak {

/// The reason, and the exit code that says so.
struct Refusal {
  int code = 0;
  std::string message;
};
/// A step of a start. Nothing after the first refusal is tried.
using Step = base::Result<void, Refusal>;

}  // namespace offpeak
