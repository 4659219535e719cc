#include "main/serve_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

#include "api/shared_origins.hpp"
#include "base/hex16.hpp"
#include "base/loopback.hpp"
#include "base/number.hpp"
#include "main/assets.hpp"
#include "main/number_check.hpp"
#include "main/store_address.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak {
namespace {

constexpr std::uint64_t snapshot_events_max = 1'000'000'000'000;
constexpr std::uint64_t snapshot_minutes_max = 7 * 24 * 60;
constexpr std::uint64_t archive_days_max = 36'500;
constexpr std::uint32_t replicas_max = 16;

constexpr std::string_view stepped = "@step";

/// A moment whose day the core can name.
std::optional<config::Instant> parse_start(std::string_view text) {
  const auto start = config::parse_instant(text);
  return start && scheduler::has_keys(config::date_of(*start)) ? start : std::nullopt;
}

/// "2026-06-13T08:00:00+08:00" or the same with "@60".
std::optional<engine::Clock> parse_clock(const std::string& text) {
  if (text.empty()) return engine::Clock{};
  const auto at = text.find('@');
  const auto start = parse_start(std::string_view{text}.substr(0, at));
  const auto speed = at == std::string::npos
                         ? std::optional{1.0}
                         : base::parse_number<double>(std::string_view{text}.substr(at + 1));
  if (!start || !speed || !(*speed >= 0 && *speed <= engine::Clock::speed_max)) return std::nullopt;
  return engine::Clock{*start, *speed};
}

/// "2026-06-13T08:00:00+08:00@step"
std::optional<engine::Clock> parse_standing_clock(std::string_view text) {
  text.remove_suffix(stepped.size());
  const auto start = parse_start(text);
  if (!start) return std::nullopt;
  return engine::Clock{*start, 0};
}

std::optional<http::ListenAddress> parse_listen(const std::string& text) {
  constexpr std::string_view unix_prefix = "unix:";
  http::ListenAddress address;
  if (text.starts_with(unix_prefix)) {
    address.path = text.substr(unix_prefix.size());
    return address.path.empty() ? std::nullopt : std::optional{address};
  }
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  address.host = text.substr(0, colon);
  if (address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  const auto port = base::parse_number<std::uint16_t>(std::string_view{text}.substr(colon + 1));
  if (!port) return std::nullopt;
  address.port = *port;
  return address;
}

/// Its end without a slash, so that a path of the server can follow.
std::optional<std::string> parse_public_url(std::string url) {
  if (url.empty()) return url;
  if (!outbox::parse_endpoint(url) || url.find_first_of("?#") != std::string::npos) {
    return std::nullopt;
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool is_of_this_machine(const http::ListenAddress& address) {
  return !address.path.empty() || base::is_loopback_address(address.host);
}

base::Result<http::TrustedProxies> trusted_proxies(const ServeArguments& arguments) {
  http::TrustedProxies proxies{.networks = {}, .use_proxy_protocol = arguments.proxy_protocol};
  for (const auto& text : arguments.trusted_proxies) {
    const auto network = http::parse_network(text);
    if (!network) {
      return base::Fault{"--trusted-proxy " + text +
                         " must be an address or a network, such as 10.0.0.0/8, or unix:"};
    }
    proxies.networks.push_back(*network);
  }
  if (proxies.use_proxy_protocol && proxies.networks.empty()) {
    return base::Fault{
        "--proxy-protocol says how trusted proxies speak: name them by "
        "--trusted-proxy"};
  }
  return proxies;
}

/// "https://…", or the same after "crm=". What is wrong is told without the address, which may hold
/// a secret.
base::Result<outbox::NamedEndpoint> named_endpoint(std::string_view text) {
  outbox::NamedEndpoint named;
  const auto equals = text.find('=');
  if (equals < text.find(':')) {
    named.name = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    if (!outbox::is_endpoint_name(named.name)) {
      return base::Fault{
          "--webhook NAME=URL: the name must be 1 to 32 lower-case letters, digits and hyphens"};
    }
  }
  const auto endpoint = outbox::parse_endpoint(text);
  if (!endpoint) {
    return base::Fault{"--webhook (" + named.name +
                       ") must be https://host[:port]/path, or NAME= and the same; plain http only "
                       "to this machine"};
  }
  named.endpoint = *endpoint;
  return named;
}

base::Result<std::vector<outbox::NamedEndpoint>> named_endpoints(
    const std::vector<std::string>& texts) {
  std::vector<outbox::NamedEndpoint> all;
  for (const auto& text : texts) {
    if (text.empty()) continue;
    auto named = named_endpoint(text);
    if (!named) return named.error();
    if (std::ranges::find(all, named->name, &outbox::NamedEndpoint::name) != all.end()) {
      return base::Fault{"--webhook (" + named->name +
                         ") is given twice: all but one have a name of their own, as NAME=URL"};
    }
    all.push_back(std::move(*named));
  }
  if (all.size() > outbox::endpoints_max) {
    return base::Fault{"--webhook: at most " + std::to_string(outbox::endpoints_max) +
                       " may be given"};
  }
  return all;
}

bool is_same_folder(const std::filesystem::path& one, const std::filesystem::path& other) {
  if (one.empty() || other.empty()) return false;
  // With a last slash, whether it was given or not.
  const auto form = [](const std::filesystem::path& path) {
    return (std::filesystem::absolute(path) / "").lexically_normal();
  };
  return form(one) == form(other);
}

/// One I/O thread per core that the writer and the journal thread leave over, at least one.
unsigned thread_count(unsigned wanted) {
  if (wanted > 0) return wanted;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores > 3 ? cores - 2 : 1;
}

}  // namespace

void add_serve_options(CLI::App& parser, ServeArguments& arguments) {
  parser.option_defaults()->always_capture_default();
  parser.add_option("--config", arguments.config, "the city's file");
  parser
      .add_option("--store", arguments.store,
                  "sqlite:PATH, redis://[user:password@]host[:port][,host[:port]...][/db] or "
                  "redis+unix://[user:password@]/path[?db=N]; @FILE: as the file says; without "
                  "this option as the environment's OFFPEAK_STORE says")
      ->envname(store_variable);
  parser
      .add_option("--durability", arguments.durability,
                  "strict: refuse a store that may lose what was acknowledged; relaxed: accept it")
      ->check(CLI::IsMember({"strict", "relaxed"}));
  parser
      .add_option("--replicas", arguments.replicas,
                  "acknowledge only what so many replicas of the Redis have too")
      ->check(whole_number(std::uint32_t{0}, replicas_max));
  parser.add_flag("--standby", arguments.standby,
                  "follow the server that leads, answer questions, take over when it is gone");
  parser
      .add_option("--snapshot-events", arguments.snapshot_events,
                  "a snapshot after so many events; 0: not for this reason")
      ->check(whole_number(std::uint64_t{0}, snapshot_events_max));
  parser
      .add_option("--snapshot-minutes", arguments.snapshot_minutes,
                  "a snapshot after so many minutes; 0: not for this reason")
      ->check(whole_number(std::uint64_t{0}, snapshot_minutes_max));
  parser
      .add_option("--trim-journal", arguments.trim_journal,
                  "on: events before the older of the two snapshots are erased, so that what was "
                  "deleted is gone; off: all events stay for good")
      ->check(CLI::IsMember({"on", "off"}));
  parser.add_option("--audit", arguments.audit,
                    "folder of the audit trail: gets who acted for others, encrypted with "
                    "archive.key, before events are erased; kept as the city's "
                    "retention.audit_days says");
  parser.add_option("--archive", arguments.archive,
                    "folder that gets events, encrypted with archive.key, before they are erased; "
                    "empty: they are gone");
  parser
      .add_option("--archive-days", arguments.archive_days,
                  "how long events stay in the archive; 0: for good")
      ->check(whole_number(std::uint64_t{0}, archive_days_max));
  parser.add_option("--listen", arguments.listen, "address:port or unix:PATH");
  parser.add_option(
      "--staff-listen", arguments.staff_listen,
      "address:port or unix:PATH of the routes for clerks, kiosks, planners and administrators, "
      "which then are not at --listen; empty: one listener for everybody");
  parser.add_option("--trusted-proxy", arguments.trusted_proxies,
                    "addresses or networks (10.0.0.0/8; unix: for who comes over a Unix socket) of "
                    "proxies that say who their clients are, in Forwarded or X-Forwarded-For");
  parser.add_flag("--proxy-protocol", arguments.proxy_protocol,
                  "trusted proxies say so in the PROXY protocol, version 2, and only there");
  parser.add_option("--allow-origin", arguments.allowed_origins,
                    "origins (https://city.example) whose web pages may read what is published; "
                    "'*': all");
  parser.add_option("--public-url", arguments.public_url,
                    "where citizens reach this server, for links in calendar files and codes of "
                    "pages, such as https://offpeak.example; empty: there are no links, and "
                    "pages use the address at which they were opened");
  parser.add_option("--threads", arguments.threads, "I/O threads; 0: by the number of cores")
      ->check(whole_number(0, 256));
  parser.add_option("--clock", arguments.clock,
                    "for demonstrations: starts at this time, @60 runs at 60 times real speed, "
                    "@step stands still until a line of standard input says a later time");
  parser.add_option("--keys", arguments.keys, "folder of the token key and the citizen key");
  parser.add_option("--state", arguments.state,
                    "folder where this machine keeps how far it has acknowledged and followed a "
                    "Redis; a SQLite file has that beside it");
  parser.add_option("--accept-changes", arguments.accepted_changes,
                    "what a changed configuration does to what is booked is meant: the digest that "
                    "the refusal and check-config --against name");
  parser.add_option("--accept-loss-up-to", arguments.accepted_loss,
                    "the sequence at which a store ends that has lost records: go on from there "
                    "without them, once");
  parser.add_option("--webhook", arguments.webhooks,
                    "URLs that are told of bookings, reminders, calls and levels, each on its own; "
                    "all but one as NAME=URL; signed with webhook.key, webhook-NAME.key");
  parser.add_option("--auth", arguments.auth, "demo (loopback only) or jwt")
      ->check(CLI::IsMember({"demo", "jwt"}));
  parser.add_option("--simulations", arguments.simulations,
                    "folder where planners' simulations are kept; empty: there are none");
  parser
      .add_option("--forecasts", arguments.forecasts,
                  "on, or off: no guidance, and reserves for walk-ins stay as they are")
      ->check(CLI::IsMember({"on", "off"}));
  parser.add_option(
      "--assets", arguments.assets,
      "folder with api/openapi.yaml and web/; empty: the one that came with the program");
  parser.add_option("--log-level", arguments.log_level, "debug (every reply), info, warn, error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  parser
      .add_option("--log-format", arguments.log_format,
                  "text (key=value) or json (an object a line, with the same keys)")
      ->check(CLI::IsMember({"text", "json"}));
}

base::Result<ServeOptions> check(const ServeArguments& arguments) {
  const auto listen = parse_listen(arguments.listen);
  if (!listen) {
    return base::Fault{"--listen must be address:port, such as 127.0.0.1:8080, or unix:PATH"};
  }
  const bool is_demo = arguments.auth == "demo";
  if (is_demo && !is_of_this_machine(*listen)) {
    return base::Fault{
        "--auth demo gives a token to whoever asks: it listens on 127.0.0.1 or [::1] only"};
  }
  std::optional<http::ListenAddress> staff_listen;
  if (!arguments.staff_listen.empty()) {
    staff_listen = parse_listen(arguments.staff_listen);
    if (!staff_listen) {
      return base::Fault{
          "--staff-listen must be address:port, such as 127.0.0.1:8081, or unix:PATH"};
    }
    if (is_demo && !is_of_this_machine(*staff_listen)) {
      return base::Fault{
          "--auth demo prints tokens of every role: --staff-listen must be on 127.0.0.1 or [::1]"};
    }
  }
  const auto proxies = trusted_proxies(arguments);
  if (!proxies) return proxies.error();
  for (const auto& origin : arguments.allowed_origins) {
    if (api::is_origin(origin)) continue;
    return base::Fault{"--allow-origin " + origin +
                       " must be an origin as browsers write it, such as https://city.example, "
                       "without a path, or *"};
  }
  const bool clock_is_stepped = arguments.clock.ends_with(stepped);
  const auto clock =
      clock_is_stepped ? parse_standing_clock(arguments.clock) : parse_clock(arguments.clock);
  if (!clock) {
    return base::Fault{
        "--clock must be like 2026-06-13T08:00:00+08:00 or the same with @60 or @step"};
  }
  const auto public_url = parse_public_url(arguments.public_url);
  if (!public_url) {
    return base::Fault{
        "--public-url must be https://host[:port][/path]; plain http only for this machine"};
  }
  std::optional<std::uint64_t> accepted_loss;
  if (!arguments.accepted_loss.empty()) {
    accepted_loss = base::parse_number<std::uint64_t>(arguments.accepted_loss);
    if (!accepted_loss) {
      return base::Fault{"--accept-loss-up-to must be a sequence: the one that the refusal names"};
    }
  }
  std::optional<std::uint64_t> accepted_changes;
  if (!arguments.accepted_changes.empty()) {
    const auto digest = base::parse_hex16(arguments.accepted_changes);
    if (!digest) {
      return base::Fault{
          "--accept-changes must be 16 hexadecimal digits: the digest that the refusal names"};
    }
    accepted_changes = *digest;
  }
  const bool trims = arguments.trim_journal == "on";
  if (!trims && !arguments.archive.empty()) {
    return base::Fault{
        "--archive gets what is erased from the journal, and --trim-journal off erases nothing: "
        "leave out one of them"};
  }
  if (trims && arguments.audit.empty()) {
    return base::Fault{
        "--audit must name a folder: what is erased from the journal leaves its audit there"};
  }
  if (trims && is_same_folder(arguments.audit, arguments.archive)) {
    return base::Fault{
        "--audit and --archive are kept for different times: give each a folder of its own"};
  }
  auto store = store_address(arguments.store);
  if (!store) return base::Fault{"--store: " + store.error().message};
  const auto webhooks = named_endpoints(arguments.webhooks);
  if (!webhooks) return webhooks.error();
  ServeOptions options;
  options.public_url = *public_url;
  options.webhooks = *webhooks;
  options.store = *store;
  options.keys = arguments.keys;
  options.state = arguments.state;
  options.accepted_changes = accepted_changes;
  options.accepted_loss = accepted_loss;
  options.assets = assets_or_default(arguments.assets);
  options.config = arguments.config;
  options.simulations = arguments.simulations;
  options.listen = *listen;
  options.staff_listen = staff_listen;
  options.proxies = *proxies;
  options.allowed_origins = arguments.allowed_origins;
  options.clock = *clock;
  options.clock_is_stepped = clock_is_stepped;
  options.snapshots = {.events = arguments.snapshot_events,
                       .every = std::chrono::minutes{arguments.snapshot_minutes}};
  options.trim_journal = trims;
  options.audit = arguments.audit;
  options.archive = arguments.archive;
  options.archive_days = std::chrono::days{static_cast<int>(arguments.archive_days)};
  options.durability =
      arguments.durability == "relaxed" ? store::Durability::relaxed : store::Durability::strict;
  options.replicas = arguments.replicas;
  options.threads = thread_count(arguments.threads);
  options.forecasts = arguments.forecasts == "on";
  options.demo = is_demo;
  options.standby = arguments.standby;
  return options;
}

}  // namespace offpeak
