// The embedded store: a SQLite file and the snapshots beside it, for one process.
#pragma once

#include <memory>
#include <string_view>

#include "store/store.hpp"

namespace offpeak::store {

/// `place` is the text after "sqlite:". The file is opened, and locked, by `open_journal`.
Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view place);

}  // namespace offpeak::store
