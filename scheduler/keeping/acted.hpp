// Which commands are journaled together with who gave them.
#pragma once

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/event.hpp"

namespace offpeak::scheduler {

/// Roles that act for others; what they do is journaled for the audit.
bool is_audited(Role role);

/// Who did what to what.
Acted acted_by(const Command& command, const Receipt& receipt);

}  // namespace offpeak::scheduler
