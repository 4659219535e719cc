// Whether what lies at a path is this user's: nobody else may put something there.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace offpeak::base {

/// That a file or folder belongs to the user of this process or to root, and that no other user may
/// write to it. The fault names the path and what to do.
Result<void> check_is_own(const std::filesystem::path& path);

}  // namespace offpeak::base
