#include <signal.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <thread>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "api/app.hpp"
#include "api/slot_id.hpp"
#include "api/trust/tokens.hpp"
#include "api/version.hpp"
#include "config/load.hpp"
#include "main/commands.hpp"
#include "store/uri.hpp"

namespace offpeak {
namespace {

struct ServeArguments {
  std::string config = "config/hangzhou.yaml";
  std::string store = "sqlite:var/offpeak.db";
  std::string listen = "127.0.0.1:8080";
  std::string clock;
  std::string keys = "var/keys";
  std::string auth = "jwt";
  std::string assets = OFFPEAK_ASSETS;
  std::string log_level = "info";
  unsigned threads = 0;
};

/// Replies under way at a stop get this long.
constexpr std::chrono::seconds drain_time_max{20};
/// Cells of a request limiter; four for each caller expected at a time.
constexpr std::size_t limiter_cells = std::size_t{1} << 18;
/// The system's clock may be this much behind the store's last event.
constexpr std::chrono::minutes clock_behind_max{5};

int refuse(const std::string& what, int code = exit_usage) {
  std::cerr << "offpeak serve: " << what << '\n';
  return code;
}

/// "2026-06-13T08:00:00+08:00" or the same with "@60".
std::optional<engine::Clock> parse_clock(const std::string& text) {
  if (text.empty()) return engine::Clock{};
  const auto at = text.find('@');
  const auto start = config::parse_instant(std::string_view{text}.substr(0, at));
  double speed = 1;
  if (at != std::string::npos) {
    const char* const end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data() + at + 1, end, speed);
    if (error != std::errc{} || parsed != end) return std::nullopt;
  }
  if (!start || !(speed >= 0 && speed <= engine::Clock::speed_max)) return std::nullopt;
  return engine::Clock{*start, speed};
}

std::optional<api::ListenAddress> parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  api::ListenAddress address;
  address.host = text.substr(0, colon);
  if (address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (error != std::errc{} || parsed != end) return std::nullopt;
  return address;
}

bool is_loopback(const std::string& host) { return host.starts_with("127.") || host == "::1"; }

/// One I/O thread per core that the writer and the journal thread leave over, at least one.
unsigned thread_count(unsigned wanted) {
  if (wanted > 0) return wanted;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores > 3 ? cores - 2 : 1;
}

void start_log(const std::string& level) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("offpeak"));
  spdlog::set_pattern("time=%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
  spdlog::set_level(spdlog::level::from_str(level));
}

/// Signals that end the server; blocked in every thread, taken by `wait_for_stop`.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

void print_welcome(const std::string& address, const api::Keys& keys, const config::City& city,
                   bool demo) {
  std::cout << "offpeak " << api::version << " serves " << city.name.en << " at " << address
            << "\n  description " << address << "/docs\n  readiness   " << address << "/readyz\n";
  if (!demo) {
    std::cout << std::flush;
    return;
  }
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
  std::cout << std::flush;
}

void log_recovery(const engine::Recovery& recovery, const std::string& store) {
  spdlog::info(
      "event=recovered store=\"{}\" batches={} events={} sequence={} appointments={} citizens={} "
      "slots={} hash={:016x} milliseconds={}",
      store, recovery.replay.batches, recovery.replay.events, recovery.replay.last_sequence,
      recovery.counts.appointments, recovery.counts.citizens, recovery.counts.slots, recovery.hash,
      recovery.took.count());
}

