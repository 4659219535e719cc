// Reading a file that may be anything: a directory, a gigabyte, a picture.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "config/diagnostic.hpp"

namespace offpeak::config {

inline constexpr std::size_t file_bytes_max = 1024 * 1024;

/// The text of a regular file of at most `file_bytes_max` bytes in UTF-8, without control
/// characters. Otherwise nothing, and one error under the name `shown_as` says why.
std::optional<std::string> read_text_file(const std::filesystem::path& file,
                                          const std::string& shown_as, Diagnostics& diagnostics);

}  // namespace offpeak::config
