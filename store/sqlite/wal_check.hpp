// Damage in SQLite's write-ahead log, which SQLite itself takes for the log's end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "store/journal.hpp"

namespace offpeak::store {

/// Fills `out` with a page (from 1) of the database file; false when it is not there.
using ReadPage = std::function<bool(std::uint32_t page, std::span<std::byte> out)>;

/// Looks for a place in `log`, a whole `-wal` file, at which SQLite would silently end it although
/// commits that had been synced lie there or behind. The error says where, in words that follow
/// "the database is damaged: ". What a power loss may leave of the one commit that was not synced
/// yet, in whatever sectors, is not an error: damage in the very last commit looks the same.
///
/// `page_bytes` is the database's; it serves when the log's header is unreadable. Only then are
/// pages read: the header of a log that begins anew may be torn too, and all that lies behind it
/// has then been copied. The log's layout: https://www.sqlite.org/fileformat2.html, section 4.
Result<void> check_wal(std::span<const std::byte> log, std::size_t page_bytes,
                       const ReadPage& read_page);

}  // namespace offpeak::store
