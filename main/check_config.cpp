#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/hex.hpp"
#include "base/hex16.hpp"
#include "config/load.hpp"
#include "demand/read_demand.hpp"
#include "main/city_files.hpp"
#include "main/commands.hpp"
#include "main/first_decisions.hpp"
#include "main/store_address.hpp"
#include "scheduler/booking/party.hpp"
#include "scheduler/booking/span.hpp"
#include "scheduler/engine/clock.hpp"
#include "scheduler/engine/restore_store.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/reports/configuration_changes.hpp"
#include "store/store.hpp"

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
  const auto file = demand_beside(city_file, city);
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

struct CheckArguments {
  std::string file;
  std::string store;  // empty: none
  std::string at;     // empty: now
  bool lists = false;
};

int refuse(ExitCode code, const std::string& what) {
  std::cerr << "offpeak check-config: " << what << '\n';
  return code;
}

/// The state as a server of `city` would find it at its start. Changes nothing in the store.
store::Result<std::unique_ptr<scheduler::State>> read_state(const std::string& uri,
                                                            const std::string& city) {
  const auto store =
      store::open_store_to_read(uri, {.city = city, .durability = store::Durability::relaxed});
  if (!store) return store.error();
  const auto snapshots = (*store)->open_snapshots();
  if (!snapshots) return snapshots.error();
  const auto journal = (*store)->open_journal();
  if (!journal) return journal.error();
  auto restored = engine::restore_store(**journal, snapshots->get());
  if (!restored) return restored.error();
  return std::move(restored->state);
}

/// What a start with this configuration would do to what is booked there.
int compare(const CheckArguments& arguments, const config::City& city) {
  const auto address = store_address(arguments.store);
  if (!address) return refuse(exit_usage, "--against: " + address.error().message);
  const auto at =
      arguments.at.empty() ? engine::Clock::real_now() : config::parse_instant(arguments.at);
  if (!at) return refuse(exit_usage, "--at must be a time as 2026-06-13T08:30:00+08:00");
  const auto state = read_state(*address, city.key);
  if (!state) return refuse(exit_store, state.error().message);
  const auto changes = changes_by(**state, city, std::max(*at, (*state)->last_at()));
  if (changes.is_harmless()) {
    std::cout << "changes nothing of what is booked\n";
    return exit_done;
  }
  for (const auto& line : lines_of(changes, city)) std::cout << "  " << line << '\n';
  if (arguments.lists) {
    for (const auto& id : changes.displaced) {
      std::cout << "  displaced " << base::text_of(base::to_hex(id)) << '\n';
    }
  }
  if (changes.is_refused()) {
    std::cout << "refused: give what is new a new code, and each city a store of its own\n";
    return exit_usage;
  }
  std::cout << "to start with it: --accept-changes " << base::hex16(changes.digest) << '\n';
  return exit_failed;
}

int check(const CheckArguments& arguments) {
  const std::filesystem::path file{arguments.file};
  const auto result = config::load_city(file);
  show(result.diagnostics);
  if (!result.city) return exit_usage;
  const auto& city = *result.city;
  std::cout << file.string() << ": good: " << city.halls.size() << " halls, " << city.lanes.size()
            << " lanes, " << city.services.size() << " services\n";
  show_large_parties(city);
  show(result.synthetic);
  if (!check_demand(file, city)) return exit_usage;
  return arguments.store.empty() ? exit_done : compare(arguments, city);
}

}  // namespace

Command add_check_config(CLI::App& app) {
  auto* parser =
      app.add_subcommand("check-config", "Names every mistake of a city's file and its demand's");
  auto arguments = std::make_shared<CheckArguments>();
  parser->add_option("file", arguments->file, "the city's YAML file")->required();
  auto* against = parser->add_option(
      "--against", arguments->store,
      "a store, as for serve --store: what a start with the file would do to what is booked there; "
      "exit code 1 when that has to be accepted, 2 when it cannot be");
  parser
      ->add_option("--at", arguments->at,
                   "with --against: the time of the start; now, if it is not said")
      ->needs(against);
  parser->add_flag("--list", arguments->lists, "with --against: names the bookings displaced")
      ->needs(against);
  return {parser, [arguments] { return check(*arguments); }};
}

}  // namespace offpeak