/// Everything that runs, in the order in which it is wired; ends at a signal or a journal error.
int serve(const ServeArguments& arguments, const config::City& city, store::Journal& journal,
          const api::Keys& keys, engine::Clock& clock, const api::ListenAddress& listen) {
  const bool demo = arguments.auth == "demo";
  const auto stop_server = [](const std::string& reason) {
    spdlog::critical("event=journal_failed reason=\"{}\"", reason);
    kill(getpid(), SIGTERM);
  };
  engine::Engine engine{city, journal, clock, {}, stop_server};
  const auto recovery = engine.recover();
  if (!recovery)
    return refuse("the store cannot be replayed: " + recovery.error().message, exit_store);
  log_recovery(*recovery, journal.description());
  const auto last = engine.state().last_at();
  if (!clock.is_demonstration() && last > clock.now() + clock_behind_max) {
    return refuse("the store's last event is at " + config::format_instant(last) +
                  ", which this clock has not reached: set the clock, or use another --store");
  }
  if (clock.is_demonstration() && last > clock.now()) {
    spdlog::warn("event=clock_moved reason=\"the store has events up to then\" now={}",
                 config::format_instant(last));
    clock.not_before(last);
  }

  const api::StaticFiles files{arguments.assets};
  const unsigned threads = thread_count(arguments.threads);
  const auto real_now = engine::Clock::real_now();
  api::Service service{.city = city,
                       .engine = engine,
                       .clock = clock,
                       .keys = keys,
                       .files = files,
                       .store = journal.description(),
                       .auth = demo ? api::Auth::demo : api::Auth::jwt,
                       .addresses{limiter_cells, real_now},
                       .citizens{limiter_cells, real_now},
                       .metrics{},
                       .phase{api::Phase::starting}};
  for (unsigned i = 0; i < threads; ++i) {
    service.metrics.push_back(std::make_unique<api::ThreadMetrics>());
  }
  api::Server server;
  api::ServerOptions options;
  options.listen = listen;
  options.threads = threads;
  try {
    server.start(options,
                 [&](api::IoThread& io) { return std::make_unique<api::App>(service, io); });
  } catch (const std::system_error& error) {
    return refuse("cannot listen on " + arguments.listen + ": " + error.what(), exit_failed);
  }
  engine.start();
  service.phase = api::Phase::ready;
  print_welcome("http://" + listen.host + ":" + std::to_string(server.port()), keys, city, demo);

  const auto signals = stop_signals();
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("event=stopping signal={}", signal);
  service.phase = api::Phase::stopping;
  const bool drained = server.drain(std::chrono::steady_clock::now() + drain_time_max);
  engine.stop();
  server.join();
  spdlog::info("event=stopped drained={} sequence={} hash={:016x}", drained,
               engine.state().sequence(), engine.state().hash());
  if (engine.has_failed()) return exit_store;
  return drained ? exit_done : exit_failed;
}

int run(const ServeArguments& arguments) {
  start_log(arguments.log_level);
  const auto signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  if (arguments.auth != "demo" && arguments.auth != "jwt")
    return refuse("--auth must be demo or jwt");
  const auto listen = parse_listen(arguments.listen);
  if (!listen) return refuse("--listen must be address:port, such as 127.0.0.1:8080");
  if (arguments.auth == "demo" && !is_loopback(listen->host)) {
    return refuse(
        "--auth demo gives a token to whoever asks: it listens on 127.0.0.1 or [::1] only");
  }
  auto clock = parse_clock(arguments.clock);
  if (!clock) return refuse("--clock must be like 2026-06-13T08:00:00+08:00 or the same with @60");

  const auto loaded = config::load_city(arguments.config);
  for (const auto& diagnostic : loaded.diagnostics) {
    std::cerr << config::format(diagnostic) << '\n';
  }
  if (!loaded.city) return refuse("the configuration has mistakes");
  const auto keys = api::load_or_make_keys(arguments.keys);
  if (!keys) return refuse(keys.error().message, exit_failed);
  const auto journal = store::open_journal(arguments.store);
  if (!journal) return refuse(journal.error().message, exit_store);
  return serve(arguments, *loaded.city, **journal, *keys, *clock, *listen);
}

}  // namespace

Command add_serve(CLI::App& app) {
  auto* parser = app.add_subcommand("serve", "Runs the server");
  auto arguments = std::make_shared<ServeArguments>();
  parser->add_option("--config", arguments->config, "the city's file");
  parser->add_option("--store", arguments->store, "sqlite:PATH");
  parser->add_option("--listen", arguments->listen, "address:port");
  parser->add_option("--threads", arguments->threads, "I/O threads; 0: by the number of cores")
      ->check(CLI::Range(0, 256));
  parser->add_option("--clock", arguments->clock,
                     "for demonstrations: starts at this time, @60 runs at 60 times real speed");
  parser->add_option("--keys", arguments->keys, "folder of the token key and the citizen key");
  parser->add_option("--auth", arguments->auth, "demo (loopback only) or jwt");
  parser->add_option("--assets", arguments->assets, "folder with api/openapi.yaml and web/");
  parser->add_option("--log-level", arguments->log_level, "debug (every reply), info, warn, error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace offpeak
