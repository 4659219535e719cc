#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "config/load.hpp"
#include "main/commands.hpp"

namespace offpeak {

Command add_check_config(CLI::App& app) {
  auto* parser = app.add_subcommand("check-config", "Names every mistake of a city's file");
  auto file = std::make_shared<std::string>();
  parser->add_option("file", *file, "the city's YAML file")->required();
  return {parser, [file] {
            const auto result = config::load_city(*file);
            for (const auto& diagnostic : result.diagnostics) {
              std::cerr << config::format(diagnostic) << '\n';
            }
            if (!result.city) return static_cast<int>(exit_usage);
            const auto& city = *result.city;
            std::cout << *file << ": good: " << city.halls.size() << " halls, " << city.lanes.size()
                      << " lanes, " << city.services.size() << " services\n";
            for (const auto& mark : result.synthetic) {
              std::cout << "  synthetic: " << mark.path << " (" << mark.places << " places)\n";
            }
            return static_cast<int>(exit_done);
          }};
}

}  // namespace offpeak
