// What a store holds, as a server would find it at its start.
#pragma once

#include "scheduler/engine/recovery.hpp"

namespace offpeak::engine {

/// The newest sound snapshot and what came after it, replayed up to the journal's end. `snapshots`
/// may be null. An error names the snapshots that were passed over, too.
store::Result<Restored> restore_store(store::Journal& journal, store::Snapshots* snapshots);

}  // namespace offpeak::engine
