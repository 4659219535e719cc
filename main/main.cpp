#include <CLI/CLI.hpp>
#include <iostream>
#include <vector>

#include "base/catch_all.hpp"
#include "main/commands.hpp"

namespace offpeak {

namespace {

/// What a command came to: what it printed counts as done only once standard output has taken it.
int exit_code(const Command& command) {
  const auto code = base::catch_all(command.run);
  if (!code) {
    std::cerr << "offpeak: " << code.error().what << '\n';
    return exit_failed;
  }
  if (*code != exit_done || std::cout.flush()) return *code;
  std::cerr << "offpeak: not all could be written to standard output\n";
  return exit_failed;
}

}  // namespace
}  // namespace offpeak

int main(int argc, char** argv) {
  CLI::App app{"Appointments and queues for a city's entry-exit halls", "offpeak"};
  app.require_subcommand(1);
  const std::vector<offpeak::Command> commands{
      offpeak::add_serve(app),    offpeak::add_archive(app),      offpeak::add_audit(app),
      offpeak::add_backup(app),   offpeak::add_check_config(app), offpeak::add_copy(app),
      offpeak::add_export(app),   offpeak::add_fit(app),          offpeak::add_inspect(app),
      offpeak::add_keys(app),     offpeak::add_plan(app),         offpeak::add_restore(app),
      offpeak::add_simulate(app), offpeak::add_token(app),        offpeak::add_manual(app),
      offpeak::add_version(app),
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? offpeak::exit_done : offpeak::exit_usage;
  }
  for (const auto& command : commands) {
    if (command.parser->parsed()) return offpeak::exit_code(command);
  }
  return offpeak::exit_usage;
}
