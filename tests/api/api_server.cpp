#include "tests/api/api_server.hpp"

#include <mutex>
#include <optional>
#include <stdexcept>

#include "api/app.hpp"
#include "api/planner/simulation_request.hpp"
#include "api/security/tokens.hpp"
#include "api/web/static_files.hpp"
#include "config/load.hpp"
#include "demand/read_demand.hpp"
#include "guide/live/guide.hpp"
#include "store/sqlite/journal.hpp"
#include "tests/api/security/support.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/identity_numbers.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::testing {
namespace {

using std::chrono::hours;

constexpr std::size_t limiter_cells = 4096;
constexpr std::chrono::seconds drain_time_max{20};

/// Read and compressed once for all servers: it takes longer than most tests.
const api::StaticFiles& static_files() {
  static const api::StaticFiles files{source_path()};
  return files;
}

config::Instant instant(const std::string& text) {
  const auto parsed = config::parse_instant(text);
  if (!parsed) throw std::invalid_argument{"not a time: " + text};
  return *parsed;
}

const config::LoadResult& shipped() {
  static const config::LoadResult loaded = [] {
    auto result = config::load_city(testing::source_path("config/hangzhou.yaml"));
    if (!result.online) throw std::runtime_error{"config/hangzhou.yaml has mistakes"};
    return result;
  }();
  return loaded;
}

const demand::DemandModel& shipped_demand() {
  static const auto read =
      demand::read_demand(testing::source_path("config/demand/hangzhou.yaml"), hangzhou());
  if (!read.model) throw std::runtime_error{"config/demand/hangzhou.yaml has mistakes"};
  return *read.model;
}

scheduler::CitizenKey key_of(const security::Keys& keys, std::uint64_t n) {
  const auto today = config::make_date(2026, 6, 13);
  const auto number =
      security::IdNumber::parse(security::IdType::resident, resident_number(n), today);
  if (!number) throw std::logic_error{"the tests' identity numbers are wrong"};
  return security::citizen_key(keys, *number);
}

std::string issue(const security::Keys& keys, const security::TokenRequest& request,
                  hours ago = hours{0}) {
  const auto token =
      security::issue_token(keys, request, engine::Clock::real_now() - ago, hours{1});
  if (!token) throw std::invalid_argument{"no such token"};
  return *token;
}

security::TokenRequest for_citizen(const security::Keys& keys, std::uint64_t n) {
  return {scheduler::Role::citizen, key_of(keys, n), "", {}};
}

}  // namespace

const config::City& hangzhou() { return *shipped().city; }
const config::OnlineRules& hangzhou_online() { return *shipped().online; }

config::City city_with_slots_of(int minutes) {
  config::City city = hangzhou();
  auto& hall = city.halls.front();
  hall.rules.walk_in_reserve_percent = 0;
  hall.rules.release = {{.days_before = {}, .at = {}, .share_percent = 100}};
  hall.lane_percent[static_cast<std::size_t>(city.find_lane("documents")->code)] =
      minutes * 100 / hall.rules.slot_minutes;
  return city;
}

/// One life of the server, in the order of main/serve.cpp.
struct ApiServer::Running {
  Running(const ApiServerOptions& options, store::Journal& journal, const security::Keys& keys,
          const std::string& now)
      : clock{instant(now), 0},
        engine{options.city,
               clock,
               {.ring_capacity = options.ring_capacity},
               {[this](const std::string& reason) {
                 const std::lock_guard lock{failure_mutex};
                 failure = reason;
               }}},
        resources{.city = options.city,
                  .engine = engine,
                  .clock = clock,
                  .keys = keys,
                  .issuers = issuers,
                  .files = static_files(),
                  .store = journal.description(),
                  .may_lose = options.may_lose,
                  .auth = options.demo_authentication ? api::Auth::demo : api::Auth::jwt,
                  .origins = api::SharedOrigins{options.allowed_origins},
                  .online_rules = options.online_rules,
                  .addresses{limiter_cells, engine::Clock::real_now()},
                  .readers{limiter_cells, engine::Clock::real_now()},
                  .citizens{limiter_cells, engine::Clock::real_now()},
                  .bad_tokens{limiter_cells, engine::Clock::real_now()},
                  .metrics{},
                  .phase{api::Phase::starting}} {
    if (!options.simulations.worker.empty()) {
      auto manager = options.simulations;
      manager.now = [this] { return clock.now(); };
      simulations.emplace(std::move(manager));
    }
    if (simulations) resources.simulations = &*simulations;
    resources.assets = options.assets;
    if (options.forecasts) guide.emplace(options.city, shipped_demand(), clock, engine);
    if (guide) resources.guide = &*guide;
    const auto from = rebuild(options, journal);
    if (engine.state().last_at() > clock.now()) throw std::logic_error{"the clock went back"};
    for (unsigned i = 0; i < options.threads; ++i) {
      resources.metrics.push_back(std::make_unique<api::ThreadMetrics>());
    }
    http::ServerOptions server_options;
    server_options.listen.port = 0;
    server_options.threads = options.threads;
    server_options.limits = options.limits;
    server_options.proxies = options.proxies;
    resources.listeners = {&server};
    server.start(server_options,
                 [&](http::IoThread& io) { return std::make_unique<api::App>(resources, io); });
    if (options.before_start) options.before_start(engine);
    if (simulations) start_simulations();
    if (options.follower != nullptr) {
      engine.follow(*options.follower, from);
    } else {
      if (guide) guide->remember(engine.state());
      engine.lead(journal);
      if (guide) guide->start();
      if (guide) guide->await_rest();
    }
    resources.phase = api::Phase::ready;
  }

