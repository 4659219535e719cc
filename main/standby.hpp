// Standing by: follow the journal that another server writes, answer questions, take over once it
// is gone.
#pragma once

#include "main/server_parts.hpp"

namespace offpeak {

/// Until a signal or an error of the store asks for the end, also after it has taken over.
Step stand_by(ServerParts& parts);

}  // namespace offpeak
