// Reads sources as text: what a file includes and names, and whether its place in the architecture
// allows that.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace offpeak::architecture {

/// A line that should not be there.
struct Violation {
  int line = 0;
  std::string what;
};

/// What the core may not do: include anything but the standard library's plain data types and its
/// few header-only companions; name a clock, a random source, a thread or a file. `also`: headers
/// that this source may include besides.
std::vector<Violation> find_impurities(std::string_view source,
                                       std::span<const std::string_view> also = {});

/// Includes that point from `path` (from the root, "store/record.cpp") to a folder further on:
/// config → scheduler core → store → engine → loadtest → outbox → api → main. Other folders of
/// ours, such as tests and bench, may be included by none of these.
std::vector<Violation> find_wrong_way_includes(std::string_view path, std::string_view source);

}  // namespace offpeak::architecture
