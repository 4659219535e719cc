#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include <pthread.h>
#include <spdlog/spdlog.h>

#include "api/security/keys.hpp"
#include "base/catch_all.hpp"
#include "base/quoted.hpp"
#include "config/load.hpp"
#include "demand/read_demand.hpp"
#include "main/commands.hpp"
#include "main/leader.hpp"
#include "main/log.hpp"
#include "main/process.hpp"
#include "main/serve_options.hpp"
#include "main/server_parts.hpp"
#include "main/signals.hpp"
#include "main/standby.hpp"
#include "main/store_address.hpp"
#include "main/study_setup.hpp"

namespace offpeak {
namespace {

int refuse(const std::string& what, int code) {
  spdlog::critical("event=not_served exit_code={} reason={}", code, base::quoted(what));
  return code;
}

void log_interruption(const std::string& reason) {
  if (reason.empty()) {
    spdlog::warn("event=store_resumed");
  } else {
    spdlog::error("event=store_interrupted reason={}", base::quoted(reason));
  }
}

int serve(ServerParts& parts) {
  const auto& may_lose = parts.service().may_lose;
  if (!may_lose.empty())
    spdlog::warn("event=durability_relaxed may_lose={}", base::quoted(may_lose));
  auto served = parts.prepare();
  if (served) served = parts.options().standby ? stand_by(parts) : lead(parts);
  const int code = parts.stop();
  return served ? code : refuse(served.error().message, served.error().code);
}

/// Of a city without such a file no model.
base::Result<demand::DemandResult> read_demand_beside(const std::string& city_file,
                                                      const config::City& city) {
  const auto file = demand_file("", city_file, city);
  if (!std::filesystem::exists(file)) return demand::DemandResult{};
  auto read = demand::read_demand(file, city);
  log_diagnostics(read.diagnostics);
  if (!read.model) return base::Fault{"the demand file has mistakes"};
  return read;
}

int run(const ServeArguments& arguments) {
  survive_failed_writes();
  keep_memory_private();
  const auto signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto options = check(arguments);
  if (!options) return refuse(options.error().message, exit_usage);
  const auto loaded = config::load_city(arguments.config);
  log_diagnostics(loaded.diagnostics);
  if (!loaded.city) return refuse("the configuration has mistakes", exit_usage);
  const auto demand = read_demand_beside(arguments.config, *loaded.city);
  if (!demand) return refuse(demand.error().message, exit_usage);
  const auto keys = security::load_or_make_keys(arguments.keys);
  if (!keys) return refuse(keys.error().message, exit_failed);
  const auto store = store::open_store(options->store, {.city = loaded.city->key,
                                                        .durability = options->durability,
                                                        .replicas = options->replicas,
                                                        .on_interruption = log_interruption});
  if (!store) return refuse(store.error().message, exit_store);
  const auto snapshots = (*store)->open_snapshots();
  if (!snapshots) return refuse(snapshots.error().message, exit_store);
  ServerParts parts{{.city = *loaded.city,
                     .online_rules = loaded.online ? &*loaded.online : nullptr,
                     .demand = demand->model ? &*demand->model : nullptr},
                    *options,
                    *keys,
                    **store,
                    **snapshots};
  return serve(parts);
}

}  // namespace

Command add_serve(CLI::App& app) {
  auto* parser = app.add_subcommand("serve", "Runs the server");
  auto arguments = std::make_shared<ServeArguments>();
  add_serve_options(*parser, *arguments);
  return {parser, [arguments] {
            forget_store_variable();
            start_log(arguments->log_level, arguments->log_format);
            const auto code = base::catch_all([&] { return run(*arguments); });
            return code ? *code : refuse(code.error().what, exit_failed);
          }};
}

}  // namespace offpeak
