#include "main/server_process.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <iostream>
#include <thread>

#include "api/security/tokens.hpp"
#include "api/slot_id.hpp"
#include "api/version.hpp"
#include "main/commands.hpp"

namespace offpeak {
namespace {

using std::chrono::milliseconds;

/// Replies under way at a stop get this long.
constexpr std::chrono::seconds drain_time_max{20};
/// I/O threads of the staff's listener: a city's counters and kiosks send some dozens of requests
/// a second.
constexpr unsigned staff_threads = 1;
/// Cells of a request limiter; four for each caller expected at a time.
constexpr std::size_t limiter_cells = std::size_t{1} << 18;
/// The system's clock may be this much behind the store's last event.
constexpr std::chrono::minutes clock_behind_max{5};
/// A standby tries to take the lease this often, and a start waits this long between two tries.
constexpr milliseconds lease_tried_every{100};
/// The standby is looked for this often, and announces itself this often.
constexpr milliseconds standby_looked_for_every{500};

int refuse(const std::string& what, int code) {
  std::cerr << "offpeak serve: " << what << '\n';
  return code;
}

std::string url_of(const api::ListenAddress& listen, const api::Server& server) {
  const bool is_v6 = listen.host.find(':') != std::string::npos;
  return "http://" + (is_v6 ? '[' + listen.host + ']' : listen.host) + ':' +
         std::to_string(server.port());
}

void print_demonstration_tokens(const api::Keys& keys, const config::City& city) {
  std::cout << "demonstration tokens, valid for 8 hours "
               "(citizens: POST /v1/tokens with their id_number):\n";
  using scheduler::Role;
  for (const auto role : {Role::staff, Role::kiosk, Role::display, Role::planner, Role::admin}) {
    api::TokenRequest request;
    request.role = role;
    request.name = "demo";
    if (role == Role::kiosk || role == Role::display || role == Role::staff) {
      request.hall = city.halls.front().code;
    }
    const auto token =
        api::issue_token(keys, request, engine::Clock::real_now(), std::chrono::hours{8});
    if (token) std::cout << "  " << api::role_name(role) << ' ' << *token << '\n';
  }
}

engine::EngineOptions engine_options(const ServeOptions& options, const store::Store& store,
                                     store::Snapshots& snapshots) {
  return {.snapshots = &snapshots,
          .snapshot_policy = options.snapshots,
          .trim_journal = store.is_in_memory()};
}

}  // namespace

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGUSR1);
  return signals;
}

ServerProcess::ServerProcess(const config::City& city, const ServeOptions& options,
                             const api::Keys& keys, store::Store& store,
                             store::Snapshots& snapshots)
    : city_{city},
      options_{options},
      keys_{keys},
      store_{store},
      clock_{options.clock},
      engine_{city, clock_, engine_options(options, store, snapshots), engine_listener()},
      files_{options.assets},
      service_{.city = city,
               .engine = engine_,
               .clock = clock_,
               .keys = keys,
               .files = files_,
               .store = store.description(),
               .may_lose = store.what_may_be_lost(),
               .auth = options.demo ? api::Auth::demo : api::Auth::jwt,
               .addresses{limiter_cells, engine::Clock::real_now()},
               .citizens{limiter_cells, engine::Clock::real_now()},
               .metrics{},
               .phase{api::Phase::starting}} {
  service_.replication.step_down = [] { kill(getpid(), SIGUSR1); };
  const unsigned threads = options.threads + (options.staff_listen ? staff_threads : 0);
  for (unsigned i = 0; i < threads; ++i) {
    service_.metrics.push_back(std::make_unique<api::ThreadMetrics>());
  }
}

/// The simulations call the servers' threads. The rest still runs only where an exception has cut
/// run() short, and uses the journal, which would go first.
ServerProcess::~ServerProcess() {
  if (simulations_) simulations_->stop();
  if (sender_) sender_->stop();
  engine_.stop();
}

engine::EngineListener ServerProcess::engine_listener() {
  return {.on_failure =
              [](const std::string& reason) {
                spdlog::critical("event=journal_failed reason=\"{}\"", reason);
                kill(getpid(), SIGTERM);
              },
          .on_alarm =
              [](const std::string& reason) { spdlog::error("event=alarm reason=\"{}\"", reason); },
          .on_announced =
              [this](std::uint64_t first, std::span<const scheduler::Announcement> announcements) {
                if (sender_) sender_->take(first, announcements);
              }};
}

