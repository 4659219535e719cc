// Cities whose keys have the names of an older program, without braces: who writes renames them,
// all in one step of Redis; who reads takes either.
#pragma once

#include <string>

#include "store/redis/session.hpp"

namespace offpeak::store {

/// What the older programs' lease says from then on, for ever: none of them leads any more beside
/// the keys' new names.
std::string old_lease_marker(const std::string& city);

/// Whether the journal still has its old name. One step in the sense of RedisSession::persist. In a
/// cluster never: there it would be in another slot.
Attempt<bool> has_old_names(RedisSession& session, const std::string& city);

/// Renames what has an old name. To be called by who holds the lease: a writer of an older program
/// that still runs finds no stream and ends. Trouble, final: there are keys under either name.
Attempt<void> rename_old_keys(RedisSession& session, const std::string& city);

}  // namespace offpeak::store
