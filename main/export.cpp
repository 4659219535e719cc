// Everything that a store has, as lines of JSON.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "api/operations/event_json.hpp"
#include "base/hex16.hpp"
#include "base/json_writer.hpp"
#include "main/commands.hpp"
#include "main/export_records.hpp"
#include "main/store_address.hpp"
#include "scheduler/engine/recovery.hpp"
#include "store/look_from.hpp"
#include "store/snapshot_codec.hpp"
#include "store/store.hpp"

namespace offpeak {
namespace {

using store::Cause;
using store::Result;

struct ExportArguments {
  std::string store;
  std::string city = "hangzhou";
};

int refuse(const std::string& what) {
  std::cerr << "offpeak export: " << what << '\n';
  return exit_store;
}

void print_line(const std::string& line) { std::cout << line << '\n'; }

/// A state, and where its events begin.
struct Restored {
  std::unique_ptr<scheduler::State> state;
  store::ChainPosition from;
};

/// From the oldest snapshot where the journal was trimmed, so that all events that are there come
/// out; else from nothing.
Result<Restored> restore(store::Store& store) {
  const auto journal = store.open_journal();
  if (!journal) return journal.error();
  const auto fault = store::look_from(**journal, {});
  if (!fault) return Restored{std::make_unique<scheduler::State>(), {}};
  if (fault->cause != Cause::begins_later) return *fault;
  const auto snapshots = store.open_snapshots();
  if (!snapshots) return snapshots.error();
  const auto list = (*snapshots)->list();
  if (!list) return list.error();
  for (auto sequence = list->rbegin(); sequence != list->rend(); ++sequence) {
    auto state = std::make_unique<scheduler::State>();
    const auto position = store::load_snapshot(**snapshots, *sequence, *state);
    if (position) return Restored{std::move(state), *position};
    std::cerr << "offpeak export: passed over the snapshot of sequence " << *sequence << ": "
              << position.error().message << '\n';
  }
  return *fault;
}

void print_head(const store::Store& store, const Restored& restored) {
  std::string line;
  base::JsonWriter json{line};
  json.begin_object().key("store").text(store.description());
  json.key("events_from").number(restored.from.next_sequence);
  json.key("trimmed").boolean(restored.from.next_sequence > 1);
  json.end_object();
  print_line(line);
}

void print_end(const scheduler::State& state) {
  std::string line;
  base::JsonWriter json{line};
  json.begin_object().key("sequence").number(state.sequence());
  json.key("hash").plain(base::hex16(state.hash()));
  json.key("last_event_at").plain(config::format_instant(state.last_at()));
  json.end_object();
  print_line(line);
}

int run(const ExportArguments& arguments) {
  const auto address = store_address(arguments.store);
  if (!address) return refuse(address.error().message);
  const auto store = store::open_store_to_read(
      *address, {.city = arguments.city, .durability = store::Durability::relaxed});
  if (!store) return refuse(store.error().message);
  const auto restored = restore(**store);
  if (!restored) return refuse(restored.error().message);
  print_head(**store, *restored);
  // A journal that has found a fault returns it ever after.
  const auto journal = (*store)->open_journal();
  if (!journal) return refuse(journal.error().message);
  auto& state = *restored->state;
  const auto replayed = (*journal)->replay(restored->from, [&](const store::Batch& batch) {
    const auto applied = engine::apply_batch(state, batch);
    return applied ? api::for_each_event_line(batch, print_line) : applied;
  });
  if (!replayed) return refuse(replayed.error().message);
  export_records(state, print_line);
  print_end(state);
  return exit_done;
}

}  // namespace

Command add_export(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "export",
      "Prints the events and the records of a store as lines of JSON, without personal data");
  auto arguments = std::make_shared<ExportArguments>();
  parser->add_option("STORE", arguments->store, "as for serve --store")->required();
  parser->add_option("--city", arguments->city, "its key in the configuration; for Redis")
      ->capture_default_str();
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace offpeak
