// Where a store's address comes from: it may hold a password, which the list of processes is not to
// show.
#pragma once

#include <string>

#include "base/result.hpp"

namespace offpeak {

/// The environment's variable that may name the store of a server.
inline constexpr auto store_variable = "OFFPEAK_STORE";

/// `given` as it is; or, of "@FILE", the file's first line. The fault of a file that cannot be
/// read, or that other users may read or write, names the file and what to do.
base::Result<std::string> store_address(const std::string& given);

/// What was read of the variable is not handed on to processes that this one starts.
void forget_store_variable();

}  // namespace offpeak