/// The way to the endpoint, or a port to say that there is none.
bool ServerProcess::open_outbox() {
  if (!options_.webhook) {
    outbox_port_ = &engine_.add_port([] {});
    return true;
  }
  const auto key = api::load_or_make_webhook_key(options_.keys);
  if (!key) {
    refuse(key.error().message, exit_failed);
    return false;
  }
  outbox::SenderOptions options{.endpoint = *options_.webhook};
  std::ranges::copy(key->bytes(), options.key.begin());
  sender_ = std::make_unique<outbox::Sender>(
      engine_, std::move(options),
      [](const std::string& what) { spdlog::warn("event=webhook what=\"{}\"", what); });
  service_.outbox = sender_.get();
  return true;
}

void ServerProcess::start_outbox() {
  if (sender_) return sender_->start(engine_.state());
  outbox::switch_off(engine_, *outbox_port_, engine_.state());
}

/// Each by this program, in a process of its own.
void ServerProcess::make_simulations() {
  if (options_.simulations.empty()) return;
  namespace fs = std::filesystem;
  loadtest::JobManagerOptions options;
  options.folder = fs::absolute(options_.simulations);
  options.worker = {"/proc/self/exe", "simulate", "--config", fs::absolute(options_.config),
                    "--threads",      "1"};
  options.log = [](const std::string& what) { spdlog::info("{}", what); };
  simulations_ = std::make_unique<loadtest::JobManager>(std::move(options));
  service_.simulations = simulations_.get();
  service_.assets = options_.assets;
}

/// Bookings go on without them.
void ServerProcess::start_simulations() {
  if (!simulations_) return;
  if (const auto started = simulations_->start(); !started) {
    spdlog::warn("event=no_simulations reason=\"{}\"", started.error().message);
  }
}

int ServerProcess::run() {
  if (!service_.may_lose.empty()) {
    spdlog::warn("event=durability_relaxed may_lose=\"{}\"", service_.may_lose);
  }
  if (!open_outbox()) return exit_failed;
  make_simulations();
  return options_.standby ? stand_by() : lead();
}

// ---- leading
// --------------------------------------------------------------------------------------

int ServerProcess::lead() {
  if (!await_lease()) return exit_store;
  auto journal = store_.open_journal();
  if (!journal) return refuse(journal.error().message, exit_store);
  journal_ = std::move(*journal);
  if (!still_holds_lease()) return exit_store;
  const auto recovery = engine_.recover(*journal_);
  if (!recovery) {
    return refuse("the store cannot be replayed: " + recovery.error().message, exit_store);
  }
  report(*recovery);
  if (!accept_clock()) return exit_usage;
  if (!listen()) return exit_failed;
  start_outbox();
  engine_.lead(*journal_);
  start_simulations();
  service_.phase = api::Phase::ready;
  print_welcome();
  return serve_until_stopped();
}

/// A server that died a moment ago still holds its lease: its successor waits until it has lapsed.
/// One that lives renews it.
bool ServerProcess::await_lease() {
  auto* const lease = store_.lease();
  if (lease == nullptr) return true;
  const auto deadline = std::chrono::steady_clock::now() + 2 * lease->time_to_live();
  for (;;) {
    const auto acquired = lease->try_acquire();
    if (!acquired) {
      refuse(acquired.error().message, exit_store);
      return false;
    }
    if (*acquired) return true;
    if (std::chrono::steady_clock::now() > deadline) {
      refuse("another server leads on this store: stop it first, or stand by with --standby",
             exit_store);
      return false;
    }
    if (await_signal(lease_tried_every) == Wake::stop) return false;
  }
}

/// Whoever leads without the lease would leave another who holds it answering out of an old state:
/// the fence may have taken longer than the lease lasts.
bool ServerProcess::still_holds_lease() {
  auto* const lease = store_.lease();
  if (lease == nullptr) return true;
  const auto held = lease->try_acquire();
  if (held && *held) return true;
  refuse("the lease was lost while the journal was opened: start again", exit_store);
  return false;
}

