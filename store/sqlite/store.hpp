// The embedded store: a SQLite file and the snapshots beside it, for one process.
#pragma once

#include <memory>
#include <string_view>

#include "store/store.hpp"

namespace offpeak::store {

/// `place` is the text after "sqlite:". The file is opened, and locked, by `open_journal`; to read,
/// it is neither locked nor changed.
Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view place, bool read_only);

}  // namespace offpeak::store