  /// Up to where the state has the journal. A standby begins with nothing.
  store::ChainPosition rebuild(const ApiServerOptions& options, store::Journal& journal) {
    if (options.follower != nullptr) return {};
    const auto recovery = engine.recover(journal);
    if (!recovery) throw std::runtime_error{"recovery: " + recovery.error().message};
    return recovery->replay.end;
  }

  void start_simulations() {
    const auto started = simulations->start();
    if (!started) throw std::runtime_error{started.error().message};
  }

  ~Running() {
    resources.phase = api::Phase::stopping;
    server.drain(std::chrono::steady_clock::now() + drain_time_max);
    if (simulations) simulations->stop();
    if (guide) guide->stop();
    engine.stop();
    server.join();
  }

  engine::Clock clock;
  security::IssuerBook issuers;
  std::mutex failure_mutex;
  std::string failure;
  engine::Engine engine;
  std::optional<jobs::JobManager> simulations;
  std::optional<guide::Guide> guide;
  api::SharedResources resources;
  http::Server server;
};

struct ApiServer::Parts {
  ApiServerOptions options;
  store::tests::TemporaryDirectory directory;
  security::Keys keys = counting_keys();
  std::unique_ptr<store::Journal> own_journal;
  std::optional<Running> running;
};

ApiServer::ApiServer(ApiServerOptions options)
    : parts_{std::make_unique<Parts>(std::move(options))} {
  auto& simulations = parts_->options.simulations;
  simulations.read_request = api::read_kept_request;
  if (simulations.folder.empty()) simulations.folder = parts_->directory / "simulations";
  start(parts_->options.now);
}

ApiServer::~ApiServer() { stop(); }

void ApiServer::start(const std::string& now) {
  store::Journal* journal = parts_->options.journal;
  if (journal == nullptr) {
    auto opened = store::SqliteJournal::open(parts_->directory / "offpeak.db");
    if (!opened) throw std::runtime_error{opened.error().message};
    parts_->own_journal = *std::move(opened);
    journal = parts_->own_journal.get();
  }
  parts_->running.emplace(parts_->options, *journal, parts_->keys, now);
}

void ApiServer::stop() {
  parts_->running.reset();
  parts_->own_journal.reset();
}

void ApiServer::restart_at(const std::string& now) {
  stop();
  start(now);
}

void ApiServer::move_clock(const std::string& to) {
  parts_->running->clock.move_to(instant(to));
  engine().await_rest();
  if (auto& guide = parts_->running->guide) guide->await_rest();
}

std::uint16_t ApiServer::port() const { return parts_->running->server.port(); }
engine::Engine& ApiServer::engine() { return parts_->running->engine; }
api::SharedResources& ApiServer::resources() { return parts_->running->resources; }
const config::City& ApiServer::city() const { return parts_->options.city; }

std::string ApiServer::failure() const {
  const std::lock_guard lock{parts_->running->failure_mutex};
  return parts_->running->failure;
}

std::string ApiServer::citizen(std::uint64_t n) const {
  return issue(parts_->keys, for_citizen(parts_->keys, n));
}

std::string ApiServer::token(scheduler::Role role, std::uint32_t hall,
                             const std::string& name) const {
  return issue(parts_->keys, {role, {}, name, config::HallCode{hall}});
}

std::string ApiServer::expired_citizen(std::uint64_t n) const {
  return issue(parts_->keys, for_citizen(parts_->keys, n), hours{2});
}

std::string ApiServer::forged_citizen(std::uint64_t n) const {
  return issue(counting_keys(100), for_citizen(parts_->keys, n));
}

}  // namespace offpeak::testing
