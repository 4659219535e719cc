#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "config/load.hpp"
#include "demand/read_demand.hpp"
#include "main/commands.hpp"
#include "scheduler/booking/party.hpp"
#include "scheduler/booking/span.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak {
namespace {

void show(const std::vector<config::Diagnostic>& diagnostics) {
  for (const auto& diagnostic : diagnostics) std::cerr << config::format(diagnostic) << '\n';
}

void show(const std::vector<config::SyntheticMark>& marks) {
  for (const auto& mark : marks) {
    std::cout << "  synthetic: " << mark.path << " (" << mark.places << " places)\n";
  }
}

/// Names the lanes whose slots are too small for the largest party that the hall permits: such a
/// party takes adjacent slots, or has none at all.
void show_large_parties(const config::City& city) {
  for (const auto& hall : city.halls) {
    for (const auto& lane : city.lanes) {
      const scheduler::SlotPlan slot{
          .hall = &hall, .capacity_minutes = scheduler::booking_capacity_minutes(hall, lane.code)};
      const int party = scheduler::largest_party_minutes(city, hall.rules, lane.code);
      const bool has_room = party <= slot.capacity_minutes;
      if (!lane.bookable || slot.capacity_minutes == 0 || has_room) continue;
      const int slots = scheduler::slots_needed(slot.capacity_minutes, party);
      std::cout << "  large parties: hall " << scheduler::format_hall(hall.code) << ", lane "
                << lane.key << ": " << party << " minutes for " << hall.rules.party_max
                << " people, " << slot.capacity_minutes << " in a slot: "
                << (slots == 0 ? "no appointment" : std::to_string(slots) + " adjacent slots")
                << '\n';
    }
  }
}

/// Checks the demand beside a city's file, if there is one. False when it has mistakes.
bool check_demand(const std::filesystem::path& city_file, const config::City& city) {
  const auto file = city_file.parent_path() / "demand" / (city.key + ".yaml");
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) return true;
  const auto result = demand::read_demand(file, city);
  show(result.diagnostics);
  if (!result.model) return false;
  std::cout << file.string() << ": good: " << result.model->city_people
            << " people on an average day\n";
  show(result.synthetic);
  return true;
}

int check(const std::filesystem::path& file) {
  const auto result = config::load_city(file);
  show(result.diagnostics);
  if (!result.city) return exit_usage;
  const auto& city = *result.city;
  std::cout << file.string() << ": good: " << city.halls.size() << " halls, " << city.lanes.size()
            << " lanes, " << city.services.size() << " services\n";
  show_large_parties(city);
  show(result.synthetic);
  return check_demand(file, city) ? exit_done : exit_usage;
}

}  // namespace

Command add_check_config(CLI::App& app) {
  auto* parser =
      app.add_subcommand("check-config", "Names every mistake of a city's file and its demand's");
  auto file = std::make_shared<std::string>();
  parser->add_option("file", *file, "the city's YAML file")->required();
  return {parser, [file] { return check(*file); }};
}

}  // namespace offpeak
