// Where the checkout is. One source file knows it, so that a compiler cache finds all others again
// in another checkout.
#pragma once

#include <string>

namespace offpeak::testing {

/// "config/hangzhou.yaml" with the checkout's folder before it; that folder for "".
std::string source_path(const std::string& path = "");

}  // namespace offpeak::testing
