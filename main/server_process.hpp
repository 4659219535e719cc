// A server from its first look at the store to its end: leads from the start, or stands by and
// takes over. Everything that runs is wired here.
#pragma once

#include <signal.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "api/app.hpp"
#include "api/http/server.hpp"
#include "api/resources.hpp"
#include "api/web/static_files.hpp"
#include "jobs/job_manager.hpp"
#include "main/clock_steps.hpp"
#include "main/serve_options.hpp"
#include "outbox/sender.hpp"
#include "scheduler/engine/engine.hpp"
#include "store/store.hpp"

namespace offpeak {

/// Signals that the process takes in `run`: SIGTERM and SIGINT end it, SIGUSR1 hands over to the
/// standby. To be blocked in every thread, before any is started.
sigset_t awaited_signals();

class ServerProcess {
 public:
  /// All must outlive it.
  ServerProcess(const config::City& city, const ServeOptions& options, const security::Keys& keys,
                store::Store& store, store::Snapshots& snapshots);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Until a signal or an error of the store; the exit code.
  int run();

 private:
  enum class Wake { timeout, stop, step_down };

  int lead();
  int stand_by();
  int take_over();
  engine::EngineListener engine_listener();
  bool open_outbox();
  void start_outbox();
  void make_simulations();
  void start_simulations();
  bool await_lease();
  bool still_holds_lease();
  bool accept_clock();
  bool is_clock_behind() const;
  bool listen();
  bool listen(http::Server& server, const http::ListenAddress& address, unsigned threads,
              api::Listener listener);
  void print_welcome() const;
  bool drain();
  void report(const engine::Recovery& recovery) const;
  Wake await_signal(std::chrono::milliseconds at_most);
  int serve_until_stopped();
  bool may_step_down();
  void look_for_standby();
  int stop();

  const config::City& city_;
  const ServeOptions& options_;
  const security::Keys& keys_;
  store::Store& store_;
  engine::Clock clock_;
  engine::Engine engine_;
  std::unique_ptr<outbox::Sender> sender_;             // null: nobody takes announcements
  engine::Port* outbox_port_ = nullptr;                // then: to say so
  std::unique_ptr<loadtest::JobManager> simulations_;  // null: none are kept
  api::StaticFiles files_;
  api::SharedResources service_;
  std::unique_ptr<store::Follower> follower_;
  std::unique_ptr<store::Journal> journal_;
  std::atomic<bool> io_failed_{false};
  http::Server server_;
  std::unique_ptr<http::Server> staff_server_;  // where --staff-listen is given
  std::optional<ClockSteps> clock_steps_;       // with --clock …@step, while leading
};

}  // namespace offpeak
