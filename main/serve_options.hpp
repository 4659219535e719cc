// The checked options of `offpeak serve`.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "api/http/server.hpp"
#include "base/result.hpp"
#include "outbox/endpoint.hpp"
#include "scheduler/engine/clock.hpp"
#include "scheduler/engine/shadow.hpp"
#include "store/store.hpp"

namespace CLI {
class App;
}

namespace offpeak {

/// As written on the command line.
struct ServeArguments {
  std::string config = "config/hangzhou.yaml";
  std::string store = "sqlite:var/offpeak.db";
  std::string listen = "127.0.0.1:8080";
  std::string staff_listen;
  std::string public_url;
  std::vector<std::string> trusted_proxies;
  bool proxy_protocol = false;
  std::vector<std::string> allowed_origins;
  std::string clock;
  std::string keys = "var/keys";
  std::string state = "var/state";
  std::string accepted_changes;
  std::string accepted_loss;
  std::vector<std::string> webhooks;
  std::string auth = "jwt";
  std::string assets;
  std::string simulations = "var/simulations";
  std::string log_level = "info";
  std::string log_format = "text";
  std::string durability = "strict";
  std::uint32_t replicas = 0;
  std::string forecasts = "on";
  unsigned threads = 0;
  bool standby = false;
  std::uint64_t snapshot_events = engine::SnapshotPolicy{}.events;
  std::uint64_t snapshot_minutes = 15;
  std::string trim_journal = "on";
  std::string audit = "var/audit";
  std::string archive;
  std::uint64_t archive_days = 365;
};

void add_serve_options(CLI::App& parser, ServeArguments& arguments);

struct ServeOptions {
  std::string store;
  std::string keys;
  std::string state;  // the folder of marks of what was acknowledged to a Redis
  std::optional<std::uint64_t> accepted_changes;  // of the configuration, by their digest
  std::optional<std::uint64_t> accepted_loss;     // where the store ends; none: no loss is accepted
  std::vector<outbox::NamedEndpoint> webhooks;
  std::string assets;
  std::string config;       // the city's file, for simulations
  std::string simulations;  // the folder where they are kept; empty: nowhere
  http::ListenAddress listen;
  /// A listener of their own for clerks, kiosks, planners and administrators; none: they share.
  std::optional<http::ListenAddress> staff_listen;
  std::string public_url;  // no slash at its end; empty: not known
  http::TrustedProxies proxies;
  std::vector<std::string> allowed_origins;
  engine::Clock clock;
  bool clock_is_stepped = false;  // by lines of standard input
  engine::SnapshotPolicy snapshots;
  bool trim_journal = true;          // behind the snapshots that are kept
  std::filesystem::path audit;       // the folder of the audit trail, when it trims
  std::filesystem::path archive;     // the folder that gets what is trimmed; empty: none does
  std::chrono::days archive_days{};  // how long it stays there; 0: for good
  store::Durability durability = store::Durability::strict;
  std::uint32_t replicas = 0;
  unsigned threads = 1;
  bool forecasts = true;  // where the city has a demand file
  bool demo = false;
  bool standby = false;
};

/// The options, or which argument is wrong and why.
base::Result<ServeOptions> check(const ServeArguments& arguments);

}  // namespace offpeak
