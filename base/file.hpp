// Reads whole files, and makes those that are not for everybody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace offpeak::base {

enum class FileFault : std::uint8_t { unreadable, too_large };

/// To follow the file's name: "cannot be read".
std::string_view words_of(FileFault fault);

/// All bytes of a file, at most `bytes_max` of them.
Result<std::string, FileFault> read_file(const std::filesystem::path& file, std::size_t bytes_max);

/// An empty file to write to, which its owner alone may read. The stream says whether it is open.
std::ofstream open_private(const std::filesystem::path& file);

}  // namespace offpeak::base
