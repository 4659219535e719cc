// The signals that a server waits for.
#pragma once

#include <signal.h>

#include <chrono>

namespace offpeak {

/// SIGTERM and SIGINT end the process, SIGUSR1 hands over to the standby, SIGHUP has the issuers of
/// tokens and the configuration read again, SIGUSR2 says that a question waits (Reloads::answer).
/// Block them before any thread is started.
sigset_t awaited_signals();

enum class Wake { timeout, stop, step_down, reread, asked };

/// Waits for one of them, `at_most` so long.
Wake await_signal(std::chrono::milliseconds at_most);

/// From any thread, as if an operator had sent it.
void ask_to_stop();
void ask_to_step_down();
void ask_to_answer();

}  // namespace offpeak
