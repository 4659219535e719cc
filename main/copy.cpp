// Copies of a store: into a file, out of it, and from one store to another.
#include "scheduler/engine/copy.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/hex16.hpp"
#include "base/json_writer.hpp"
#include "main/commands.hpp"
#include "main/store_address.hpp"
#include "scheduler/engine/copy_targets.hpp"
#include "store/backup_file.hpp"
#include "store/store.hpp"

namespace offpeak {
namespace {

using engine::Copied;

struct CopyArguments {
  std::string from;
  std::string to;
  std::string city = "hangzhou";
  std::string durability = "strict";
  bool replace = false;
};

int refuse(const std::string& command, const std::string& what) {
  std::cerr << "offpeak " << command << ": " << what << '\n';
  return exit_store;
}

store::Result<std::unique_ptr<store::Store>> open_source(const std::string& given,
                                                         const CopyArguments& arguments) {
  const auto uri = store_address(given);
  if (!uri) return store::Error{uri.error().message};
  return store::open_store_to_read(
      *uri, {.city = arguments.city, .durability = store::Durability::relaxed});
}

store::Result<std::unique_ptr<store::Store>> open_target(const std::string& given,
                                                         const CopyArguments& arguments) {
  const auto uri = store_address(given);
  if (!uri) return store::Error{uri.error().message};
  const auto durability =
      arguments.durability == "relaxed" ? store::Durability::relaxed : store::Durability::strict;
  return store::open_store(*uri, {.city = arguments.city, .durability = durability});
}

/// A line of what was copied, with the place as `name`.
void print(const std::string& name, const std::string& place, const Copied& copied) {
  std::string line;
  base::JsonWriter json{line};
  json.begin_object();
  json.key(name).text(place);
  json.key("sequence").number(copied.sequence);
  json.key("hash").plain(base::hex16(copied.hash));
  json.key("snapshot");
  copied.snapshot ? json.number(*copied.snapshot) : json.null();
  json.end_object();
  std::cout << line << '\n';
}

void warn(const std::string& command, const Copied& copied) {
  for (const auto& fault : copied.passed_over) {
    std::cerr << "offpeak " << command << ": passed over " << fault << '\n';
  }
}

/// The copy as a start would find it: what it came to, if that is what was copied.
store::Result<Copied> check_copy(const std::string& uri, const CopyArguments& arguments,
                                 const Copied& original) {
  const auto store = open_source(uri, arguments);
  if (!store) return store.error();
  auto found = engine::replay_store(**store);
  if (found && (found->hash != original.hash || found->sequence != original.sequence)) {
    return store::Error{"the copy does not come to the hash of its original: do not use it"};
  }
  return found;
}

int back_up(const CopyArguments& arguments) {
  const auto store = open_source(arguments.from, arguments);
  if (!store) return refuse("backup", store.error().message);
  const auto writer = store::BackupWriter::create(arguments.to, arguments.replace);
  if (!writer) return refuse("backup", writer.error().message);
  const auto copied = engine::copy_store(**store, **writer);
  if (!copied) return refuse("backup", copied.error().message);
  warn("backup", *copied);
  print("backup", arguments.to, *copied);
  return exit_done;
}

int restore(const CopyArguments& arguments) {
  const auto store = open_target(arguments.to, arguments);
  if (!store) return refuse("restore", store.error().message);
  engine::StoreTarget target{**store};
  const auto restored = engine::restore_backup(arguments.from, target);
  if (!restored) return refuse("restore", restored.error().message);
  const auto found = check_copy(arguments.to, arguments, *restored);
  if (!found) return refuse("restore", found.error().message);
  print("backup", arguments.from, *restored);
  print("store", (*store)->description(), *found);
  return exit_done;
}

int copy(const CopyArguments& arguments) {
  const auto from = open_source(arguments.from, arguments);
  if (!from) return refuse("copy", from.error().message);
  const auto to = open_target(arguments.to, arguments);
  if (!to) return refuse("copy", to.error().message);
  engine::StoreTarget target{**to};
  const auto copied = engine::copy_store(**from, target);
  if (!copied) return refuse("copy", copied.error().message);
  warn("copy", *copied);
  const auto found = check_copy(arguments.to, arguments, *copied);
  if (!found) return refuse("copy", found.error().message);
  print("from", (*from)->description(), *copied);
  print("to", (*to)->description(), *found);
  return exit_done;
}

void add_city(CLI::App& parser, CopyArguments& arguments) {
  parser.add_option("--city", arguments.city, "its key in the configuration; for Redis")
      ->capture_default_str();
}

void add_durability(CLI::App& parser, CopyArguments& arguments) {
  parser
      .add_option("--durability", arguments.durability,
                  "of the new store, as for serve; relaxed accepts a Redis that may lose it")
      ->check(CLI::IsMember({"strict", "relaxed"}))
      ->capture_default_str();
}

}  // namespace

Command add_backup(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "backup", "Writes all that is in a store into a file, beside the server that runs on it");
  auto arguments = std::make_shared<CopyArguments>();
  parser->add_option("STORE", arguments->from, "as for serve --store")->required();
  parser->add_option("FILE", arguments->to, "the file to be made, mode 0600")->required();
  parser->add_flag("--replace", arguments->replace, "a file that is there already");
  add_city(*parser, *arguments);
  return {parser, [arguments] { return back_up(*arguments); }};
}

Command add_restore(CLI::App& app) {
  auto* parser =
      app.add_subcommand("restore", "Fills an empty store with what `offpeak backup` wrote");
  auto arguments = std::make_shared<CopyArguments>();
  parser->add_option("FILE", arguments->from, "the backup")->required();
  parser->add_option("STORE", arguments->to, "as for serve --store; empty")->required();
  add_city(*parser, *arguments);
  add_durability(*parser, *arguments);
  return {parser, [arguments] { return restore(*arguments); }};
}

Command add_copy(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "copy", "Fills an empty store with all that is in another, of the same kind or not");
  auto arguments = std::make_shared<CopyArguments>();
  parser->add_option("FROM", arguments->from, "as for serve --store")->required();
  parser->add_option("TO", arguments->to, "as for serve --store; empty")->required();
  add_city(*parser, *arguments);
  add_durability(*parser, *arguments);
  return {parser, [arguments] { return copy(*arguments); }};
}

}  // namespace offpeak
