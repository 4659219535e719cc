// What a store holds, read beside whoever writes it.
#pragma once

#include <memory>
#include <string>

#include "scheduler/state/state.hpp"
#include "store/store.hpp"

namespace offpeak {

/// The state as a server of `city` would find it at its start. Changes nothing in the store.
store::Result<std::unique_ptr<scheduler::State>> read_stored_state(const std::string& uri,
                                                                   const std::string& city);

}  // namespace offpeak
