// The signals that a server waits for.
#pragma once

#include <signal.h>

#include <chrono>

namespace offpeak {

/// SIGTERM and SIGINT end the process, SIGUSR1 hands over to the standby, SIGHUP has the issuers of
/// tokens read again. Block them before any thread is started.
sigset_t awaited_signals();

enum class Wake { timeout, stop, step_down, reread };

/// Waits for one of them, `at_most` so long.
Wake await_signal(std::chrono::milliseconds at_most);

/// From any thread, as if an operator had sent it.
void ask_to_stop();
void ask_to_step_down();

}  // namespace offpeak
