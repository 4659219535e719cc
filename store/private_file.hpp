// Files that nobody but the operator's account may read, created so that they survive a power loss.
#pragma once

#include <filesystem>
#include <string_view>

#include "store/journal.hpp"

namespace offpeak::store {

enum class Creation { created, existed };

/// Makes `path` an empty file (mode 0600) in directories that are created where missing (mode
/// 0700); the entries are durable on return. A file that exists is left as it is, unopened: closing
/// a descriptor would drop the locks that this process holds on it.
Result<Creation> create_private_file(const std::filesystem::path& path);

/// Makes a directory (mode 0700) and those above it where they are missing, durable on return.
Result<void> create_private_directory(const std::filesystem::path& directory);

/// Takes the access of group and others from a file; one that does not exist is not an error.
Result<void> make_private(const std::filesystem::path& path);

/// Makes the entries of a directory durable: files that were created, renamed or removed in it.
Result<void> sync_directory(const std::filesystem::path& directory);

/// The directory that holds `path`, "." for a bare name.
std::filesystem::path directory_of(const std::filesystem::path& path);

/// "cannot open PATH: No such file or directory", for an errno.
Error file_failure(std::string_view doing, const std::filesystem::path& path, int code);

}  // namespace offpeak::store
