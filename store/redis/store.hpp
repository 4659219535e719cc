// A city's history in a Redis.
#pragma once

#include <memory>
#include <string_view>

#include "store/store.hpp"

namespace offpeak::store {

/// Opens what `uri` names (redis_address.hpp). Connects once, at once: a Redis that is not there is
/// an error, one that is still loading is waited for. Errors also: a mistake in `uri`, a replica,
/// settings that are unsafe under `options.durability`. `read_only`: its journal never becomes the
/// writer, and nothing is ever changed.
Result<std::unique_ptr<Store>> open_redis_store(std::string_view uri, const StoreOptions& options,
                                                bool read_only);

}  // namespace offpeak::store
