// Which commands are put down with whoever gave them.
#pragma once

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/event.hpp"

namespace offpeak::scheduler {

/// Roles that act for others: what they do is put down in the journal.
bool is_audited(Role role);

/// Who did what to what.
Acted acted_by(const Command& command, const Receipt& receipt);

}  // namespace offpeak::scheduler
