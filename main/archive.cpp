// Reads what `offpeak serve --archive` has kept of a trimmed journal.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "api/operations/event_json.hpp"
#include "api/security/keys.hpp"
#include "base/json_writer.hpp"
#include "main/commands.hpp"
#include "store/archive/archive_file.hpp"
#include "store/archive/archive_folder.hpp"

namespace offpeak {
namespace {

struct ArchiveArguments {
  std::string folder;
  std::string city = "hangzhou";
  std::string keys = "var/keys";
  bool events = false;
};

int refuse(const std::string& what) {
  std::cerr << "offpeak archive: " << what << '\n';
  return exit_store;
}

store::Result<void> print_events(const store::Batch& batch) {
  return api::for_each_event_line(batch,
                                  [](const std::string& line) { std::cout << line << '\n'; });
}

store::Result<void> pass(const store::Batch&) { return {}; }

/// A line for a file: which events it has, or what is wrong with it.
void print_file(const store::ArchivedFile& file,
                const store::Result<store::ArchiveSummary>& found) {
  std::string line;
  base::JsonWriter json{line};
  json.begin_object();
  json.key("file").text(file.path.string());
  json.key("day").plain(config::format_date(file.day));
  if (found) {
    json.key("first").number(found->from.next_sequence);
    json.key("last").number(found->end.next_sequence - 1);
    json.key("records").number(found->batches);
  } else {
    json.key("fault").text(found.error().message);
  }
  json.end_object();
  std::cout << line << '\n';
}

int run(const ArchiveArguments& arguments) {
  const auto key = security::load_archive_key(arguments.keys);
  if (!key) return refuse(key.error().message);
  const store::ArchiveFolder folder{arguments.folder, arguments.city};
  const auto files = folder.list();
  if (!files) return refuse(files.error().message);
  if (files->empty()) return refuse(folder.path().string() + " has no file of an archive");
  bool sound = true;
  std::uint64_t next = files->front().first_sequence;
  for (const auto& file : *files) {
    if (file.first_sequence > next) {
      std::cerr << "offpeak archive: no file has the events " << next << " to "
                << file.first_sequence - 1 << '\n';
      sound = false;
    }
    next = std::max(next, file.end.next_sequence);
    const auto found =
        store::read_archive_file(file.path, key->bytes(), arguments.events ? print_events : pass);
    if (!arguments.events) print_file(file, found);
    if (!found && arguments.events)
      std::cerr << "offpeak archive: " << found.error().message << '\n';
    sound = sound && found;
  }
  return sound ? exit_done : exit_store;
}

}  // namespace

Command add_archive(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "archive", "Tells which events an archive has, and whether its files are whole");
  auto arguments = std::make_shared<ArchiveArguments>();
  parser->add_option("DIR", arguments->folder, "as for serve --archive")->required();
  parser->add_option("--city", arguments->city, "its key in the configuration")
      ->capture_default_str();
  parser->add_option("--keys", arguments->keys, "folder of archive.key")->capture_default_str();
  parser->add_flag("--events", arguments->events,
                   "the events as lines of JSON, without personal data");
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace offpeak
