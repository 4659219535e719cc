// Leading from the start: wait for the lease, become the journal's one writer, replay, serve.
#pragma once

#include "main/server_parts.hpp"

namespace offpeak {

/// Until a signal or an error of the store asks for the end.
Step lead(ServerParts& parts);

// Shared with a standby that takes over.

/// Opening the journal may have taken longer than the lease lasts. Without the lease another server
/// could hold it and answer from an old state.
Step check_lease(store::Store& store);
/// Time never runs backwards in a store.
Step check_clock(ServerParts& parts);
/// The same; a demonstration clock goes on from the store's last event.
Step accept_clock(ServerParts& parts);
/// Or until a reload is due.
void serve_until_stopped(ServerParts& parts);

}  // namespace offpeak
