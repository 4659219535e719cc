#include "store/store.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include "store/redis/store.hpp"
#include "store/sqlite/store.hpp"

namespace offpeak::store {
namespace {

Result<std::unique_ptr<Store>> open(std::string_view uri, const StoreOptions& options,
                                    bool read_only) {
  const auto colon = uri.find(':');
  const auto scheme = uri.substr(0, colon == uri.npos ? 0 : colon);
  if (scheme == "sqlite") {
    if (options.replicas > 0) return Error{"--replicas is for Redis: SQLite has none"};
    const auto place = uri.substr(colon + 1);
    // Opening a journal that does not exist would create it.
    std::error_code error;
    if (read_only && !place.empty() && !std::filesystem::exists(place, error)) {
      return Error{"there is no store at " + std::string{place}};
    }
    return open_sqlite_store(place, read_only);
  }
  if (scheme == "redis" || scheme == "redis+unix") {
    return open_redis_store(uri, options, read_only);
  }
  // The text after the colon is not repeated: it may hold a password.
  return Error{"\"" + std::string{uri.substr(0, colon == uri.npos ? colon : colon + 1)} +
               "\" names no known store; known: sqlite:PATH, redis://[user:password@]host[:port]"
               "[/db], redis+unix://[user:password@]/path[?db=N]"};
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(std::string_view uri, const StoreOptions& options) {
  return open(uri, options, false);
}

Result<std::unique_ptr<Store>> open_store_to_read(std::string_view uri,
                                                  const StoreOptions& options) {
  return open(uri, options, true);
}

}  // namespace offpeak::store
