// Whether a Redis keeps what it has acknowledged.
#pragma once

#include <string>

#include "store/redis/session.hpp"
#include "store/store.hpp"

namespace offpeak::store {

/// Trouble, final: it is a Sentinel, which knows no command of a store.
Attempt<void> refuse_sentinel(RedisSession& session);

/// Looks at the server's role and settings, over the connection as it is. Returns in words what a
/// crash may lose; empty when it loses nothing. Trouble, final: a replica; under `strict` also any
/// setting by which something may be lost, or one that cannot be read. The message names the
/// setting, its value, what it must be, and how to accept it.
Attempt<std::string> check_redis_safety(RedisSession& session, Durability durability);

}  // namespace offpeak::store