bool ServerProcess::is_clock_behind() const {
  const auto last = engine_.state().last_at();
  if (clock_.is_demonstration() || last <= clock_.now() + clock_behind_max) return false;
  refuse("the store's last event is at " + config::format_instant(last) +
             ", which this clock has not reached: set the clock, or use another --store",
         exit_usage);
  return true;
}

/// The store's history cannot be lived through twice: time goes on from its last event.
bool ServerProcess::accept_clock() {
  if (is_clock_behind()) return false;
  const auto last = engine_.state().last_at();
  if (clock_.is_demonstration() && last > clock_.now()) {
    spdlog::warn("event=clock_moved reason=\"the store has events up to then\" now={}",
                 config::format_instant(last));
    clock_.not_before(last);
  }
  return true;
}

void ServerProcess::report(const engine::Recovery& recovery) const {
  for (const auto& fault : recovery.passed_over) {
    spdlog::error("event=snapshot_damaged reason=\"{}\"", fault);
  }
  spdlog::info(
      "event=recovered store=\"{}\" epoch={} snapshot={} batches={} events={} sequence={} "
      "appointments={} citizens={} slots={} hash={:016x} milliseconds={}",
      store_.description(), journal_->epoch(), recovery.snapshot.value_or(0),
      recovery.replay.batches, recovery.replay.events, recovery.replay.end.next_sequence - 1,
      recovery.counts.appointments, recovery.counts.citizens, recovery.counts.slots, recovery.hash,
      recovery.took.count());
}

bool ServerProcess::listen() {
  if (!options_.staff_listen) return listen(server_, options_.listen, options_.threads, {});
  staff_server_ = std::make_unique<api::Server>();
  return listen(server_, options_.listen, options_.threads,
                {.audience = api::Audience::everyone, .first_thread = 0}) &&
         listen(*staff_server_, *options_.staff_listen, staff_threads,
                {.audience = api::Audience::staff, .first_thread = options_.threads});
}

bool ServerProcess::listen(api::Server& server, const api::ListenAddress& address, unsigned threads,
                           api::Listener listener) {
  api::ServerOptions options;
  options.listen = address;
  options.threads = threads;
  options.on_failure = [this](const std::string& reason) {
    io_failed_ = true;
    spdlog::critical("event=io_thread_failed reason=\"{}\"", reason);
    kill(getpid(), SIGTERM);
  };
  try {
    server.start(options, [this, listener](api::IoThread& io) {
      return std::make_unique<api::App>(service_, io, listener);
    });
  } catch (const std::system_error& error) {
    refuse("cannot listen on " + address.host + ":" + std::to_string(address.port) + ": " +
               error.what(),
           exit_failed);
    return false;
  }
  return true;
}

void ServerProcess::print_welcome() const {
  const auto address = url_of(options_.listen, server_);
  std::cout << "offpeak " << api::version << " serves " << city_.name.en << " at " << address
            << "\n  description " << address << "/docs\n  readiness   " << address << "/readyz\n";
  if (staff_server_) {
    std::cout << "  for staff   " << url_of(*options_.staff_listen, *staff_server_) << '\n';
  }
  if (options_.demo) print_demonstration_tokens(keys_, city_);
  std::cout << std::flush;
}

// ---- standing by
// ----------------------------------------------------------------------------------

int ServerProcess::stand_by() {
  auto* const lease = store_.lease();
  if (lease == nullptr) {
    return refuse("--standby needs a store that two servers can reach: --store redis://…",
                  exit_usage);
  }
  const auto from = engine_.prepare_to_follow();
  if (!from) return refuse("the snapshots cannot be read: " + from.error().message, exit_store);
  auto follower = store_.follow(*from);
  if (!follower) return refuse(follower.error().message, exit_store);
  follower_ = std::move(*follower);
  if (!accept_clock()) return exit_usage;
  if (!listen()) return exit_failed;
  engine_.follow(*follower_, *from);
  service_.phase = api::Phase::ready;
  print_welcome();
  spdlog::info("event=standing_by store=\"{}\" sequence={}", store_.description(),
               from->next_sequence - 1);

  auto announced_at = std::chrono::steady_clock::time_point{};
  for (;;) {
    if (await_signal(lease_tried_every) == Wake::stop) return stop();
    if (engine_.has_failed()) return stop();
    const auto now = std::chrono::steady_clock::now();
    if (now - announced_at >= standby_looked_for_every) {
      announced_at = now;
      // A store that does not answer shows in the lag, and by the lease that is never got.
      (void)lease->announce_standby(engine_.metrics().sequence.load(std::memory_order_relaxed));
    }
    const auto acquired = lease->try_acquire();
    if (acquired && *acquired) return take_over();
  }
}

