// Which values of a city are assumptions: paths such as `halls.*.counters` in its own file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr std::size_t synthetic_paths_max = 200;

/// One path of the list, with what it covers.
struct SyntheticMark {
  std::string path;        // keys joined by dots; `*` is any item of a list or any key
  std::size_t places = 0;  // that it matches
};

/// Every path must match something below `root`, which must outlive the reader.
Reader synthetic_marks(std::vector<SyntheticMark>& into, const Node& root);

}  // namespace offpeak::config
