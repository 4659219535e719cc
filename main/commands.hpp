// The subcommands. Each adds itself to the command line and returns the function that runs it.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace offpeak {

/// Exit codes of every subcommand.
enum ExitCode : int {
  exit_done = 0,
  exit_failed = 1,
  exit_usage = 2,
  exit_store = 3,
  exit_behind = 4,  // the store lacks what this server has acknowledged or followed
};

/// Runs a parsed subcommand; returns the exit code.
using Run = std::function<int()>;

struct Command {
  CLI::App* parser;
  Run run;
};

Command add_serve(CLI::App& app);
Command add_archive(CLI::App& app);
Command add_audit(CLI::App& app);
Command add_backup(CLI::App& app);
Command add_check_config(CLI::App& app);
Command add_copy(CLI::App& app);
Command add_export(CLI::App& app);
Command add_fit(CLI::App& app);
Command add_inspect(CLI::App& app);
Command add_keys(CLI::App& app);
Command add_manual(CLI::App& app);
Command add_plan(CLI::App& app);
Command add_restore(CLI::App& app);
Command add_simulate(CLI::App& app);
Command add_token(CLI::App& app);
Command add_version(CLI::App& app);

}  // namespace offpeak