/// The lease says that the other is gone; the journal makes sure that it is.
int ServerProcess::take_over() {
  const auto began = std::chrono::steady_clock::now();
  auto journal = store_.open_journal();
  if (!journal) {
    engine_.stop();
    refuse("cannot take over: " + journal.error().message, exit_store);
    stop();
    return exit_store;
  }
  journal_ = std::move(*journal);
  if (!still_holds_lease()) {
    stop();
    return exit_store;
  }
  const auto recovery = engine_.catch_up(*journal_);
  if (!recovery) {
    refuse("cannot take over: " + recovery.error().message, exit_store);
    stop();
    return exit_store;
  }
  report(*recovery);
  if (is_clock_behind()) {
    stop();
    return exit_usage;
  }
  start_outbox();
  engine_.lead(*journal_);
  const auto took = std::chrono::steady_clock::now() - began;
  spdlog::info("event=took_over epoch={} milliseconds={}", journal_->epoch(),
               std::chrono::duration_cast<milliseconds>(took).count());
  start_simulations();
  return serve_until_stopped();
}

// ---- until the end
// --------------------------------------------------------------------------------

ServerProcess::Wake ServerProcess::await_signal(milliseconds at_most) {
  const auto signals = awaited_signals();
  const timespec timeout{.tv_sec = at_most.count() / 1000,
                         .tv_nsec = at_most.count() % 1000 * 1'000'000};
  const int signal = sigtimedwait(&signals, nullptr, &timeout);
  if (signal == SIGTERM || signal == SIGINT) return Wake::stop;
  return signal == SIGUSR1 ? Wake::step_down : Wake::timeout;
}

void ServerProcess::look_for_standby() {
  auto* const lease = store_.lease();
  if (lease == nullptr) return;
  const auto standby = lease->standby();
  const bool is_there = standby && *standby;
  service_.replication.standby_sequence.store(is_there ? static_cast<std::int64_t>(**standby) : -1,
                                              std::memory_order_relaxed);
}

bool ServerProcess::may_step_down() {
  look_for_standby();
  if (service_.replication.standby_sequence.load() >= 0) return true;
  spdlog::error("event=step_down_refused reason=\"no standby is there to take over\"");
  return false;
}

int ServerProcess::serve_until_stopped() {
  if (options_.clock_is_stepped) clock_steps_.emplace(STDIN_FILENO, clock_, engine_);
  for (;;) {
    const Wake wake = await_signal(standby_looked_for_every);
    if (wake == Wake::stop) return stop();
    if (wake == Wake::step_down && may_step_down()) {
      spdlog::info("event=stepping_down");
      return stop();
    }
    look_for_standby();
  }
}

/// Both listeners at the same time.
bool ServerProcess::drain() {
  const auto deadline = std::chrono::steady_clock::now() + drain_time_max;
  if (!staff_server_) return server_.drain(deadline);
  auto staff = std::async(std::launch::async,
                          [&server = *staff_server_, deadline] { return server.drain(deadline); });
  const bool drained = server_.drain(deadline);
  return staff.get() && drained;
}

int ServerProcess::stop() {
  spdlog::info("event=stopping");
  service_.phase = api::Phase::stopping;
  const bool drained = drain();
  if (simulations_) simulations_->stop();
  if (sender_) sender_->stop();
  engine_.stop();
  clock_steps_.reset();  // after the engine: a step waits for it
  server_.join();
  if (staff_server_) staff_server_->join();
  if (auto* const lease = store_.lease(); lease != nullptr) lease->release();
  spdlog::info("event=stopped drained={} sequence={} hash={:016x}", drained,
               engine_.state().sequence(), engine_.state().hash());
  if (engine_.has_failed()) return exit_store;
  return drained && !io_failed_ ? exit_done : exit_failed;
}

}  // namespace offpeak
