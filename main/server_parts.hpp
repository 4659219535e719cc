// What a serving process is made of, wired together, and its one end. Whether it leads or stands by
// is decided by those who use it (leader.hpp, standby.hpp).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/app.hpp"
#include "api/http/listen.hpp"
#include "api/http/server.hpp"
#include "api/resources.hpp"
#include "api/security/issuer_book.hpp"
#include "api/security/keys.hpp"
#include "api/web/static_files.hpp"
#include "guide/live/guide.hpp"
#include "jobs/job_manager.hpp"
#include "main/city_files.hpp"
#include "main/clock_steps.hpp"
#include "main/first_decisions.hpp"
#include "main/history_guard.hpp"
#include "main/refusal.hpp"
#include "main/reloads.hpp"
#include "main/serve_options.hpp"
#include "outbox/sender.hpp"
#include "scheduler/engine/engine.hpp"
#include "store/archive/archived_journal.hpp"
#include "store/store.hpp"

namespace offpeak {

/// What stays when one configuration follows another.
struct Lasting {
  using Sockets = std::shared_ptr<const http::ListeningSockets>;

  Lasting(const ServeOptions& serve_options, const security::Keys& all_keys, store::Store& a_store,
          store::Snapshots& its_snapshots, std::shared_ptr<const CityFiles> files)
      : options{serve_options},
        keys{all_keys},
        store{a_store},
        snapshots{its_snapshots},
        clock{serve_options.clock},
        reloads{serve_options, clock, std::move(files)} {}

  const ServeOptions& options;
  const security::Keys& keys;
  store::Store& store;
  store::Snapshots& snapshots;
  engine::Clock clock;
  Reloads reloads;
  Sockets sockets{};        // from the first `listen` to the end of the last parts
  Sockets staff_sockets{};  // with --staff-listen
};

class ServerParts {
 public:
  /// Which must outlive it. With the files of `lasting.reloads`, as they are now.
  explicit ServerParts(Lasting& lasting);
  /// As stop().
  ~ServerParts();
  ServerParts(const ServerParts&) = delete;
  ServerParts& operator=(const ServerParts&) = delete;

  // In the order of a start.

  /// The issuers of tokens are read. The way to other systems, and the simulations: made, not
  /// started.
  Step prepare();
  /// Becomes the journal's one writer, unless the store lacks what was acknowledged here.
  Step open_journal();
  /// Unless the store lacks that.
  Step check_history_to_follow() { return guard_.check_beforehand(HistoryGuard::Role::standby); }
  Step open_follower(const store::ChainPosition& from);
  Step listen();
  /// Whether the store was written with this city and these keys, as far as its beginning and its
  /// snapshots say: before following.
  Step check_owner_to_follow(const store::ChainPosition& from);
  /// What is to be decided first, or why this server may not lead.
  Step take_office();
  /// The journal has a writer now: this server, or the one that it follows.
  void note_alive();
  /// Says once when the system's clock is not believed any more, and when it is again. Compares it
  /// with the store's, if that has one, every so often.
  void look_at_clock();
  /// Before the first event of this server: refused when its clock and the store's are so far apart
  /// that one of them must be wrong.
  Step compare_clocks();
  /// The engine leads on the journal; what goes with leading is started.
  void start_leading();

  /// Reads the issuers of tokens and the configuration again. A fault is logged, and what was
  /// before stays.
  void reread();

  /// Lets go of everything in the order that its threads need, whatever of it runs: replies under
  /// way leave, then the engine ends, then nobody uses the journal any more. What throws is logged
  /// and the rest goes on. When a reload is due the lease and the listening sockets stay. Any
  /// number of times; the exit code of an end that was asked for.
  int stop();

  const ServeOptions& options() const { return options_; }
  store::Store& store() { return store_; }
  engine::Clock& clock() { return clock_; }
  Reloads& reloads() { return lasting_.reloads; }
  engine::Engine& engine() { return engine_; }
  api::SharedResources& service() { return service_; }
  store::Journal& journal() { return *journal_; }
  store::Follower& follower() { return *follower_; }

  void report(const engine::Recovery& recovery) const;
  /// It serves from here on.
  void announce_ready();

 private:
  engine::EngineListener engine_listener();
  std::optional<std::chrono::nanoseconds> apart_from_store();
  void reread_issuers();
  base::Result<std::unique_ptr<store::Journal>, Refusal> keep_what_is_trimmed(
      std::unique_ptr<store::Journal> journal);
  Step load_archive_key();
  Step open_outbox();
  void start_outbox();
  void make_guide(const CityFiles& files);
  void make_simulations();
  void start_simulations();
  Step listen(http::Server& server, Lasting::Sockets& sockets, const http::ListenAddress& address,
              unsigned threads, api::Listener listener);
  void print_welcome() const;
  bool drain();
  void end_engine();

  Lasting& lasting_;
  const config::City& city_;
  const ServeOptions& options_;
  const security::Keys& keys_;
  security::IssuerBook issuers_;
  store::Store& store_;
  store::Snapshots& snapshots_;
  engine::Clock& clock_;
  HistoryGuard guard_;
  // Before the engine, whose threads use them.
  security::Secret archive_key_;  // when the journal is trimmed
  std::unique_ptr<store::Follower> follower_;
  std::vector<scheduler::CommandBody> first_decisions_;
  bool clock_has_jumped_ = false;
  std::chrono::steady_clock::time_point clocks_compared_at_;
  std::unique_ptr<store::Journal> journal_;
  engine::Engine engine_;
  std::unique_ptr<outbox::Sender> sender_;         // null without a webhook
  engine::Port* outbox_port_ = nullptr;            // switches the outbox off; without a webhook
  std::unique_ptr<jobs::JobManager> simulations_;  // null: none are kept
  std::unique_ptr<guide::Guide> guide_;            // null: no forecasts are made
  api::StaticFiles files_;
  api::SharedResources service_;
  std::atomic<bool> io_failed_{false};
  std::optional<ClockSteps> clock_steps_;  // with --clock …@step, while leading
  http::Limits limits_;                    // of each listener
  http::Server server_;
  std::unique_ptr<http::Server> staff_server_;  // where --staff-listen is given
  std::optional<int> ended_;                    // with this exit code
};

}  // namespace offpeak
