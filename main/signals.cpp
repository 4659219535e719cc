#include "main/signals.hpp"

#include <unistd.h>

namespace offpeak {

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGHUP);
  sigaddset(&signals, SIGUSR2);
  return signals;
}

Wake await_signal(std::chrono::milliseconds at_most) {
  const auto signals = awaited_signals();
  const timespec timeout{.tv_sec = at_most.count() / 1000,
                         .tv_nsec = at_most.count() % 1000 * 1'000'000};
  const int signal = sigtimedwait(&signals, nullptr, &timeout);
  if (signal == SIGTERM || signal == SIGINT) return Wake::stop;
  if (signal == SIGHUP) return Wake::reread;
  if (signal == SIGUSR2) return Wake::asked;
  return signal == SIGUSR1 ? Wake::step_down : Wake::timeout;
}

void ask_to_stop() { kill(getpid(), SIGTERM); }
void ask_to_step_down() { kill(getpid(), SIGUSR1); }
void ask_to_answer() { kill(getpid(), SIGUSR2); }

}  // namespace offpeak
