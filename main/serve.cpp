#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include <pthread.h>
#include <spdlog/spdlog.h>

#include "api/security/keys.hpp"
#include "base/catch_all.hpp"
#include "base/quoted.hpp"
#include "main/city_files.hpp"
#include "main/commands.hpp"
#include "main/leader.hpp"
#include "main/log.hpp"
#include "main/process.hpp"
#include "main/serve_options.hpp"
#include "main/server_parts.hpp"
#include "main/signals.hpp"
#include "main/standby.hpp"
#include "main/store_address.hpp"

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

/// One configuration's time. `is_leading`: as whoever holds the lease, and is so at the end.
Step serve_once(Lasting& lasting, bool& is_leading, int& code) {
  ServerParts parts{lasting};
  const auto& may_lose = parts.service().may_lose;
  if (!may_lose.empty())
    spdlog::warn("event=durability_relaxed may_lose={}", base::quoted(may_lose));
  auto served = parts.prepare();
  const bool stands_by = lasting.options.standby && !is_leading;
  if (served) served = stands_by ? stand_by(parts) : lead(parts);
  code = parts.stop();
  is_leading = parts.engine().is_leading();
  return served;
}

int serve(Lasting& lasting) {
  bool is_leading = false;
  for (;;) {
    int code = exit_done;
    const auto served = serve_once(lasting, is_leading, code);
    if (!served && !lasting.reloads.turn_back(served.error().message)) {
      return refuse(served.error().message, served.error().code);
    }
    if (!served) continue;
    if (code != exit_done || !lasting.reloads.is_due()) return code;
    lasting.reloads.turn();
  }
}

int run(const ServeArguments& arguments) {
  survive_failed_writes();
  keep_memory_private();
  const auto signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto options = check(arguments);
  if (!options) return refuse(options.error().message, exit_usage);
  auto city = read_city_files(arguments.config);
  log_diagnostics(city.diagnostics);
  if (!city.files) return refuse("the configuration has mistakes", exit_usage);
  const auto keys = security::load_or_make_keys(arguments.keys);
  if (!keys) return refuse(keys.error().message, exit_failed);
  const auto store = store::open_store(options->store, {.city = city.files->city.key,
                                                        .durability = options->durability,
                                                        .replicas = options->replicas,
                                                        .on_interruption = log_interruption});
  if (!store) return refuse(store.error().message, exit_store);
  const auto snapshots = (*store)->open_snapshots();
  if (!snapshots) return refuse(snapshots.error().message, exit_store);
  Lasting lasting{*options, *keys, **store, **snapshots, std::move(city.files)};
  return serve(lasting);
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
