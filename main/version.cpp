// What this program is, and which stores it writes.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "api/version.hpp"
#include "main/commands.hpp"
#include "store/record.hpp"
#include "store/snapshot_chunk.hpp"

namespace offpeak {
namespace {

/// One line of `name value` each.
std::string version_lines() {
  std::string lines = "offpeak " + std::string{api::version} + "\n";
  const std::string commit = OFFPEAK_COMMIT;
  if (!commit.empty()) lines += "commit " + commit + '\n';
  return lines + "compiler " + std::string{api::compiler} + "\njournal format " +
         std::to_string(store::record_version) + "\nsnapshot format " +
         std::to_string(store::snapshot_version) + '\n';
}

}  // namespace

Command add_version(CLI::App& app) {
  auto lines = version_lines();
  lines.pop_back();  // the flag ends the last line itself
  app.set_version_flag("--version", lines, "What this is");
  auto* parser =
      app.add_subcommand("version", "What this is, and which formats of stores it writes");
  return {parser, [] {
            std::cout << version_lines();
            return exit_done;
          }};
}

}  // namespace offpeak
