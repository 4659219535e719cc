// What a SQLite file must be to hold a journal: the same for who writes it and who only reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "store/journal.hpp"

namespace offpeak::store {

inline constexpr std::int64_t sqlite_application_id = 0x4F46504B;  // the bytes "OFPK"
inline constexpr std::int64_t sqlite_layout_version = 1;           // SQLite's user_version

/// PATH with the ending that SQLite gives a file of its own: "-wal".
std::filesystem::path beside(const std::filesystem::path& path, std::string_view suffix);

/// Checks of a file that is there, before SQLite opens it.
Result<void> check_existing(const std::filesystem::path& path);

/// Whether a database with this application_id and user_version is a journal of this layout.
Result<void> check_identity(const std::filesystem::path& path, std::int64_t application_id,
                            std::int64_t layout_version);

/// An error found in what the file holds.
Error sqlite_damage(const std::filesystem::path& path, std::string_view what,
                    Cause cause = Cause::other);

}  // namespace offpeak::store
