// Reads what `offpeak serve` has kept of a trimmed journal: the archive and the audit trail.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <system_error>
#include <utility>

#include "api/operations/event_json.hpp"
#include "api/security/keys.hpp"
#include "base/json_writer.hpp"
#include "main/commands.hpp"
#include "store/archive/archive_file.hpp"
#include "store/archive/archive_folder.hpp"
#include "store/event_codec.hpp"

namespace offpeak {
namespace {

/// What both commands take, and what they are called in messages.
struct FolderArguments {
  const char* command;
  store::ArchiveContent content;
  std::string folder{};
  std::string city = "hangzhou";
  std::string keys = "var/keys";
};

struct ArchiveArguments {
  FolderArguments where{.command = "archive", .content = store::ArchiveContent::records};
  bool events = false;
};

struct AuditArguments {
  FolderArguments where{.command = "audit", .content = store::ArchiveContent::audit};
  std::string from;
  std::string to;
};

std::ostream& complain(const FolderArguments& where) {
  return std::cerr << "offpeak " << where.command << ": ";
}

int refuse(const FolderArguments& where, const std::string& what, int code = exit_store) {
  complain(where) << what << '\n';
  return code;
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

/// Takes one file; false when it is not sound.
using FileTaker = std::function<bool(const store::ArchivedFile& file, store::ArchiveKey key)>;

/// Every file, oldest first, and what is missing between them.
int for_each_file(const FolderArguments& where, const FileTaker& take) {
  const auto key = security::load_archive_key(where.keys);
  if (!key) return refuse(where, key.error().message);
  const store::ArchiveFolder folder{where.folder, where.city, where.content};
  const auto files = folder.list();
  if (!files) return refuse(where, files.error().message);
  if (files->empty()) {
    const bool is_audit = where.content == store::ArchiveContent::audit;
    const std::string none =
        folder.path().string() + " has no file of an " + (is_audit ? "audit trail" : "archive");
    std::error_code failed;
    if (!std::filesystem::is_directory(folder.path(), failed)) return refuse(where, none);
    return refuse(where, none + " yet", exit_done);  // nothing was trimmed so far
  }
  bool sound = true;
  std::uint64_t next = files->front().first_sequence;
  for (const auto& file : *files) {
    if (file.first_sequence > next) {
      complain(where) << "no file has the events " << next << " to " << file.first_sequence - 1
                      << '\n';
      sound = false;
    }
    next = std::max(next, file.end.next_sequence);
    sound = take(file, key->bytes()) && sound;
  }
  return sound ? exit_done : exit_store;
}

/// Its events to `sink`; false, with a word about it, when it is not sound.
bool read_events(const FolderArguments& where, const store::ArchivedFile& file,
                 store::ArchiveKey key, const store::BatchSink& sink) {
  const auto found = store::read_archive_file(file.path, key, where.content, sink);
  if (!found) complain(where) << found.error().message << '\n';
  return found.has_value();
}

int run_archive(const ArchiveArguments& arguments) {
  return for_each_file(
      arguments.where, [&](const store::ArchivedFile& file, store::ArchiveKey key) {
        if (arguments.events) return read_events(arguments.where, file, key, print_events);
        const auto found = store::read_archive_file(file.path, key, arguments.where.content, pass);
        print_file(file, found);
        return found.has_value();
      });
}

int run_audit(const AuditArguments& arguments) {
  const auto& where = arguments.where;
  const auto from = config::parse_date(arguments.from);
  const auto to = config::parse_date(arguments.to);
  for (const auto& [text, date] : {std::pair{arguments.from, from}, std::pair{arguments.to, to}}) {
    if (text.empty() || date) continue;
    return refuse(where, text + " must be a date, such as 2026-06-13", exit_usage);
  }
  const auto print = [&](const store::Batch& batch) -> store::Result<void> {
    auto bytes = batch.payload;
    const auto event = store::decode_event(bytes);
    if (!event) return event.error();
    const auto day = config::date_of(event->at);
    if ((from && day < *from) || (to && day > *to)) return {};
    return print_events(batch);
  };
  // What follows a file that ends after `to` begins after it too: time does not go back.
  bool is_beyond = false;
  return for_each_file(where, [&](const store::ArchivedFile& file, store::ArchiveKey key) {
    if (is_beyond || (from && file.day < *from)) return true;
    is_beyond = to && file.day > *to;
    return read_events(where, file, key, print);
  });
}

void add_folder_options(CLI::App& parser, FolderArguments& where) {
  parser.add_option("DIR", where.folder, std::string{"as for serve --"} + where.command)
      ->required();
  parser.add_option("--city", where.city, "its key in the configuration")->capture_default_str();
  parser.add_option("--keys", where.keys, "folder of archive.key")->capture_default_str();
}

}  // namespace

Command add_archive(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "archive", "Tells which events an archive has, and whether its files are whole");
  auto arguments = std::make_shared<ArchiveArguments>();
  add_folder_options(*parser, arguments->where);
  parser->add_flag("--events", arguments->events,
                   "the events as lines of JSON, without personal data");
  return {parser, [arguments] { return run_archive(*arguments); }};
}

Command add_audit(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "audit", "Prints the audit trail: who acted for others, as lines of JSON, oldest first");
  auto arguments = std::make_shared<AuditArguments>();
  add_folder_options(*parser, arguments->where);
  parser->add_option("--from", arguments->from, "the first day, such as 2026-06-13; empty: all");
  parser->add_option("--to", arguments->to, "the last day; empty: all");
  return {parser, [arguments] { return run_audit(*arguments); }};
}

}  // namespace offpeak
