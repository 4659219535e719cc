#include "main/server_parts.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <iostream>
#include <string>
#include <vector>

#include "api/planner/simulation_request.hpp"
#include "api/security/tokens.hpp"
#include "api/version.hpp"
#include "base/catch_all.hpp"
#include "base/quoted.hpp"
#include "main/commands.hpp"
#include "main/process.hpp"
#include "main/signals.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "store/event_codec.hpp"

namespace offpeak {
namespace {

/// At a stop, requests under way have this long to get their replies.
constexpr std::chrono::seconds drain_time_max{20};
/// At a reload everybody else waits for them.
constexpr std::chrono::seconds reload_drain_time_max{3};
/// The machine's clock and the store's are compared this often, by answers that took no longer.
constexpr std::chrono::seconds clocks_compared_every{5};
constexpr std::chrono::seconds clock_answer_max{1};
/// I/O threads of the staff's listener: a city's counters and kiosks send some dozens of requests
/// a second.
constexpr unsigned staff_threads = 1;
/// Files that are open beside the connections: store, snapshots, simulations, webhooks, log.
constexpr std::uint64_t other_files_max = 128;
/// Cells of a request limiter; four for each caller expected at a time.
constexpr std::size_t limiter_cells = std::size_t{1} << 18;

std::string url_of(const http::ListenAddress& listen, const http::Server& server) {
  if (!listen.path.empty()) return http::format(listen);
  return "http://" + http::format({.host = listen.host, .port = server.port()});
}

using scheduler::Role;

struct DemoToken {
  Role role;
  std::string text;
};

std::vector<DemoToken> demonstration_tokens(const security::Keys& keys, const config::City& city) {
  std::vector<DemoToken> tokens;
  for (const auto role :
       {Role::staff, Role::kiosk, Role::display, Role::planner, Role::hotline, Role::admin}) {
    security::TokenRequest request;
    request.role = role;
    request.name = "demo";
    if (role == Role::kiosk || role == Role::display || role == Role::staff) {
      request.hall = city.halls.front().code;
    }
    const auto token =
        security::issue_token(keys, request, engine::Clock::real_now(), std::chrono::hours{8});
    if (token) tokens.push_back({role, *token});
  }
  return tokens;
}

void print_tokens(const std::vector<DemoToken>& tokens) {
  std::cout << "demonstration tokens, valid for 8 hours "
               "(citizens: POST /v1/tokens with their id_number):\n";
  for (const auto& [role, text] : tokens) {
    std::cout << "  " << security::role_name(role) << ' ' << text << '\n';
  }
}

/// A page takes a token from its fragment, which no browser sends: one click signs in.
void print_pages(const std::string& address, const std::string& staff_address,
                 config::HallCode hall, const std::vector<DemoToken>& tokens) {
  const auto code = scheduler::format_hall(hall);
  const auto signed_in = [&](Role role) {
    const auto found = std::ranges::find(tokens, role, &DemoToken::role);
    return found == tokens.end() ? std::string{} : "#token=" + found->text;
  };
  const auto print = [](const std::string& page) { std::cout << "  page " << page << '\n'; };
  print(address + "/");
  print(address + "/display/" + code);
  print(address + "/display/city");
  print(staff_address + "/kiosk/" + code + signed_in(Role::kiosk));
  print(staff_address + "/counter" + signed_in(Role::staff));
  print(staff_address + "/planner" + signed_in(Role::planner));
  print(staff_address + "/admin" + signed_in(Role::admin));
}

engine::EngineOptions engine_options(const ServeOptions& options, store::Snapshots& snapshots) {
  return {.snapshots = &snapshots,
          .snapshot_policy = options.snapshots,
          .trim_journal = options.trim_journal};
}

/// The usual limits, with fewer connections when the system does not allow so many open files:
/// clients beyond them are told 503, where the lack of a file would leave them without a word.
http::Limits limits_of_listeners(const config::City& city, std::uint64_t listeners) {
  http::Limits limits;
  limits.streams_per_address_max = static_cast<std::uint32_t>(city.limits.streams);
  const std::uint64_t wanted = listeners * limits.connections_max + other_files_max;
  const std::uint64_t allowed = raise_file_limit(wanted);
  if (allowed >= wanted) return limits;
  const std::uint64_t left = allowed > other_files_max ? allowed - other_files_max : 0;
  limits.connections_max = static_cast<std::uint32_t>(std::max<std::uint64_t>(left / listeners, 1));
  spdlog::warn(
      "event=few_files allowed={} wanted={} connections_max={} remedy=\"raise the hard limit of "
      "open files (ulimit -Hn, LimitNOFILE=)\"",
      allowed, wanted, limits.connections_max);
  return limits;
}

/// Its keys and what it is to remember lie beside the other keys, under its name.
base::Result<outbox::ChannelOptions> channel_options(const std::filesystem::path& folder,
                                                     const outbox::NamedEndpoint& webhook) {
  const std::string file =
      webhook.name == outbox::default_name ? "webhook" : "webhook-" + webhook.name;
  const auto keys = security::load_or_make_webhook_keys(folder, file);
  if (!keys) return keys.error();
  outbox::ChannelOptions options{.name = webhook.name, .endpoint = webhook.endpoint};
  options.gone_mark = folder / (file + ".gone");
  options.notes = folder / (file + ".notes");
  for (const auto& key : *keys) {
    std::ranges::copy(key.bytes(), options.keys.emplace_back().begin());
  }
  return options;
}

const config::OnlineRules* online_rules_of(const CityFiles& files) {
  return files.online_rules ? &*files.online_rules : nullptr;
}

store::ArchiveListener archive_listener() {
  return {.on_failed =
              [](const store::Error& error) {
                spdlog::error("event=archive_failed reason={}", base::quoted(error.message));
              },
          .on_gap =
              [](std::uint64_t last, std::uint64_t next) {
                spdlog::warn("event=archive_gap last={} next={}", last, next);
              }};
}

store::ArchiveListener audit_listener() {
  return {.on_failed =
              [](const store::Error& error) {
                spdlog::error("event=audit_failed reason={}", base::quoted(error.message));
              },
          .on_gap =
              [](std::uint64_t last, std::uint64_t next) {
                spdlog::warn("event=audit_gap last={} next={}", last, next);
              }};
}

/// One step of an end. The others follow, whatever it throws.
template <class Work>
void try_to(const char* what, Work&& work) {
  const auto done = base::catch_all(std::forward<Work>(work));
  if (done) return;
  spdlog::error("event=stop_failed what={} reason={}", base::quoted(what),
                base::quoted(done.error().what));
}

}  // namespace

ServerParts::ServerParts(Lasting& lasting)
    : lasting_{lasting},
      city_{lasting.reloads.files().city},
      options_{lasting.options},
      keys_{lasting.keys},
      store_{lasting.store},
      snapshots_{lasting.snapshots},
      clock_{lasting.clock},
      guard_{{.store = options_.store,
              .city = city_.key,
              .state = options_.state,
              .accepted = options_.accepted_loss}},
      engine_{city_, clock_, engine_options(options_, snapshots_), engine_listener()},
      files_{options_.assets},
      service_{.city = city_,
               .engine = engine_,
               .clock = clock_,
               .keys = keys_,
               .issuers = issuers_,
               .files = files_,
               .store = store_.description(),
               .may_lose = store_.what_may_be_lost(),
               .store_folder = store_.folder(),
               .auth = options_.demo ? api::Auth::demo : api::Auth::jwt,
               .public_url = options_.public_url,
               .origins = api::SharedOrigins{options_.allowed_origins},
               .online_rules = online_rules_of(lasting.reloads.files()),
               .addresses{limiter_cells, engine::Clock::steady_now()},
               .readers{limiter_cells, engine::Clock::steady_now()},
               .citizens{limiter_cells, engine::Clock::steady_now()},
               .bad_tokens{limiter_cells, engine::Clock::steady_now()},
               .metrics{},
               .phase{api::Phase::starting}} {
  service_.replication.step_down = ask_to_step_down;
  service_.configuration = &lasting_.reloads;
  make_guide(lasting.reloads.files());
  const unsigned threads = options_.threads + (options_.staff_listen ? staff_threads : 0);
  for (unsigned i = 0; i < threads; ++i) {
    service_.metrics.push_back(std::make_unique<api::ThreadMetrics>());
  }
}

ServerParts::~ServerParts() { stop(); }

engine::EngineListener ServerParts::engine_listener() {
  return {.on_failure =
              [](const std::string& reason) {
                spdlog::critical("event=journal_failed reason={}", base::quoted(reason));
                ask_to_stop();
              },
          .on_alarm =
              [](const std::string& reason) {
                spdlog::error("event=alarm reason={}", base::quoted(reason));
              },
          .on_announced =
              [this](std::uint64_t first, std::span<const scheduler::Announcement> announcements) {
                if (sender_) sender_->take(first, announcements);
              }};
}

// ---- the start ----------------------------------------------------------------------------------

Step ServerParts::prepare() {
  if (const auto read = issuers_.reread(options_.keys); !read) {
    return Refusal{exit_failed, read.error().message};
  }
  if (const auto loaded = load_archive_key(); !loaded) return loaded.error();
  if (const auto opened = open_outbox(); !opened) return opened.error();
  make_simulations();
  return {};
}

/// By a standby too, at its start: at a take-over it would be late to learn that there is none.
Step ServerParts::load_archive_key() {
  if (!options_.trim_journal) return {};
  auto key = security::load_or_make_archive_key(options_.keys);
  if (!key) return Refusal{exit_failed, key.error().message};
  archive_key_ = std::move(*key);
  return {};
}

void ServerParts::reread() {
  reread_issuers();
  reloads().reread();
}

void ServerParts::reread_issuers() {
  if (const auto read = issuers_.reread(options_.keys); !read) {
    spdlog::error("event=issuers_not_read reason={}", base::quoted(read.error().message));
    return;
  }
  spdlog::info("event=issuers_read issuers={}", issuers_.edition().issuers->size());
}

/// Opens the sender of webhooks or, without an endpoint, a port to switch the outbox off.
Step ServerParts::open_outbox() {
  if (options_.webhooks.empty()) {
    outbox_port_ = &engine_.add_port([] {});
    return {};
  }
  std::vector<outbox::ChannelOptions> endpoints;
  for (const auto& webhook : options_.webhooks) {
    auto options = channel_options(options_.keys, webhook);
    if (!options) return Refusal{exit_failed, options.error().message};
    endpoints.push_back(std::move(*options));
  }
  sender_ = std::make_unique<outbox::Sender>(
      engine_, city_, std::move(endpoints), [](std::string_view endpoint, const std::string& what) {
        spdlog::warn("event=webhook endpoint={} what={}", endpoint, base::quoted(what));
      });
  service_.outbox = sender_.get();
  return {};
}

/// Its port is one of the engine's, which takes them before it leads or follows.
void ServerParts::make_guide(const CityFiles& files) {
  if (!files.demand || !options_.forecasts) {
    spdlog::info(
        "event=no_guidance reason={}",
        base::quoted(options_.forecasts ? "the city has no demand file" : "--forecasts off"));
    return;
  }
  guide_ = std::make_unique<guide::Guide>(city_, *files.demand, clock_, engine_);
  service_.guide = guide_.get();
}

/// A simulation is run by this same program, in a process of its own.
void ServerParts::make_simulations() {
  if (options_.simulations.empty()) return;
  namespace fs = std::filesystem;
  jobs::JobManagerOptions options;
  options.folder = fs::absolute(options_.simulations);
  options.worker = {"/proc/self/exe", "simulate", "--config", fs::absolute(options_.config),
                    "--threads",      "1"};
  options.read_request = api::read_kept_request;
  options.log = [](const std::string& what) { spdlog::info("{}", what); };
  options.now = [this] { return clock_.now(); };
  simulations_ = std::make_unique<jobs::JobManager>(std::move(options));
  service_.simulations = simulations_.get();
  service_.assets = options_.assets;
}

Step ServerParts::open_journal() {
  if (store_.lease() != nullptr) {
    const auto checked = guard_.check_beforehand(HistoryGuard::Role::leader);
    if (!checked) return checked.error();
  }
  auto journal = store_.open_journal();
  if (!journal) return Refusal{exit_store, journal.error().message};
  if (const auto checked = guard_.check_to_lead(**journal); !checked) return checked.error();
  auto kept = keep_what_is_trimmed(guard_.marked(std::move(*journal)));
  if (!kept) return kept.error();
  journal_ = std::move(*kept);
  service_.replication.epoch.store(journal_->epoch(), std::memory_order_relaxed);
  return {};
}

/// The journal behind the audit trail, and behind the archive where there is one, unless it is not
/// trimmed. A fault of theirs stops nobody: then nothing is trimmed.
base::Result<std::unique_ptr<store::Journal>, Refusal> ServerParts::keep_what_is_trimmed(
    std::unique_ptr<store::Journal> journal) {
  if (!options_.trim_journal) return journal;
  auto audited = store::ArchivedJournal::make(std::move(journal), snapshots_,
                                              {.folder = options_.audit,
                                               .city = city_.key,
                                               .key = archive_key_.bytes(),
                                               .content = store::ArchiveContent::audit,
                                               .kept = lasting_.reloads.files().audit_kept},
                                              audit_listener());
  if (!audited) return Refusal{exit_store, audited.error().message};
  if (options_.archive.empty()) return std::move(*audited);
  store::ArchiveOptions options{
      .folder = options_.archive, .city = city_.key, .key = archive_key_.bytes()};
  if (options_.archive_days.count() > 0) options.kept = options_.archive_days;
  auto archived = store::ArchivedJournal::make(std::move(*audited), snapshots_, std::move(options),
                                               archive_listener());
  if (!archived) return Refusal{exit_store, archived.error().message};
  return std::move(*archived);
}

Step ServerParts::open_follower(const store::ChainPosition& from) {
  auto follower = store_.follow(from);
  if (!follower) return Refusal{exit_store, follower.error().message};
  follower_ = guard_.marked(std::move(*follower));
  return {};
}

Step ServerParts::listen() {
  limits_ = limits_of_listeners(city_, options_.staff_listen ? 2 : 1);
  service_.listeners = {&server_};
  if (!options_.staff_listen) {
    return listen(server_, lasting_.sockets, options_.listen, options_.threads, {});
  }
  staff_server_ = std::make_unique<http::Server>();
  service_.listeners.push_back(staff_server_.get());
  if (const auto listening = listen(server_, lasting_.sockets, options_.listen, options_.threads,
                                    {.audience = api::Audience::everyone, .first_thread = 0});
      !listening) {
    return listening.error();
  }
  return listen(*staff_server_, lasting_.staff_sockets, *options_.staff_listen, staff_threads,
                {.audience = api::Audience::staff, .first_thread = options_.threads});
}

Step ServerParts::listen(http::Server& server, Lasting::Sockets& sockets,
                         const http::ListenAddress& address, unsigned threads,
                         api::Listener listener) {
  http::ServerOptions options;
  options.listen = address;
  options.threads = threads;
  options.limits = limits_;
  options.proxies = options_.proxies;
  options.on_failure = [this](const std::string& reason) {
    io_failed_ = true;
    spdlog::critical("event=io_thread_failed reason={}", base::quoted(reason));
    ask_to_stop();
  };
  try {
    if (!sockets) {
      sockets = std::make_shared<const http::ListeningSockets>(address, threads, limits_);
    }
    options.sockets = sockets;
    server.start(options, [this, listener](http::IoThread& io) {
      return std::make_unique<api::App>(service_, io, listener);
    });
  } catch (const std::system_error& error) {
    return Refusal{exit_failed, "cannot listen on " + std::string{error.what()}};
  }
  return {};
}

/// The snapshot may be of before the citizen key was changed: what was noted since counts.
Step ServerParts::check_owner_to_follow(const store::ChainPosition& from) {
  Owner owner = owner_of(engine_.state());
  const auto reader = store::open_store_to_read(
      options_.store, {.city = city_.key, .durability = store::Durability::relaxed});
  if (!reader) return Refusal{exit_store, reader.error().message};
  const auto journal = (*reader)->open_journal();
  if (!journal) return Refusal{exit_store, journal.error().message};
  // What cannot be read shows when it is followed.
  (void)(*journal)->replay(from, [&](const store::Batch& batch) -> store::Result<void> {
    auto bytes = batch.payload;
    for (std::uint32_t i = 0; i < batch.events; ++i) {
      const auto event = store::decode_event(bytes);
      if (!event) return event.error();
      if (const auto* noted = std::get_if<scheduler::MeaningNoted>(&event->fact))
        owner.take(*noted);
    }
    return {};
  });
  return check_owner(owner, city_, keys_);
}

/// A demonstration's clock has no outages: nobody knows when it stood still.
Step ServerParts::take_office() {
  OfficeOptions office{.now = std::max(clock_.now(), engine_.state().last_at()),
                       .accepted_changes = reloads().accepted_changes()};
  if (!clock_.is_demonstration()) {
    office.led_until = guard_.alive_at().value_or(engine_.state().last_at());
  }
  auto first = first_decisions(engine_.state(), city_, keys_, office);
  if (!first) return first.error();
  first_decisions_ = std::move(*first);
  return {};
}

void ServerParts::note_alive() { guard_.note_alive(engine::Clock::real_now()); }

/// A store that does not answer, or answers late, tells nothing: what was known stays.
std::optional<std::chrono::nanoseconds> ServerParts::apart_from_store() {
  auto* const lease = store_.lease();
  if (clock_.is_demonstration() || lease == nullptr) return std::nullopt;
  clocks_compared_at_ = std::chrono::steady_clock::now();
  const auto there = lease->time();
  const auto took = std::chrono::steady_clock::now() - clocks_compared_at_;
  if (!there || took > clock_answer_max) return std::nullopt;
  return engine::Clock::compare_with(*there);
}

Step ServerParts::compare_clocks() {
  const auto apart = apart_from_store();
  if (!apart) return {};
  const auto seconds = std::chrono::round<std::chrono::seconds>(*apart).count();
  return Refusal{exit_store, "this machine's clock is " + std::to_string(std::abs(seconds)) +
                                 " s " + (seconds > 0 ? "ahead of" : "behind") +
                                 " the store's: set the wrong one right, then start again"};
}

void ServerParts::look_at_clock() {
  if (clock_.is_demonstration()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - clocks_compared_at_ > clocks_compared_every) (void)apart_from_store();
  const auto jump = engine::Clock::system_jump();
  if (jump.has_value() == clock_has_jumped_) return;
  clock_has_jumped_ = jump.has_value();
  if (!jump) return spdlog::warn("event=clock_right_again");
  spdlog::critical(
      "event=clock_jumped seconds={} remedy=\"set the clock right, or restart the server if it is "
      "right now\"",
      std::chrono::floor<std::chrono::seconds>(*jump).count());
}

void ServerParts::start_leading() {
  start_outbox();
  if (guide_) guide_->remember(engine_.state());
  engine_.lead(*journal_, std::move(first_decisions_));
  if (guide_) guide_->start();
  if (options_.clock_is_stepped) {
    clock_steps_.emplace(STDIN_FILENO, clock_, engine_, guide_.get());
  }
  start_simulations();
}

void ServerParts::start_outbox() {
  if (sender_) return sender_->start(engine_.state());
  outbox::switch_off(engine_, *outbox_port_, engine_.state());
}

/// A fault is logged only: bookings do not need simulations.
void ServerParts::start_simulations() {
  if (!simulations_) return;
  if (const auto started = simulations_->start(); !started) {
    spdlog::warn("event=no_simulations reason={}", base::quoted(started.error().message));
  }
}

// ---- what is said -------------------------------------------------------------------------------

void ServerParts::report(const engine::Recovery& recovery) const {
  for (const auto& fault : recovery.passed_over) {
    spdlog::error("event=snapshot_damaged reason={}", base::quoted(fault));
  }
  spdlog::info(
      "event=recovered store={} epoch={} snapshot={} batches={} events={} sequence={} "
      "appointments={} citizens={} slots={} hash={:016x} milliseconds={}",
      base::quoted(store_.description()), journal_->epoch(), recovery.snapshot.value_or(0),
      recovery.replay.batches, recovery.replay.events, recovery.replay.end.next_sequence - 1,
      recovery.counts.appointments, recovery.counts.citizens, recovery.counts.slots, recovery.hash,
      recovery.took.count());
}

void ServerParts::announce_ready() {
  if (!reloads().is_another()) print_welcome();
  // Last: who waits for this finds the tokens printed.
  service_.phase = api::Phase::ready;
  reloads().open(engine_);
  reloads().settle();
}

void ServerParts::print_welcome() const {
  const auto address = url_of(options_.listen, server_);
  std::cout << "offpeak " << api::version << " serves " << city_.name.en << " at " << address
            << '\n';
  if (options_.listen.path.empty()) {
    std::cout << "  description " << address << "/docs\n  readiness   " << address << "/readyz\n";
  }
  const auto staff_address =
      staff_server_ ? url_of(*options_.staff_listen, *staff_server_) : address;
  if (staff_server_) std::cout << "  for staff   " << staff_address << '\n';
  const auto tokens = options_.demo ? demonstration_tokens(keys_, city_) : std::vector<DemoToken>{};
  if (files_.has_pages()) {
    print_pages(address, staff_address, city_.halls.front().code, tokens);
  } else {
    std::cout << "no pages: they are not built (script/bootstrap server, then build)\n";
  }
  if (options_.demo) print_tokens(tokens);
  std::cout << std::flush;
}

// ---- the end ------------------------------------------------------------------------------------

/// Drains both listeners at the same time.
bool ServerParts::drain() {
  const bool is_reload = reloads().go_on();
  if (!is_reload) {
    lasting_.sockets.reset();
    lasting_.staff_sockets.reset();
  }
  const auto deadline =
      std::chrono::steady_clock::now() + (is_reload ? reload_drain_time_max : drain_time_max);
  if (!staff_server_) return server_.drain(deadline);
  auto staff = std::async(std::launch::async,
                          [&server = *staff_server_, deadline] { return server.drain(deadline); });
  const bool drained = server_.drain(deadline);
  return staff.get() && drained;
}

/// The sender and the guide first, so that what they still send is put down by an engine that runs;
/// the stepped clock after it, because a step waits for the engine.
void ServerParts::end_engine() {
  try_to("the webhooks", [this] {
    if (sender_) sender_->stop();
  });
  try_to("the forecasts", [this] {
    if (guide_) guide_->stop();
  });
  try_to("the engine", [this] { engine_.stop(); });
  try_to("the stepped clock", [this] { clock_steps_.reset(); });
}

int ServerParts::stop() {
  if (ended_) return *ended_;
  ended_ = exit_failed;  // unless all of this succeeds
  spdlog::info(reloads().go_on() ? "event=reloading" : "event=stopping");
  service_.phase = api::Phase::stopping;
  reloads().close();
  bool drained = false;
  try_to("replies under way", [&] { drained = drain(); });
  // They call the servers' threads.
  try_to("the simulations", [this] {
    if (simulations_) simulations_->stop();
  });
  end_engine();
  try_to("the listeners", [this] {
    server_.join();
    if (staff_server_) staff_server_->join();
  });
  try_to("the lease", [this] {
    auto* const lease = store_.lease();
    if (lease != nullptr && !reloads().go_on()) lease->release();
  });
  if (!reloads().go_on()) {
    spdlog::info("event=stopped drained={} sequence={} hash={:016x}", drained,
                 engine_.state().sequence(), engine_.state().hash());
  }
  guard_.keep();
  if (engine_.has_failed()) {
    ended_ = guard_.has_lost_records() ? exit_behind : exit_store;
  } else if ((drained || reloads().go_on()) && !io_failed_) {
    ended_ = exit_done;
  }
  return *ended_;
}

}  // namespace offpeak
