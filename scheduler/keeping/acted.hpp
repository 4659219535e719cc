// Which commands are journaled together with who gave them.
#pragma once

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/event.hpp"

namespace offpeak::scheduler {

/// Roles that act for others; what they do is journaled for the audit.
bool is_audited(Role role);

/// Whether what changes nothing is journaled as well: a check-in that finds nobody, since somebody
/// may be trying out the codes of others (the edge bounds how many there are,
/// api/security/pace.hpp), and a ticket that is printed again.
bool is_noted(const Command& command, const Receipt& receipt);

/// Who did what to what.
Acted acted_by(const Command& command, const Receipt& receipt);

}  // namespace offpeak::scheduler
