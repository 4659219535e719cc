// Which commands are journaled together with who gave them.
#pragma once

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/event.hpp"

namespace offpeak::scheduler {

/// Roles that act for others; what they do is journaled for the audit.
bool is_audited(Role role);

/// Whether a refusal is journaled as well: somebody may be trying out the codes of others. The edge
/// bounds how many there are (api/security/pace.hpp).
bool is_noted(const Command& command, const Receipt& receipt);

/// Who did what to what.
Acted acted_by(const Command& command, const Receipt& receipt);

}  // namespace offpeak::scheduler
