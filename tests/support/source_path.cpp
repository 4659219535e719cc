#include "tests/support/source_path.hpp"

namespace offpeak::testing {

std::string source_path(const std::string& path) {
  const std::string root = OFFPEAK_SOURCE_DIR;
  return path.empty() ? root : root + '/' + path;
}

}  // namespace offpeak::testing
