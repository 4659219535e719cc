// Looks at a store without a server: its sequence, its contents, and whether they fit together.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "api/operations/event_json.hpp"
#include "base/hex16.hpp"
#include "base/json_writer.hpp"
#include "main/commands.hpp"
#include "main/history_guard.hpp"
#include "main/number_check.hpp"
#include "main/store_address.hpp"
#include "scheduler/engine/restore_store.hpp"
#include "store/look_from.hpp"
#include "store/record.hpp"
#include "store/snapshot_codec.hpp"
#include "store/store.hpp"

namespace offpeak {
namespace {

struct InspectArguments {
  std::string store;
  std::string city = "hangzhou";
  bool hash = false;
  bool events = false;
  bool verify = false;
  std::optional<std::uint64_t> expected_sequence{};
  std::string state = "var/state";
};

using store::Cause;
using store::ChainPosition;

int refuse(const std::string& what) {
  std::cerr << "offpeak inspect: " << what << '\n';
  return exit_store;
}

/// The store that is inspected, opened to read.
struct Subject {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Journal> journal;
  std::unique_ptr<store::Snapshots> snapshots;
};

store::Result<Subject> open(const InspectArguments& arguments) {
  Subject subject;
  auto opened = store::open_store_to_read(
      arguments.store, {.city = arguments.city, .durability = store::Durability::relaxed});
  if (!opened) return opened.error();
  subject.store = std::move(*opened);
  auto journal = subject.store->open_journal();
  if (!journal) return journal.error();
  subject.journal = std::move(*journal);
  auto snapshots = subject.store->open_snapshots();
  if (!snapshots) return snapshots.error();
  subject.snapshots = std::move(*snapshots);
  return subject;
}

/// A journal that has found a fault returns it ever after, so each reader opens it anew.
store::Result<void> reopen(Subject& subject) {
  subject.journal.reset();  // SQLite admits one at a time
  auto journal = subject.store->open_journal();
  if (!journal) return journal.error();
  subject.journal = std::move(*journal);
  return {};
}

store::Result<void> replay(Subject& subject, const ChainPosition& from,
                           const store::BatchSink& sink) {
  if (const auto opened = reopen(subject); !opened) return opened.error();
  const auto replayed = subject.journal->replay(from, sink);
  if (!replayed) return replayed.error();
  return {};
}

store::Result<void> replay_into(scheduler::State& state, Subject& subject,
                                const ChainPosition& from) {
  return replay(subject, from,
                [&](const store::Batch& batch) { return engine::apply_batch(state, batch); });
}

// ---- events
// ---------------------------------------------------------------------------------------

/// Whether the journal's beginning was trimmed away behind the snapshots.
store::Result<bool> is_trimmed(Subject& subject) {
  if (const auto opened = reopen(subject); !opened) return opened.error();
  const auto fault = store::look_from(*subject.journal, {});
  if (!fault) return false;
  if (fault->cause != Cause::begins_later) return *fault;
  const auto list = subject.snapshots->list();
  if (!list) return list.error();
  if (list->empty()) return *fault;
  return true;
}

/// Where the journal can be read from: its start, or the oldest snapshot when it was trimmed.
store::Result<ChainPosition> first_position(Subject& subject) {
  const auto trimmed = is_trimmed(subject);
  if (!trimmed) return trimmed.error();
  if (!*trimmed) return ChainPosition{};
  const auto list = subject.snapshots->list();
  if (!list) return list.error();
  const auto head = store::read_snapshot_head(*subject.snapshots, list->back());
  if (!head) return head.error();
  return head->position;
}

int print_events(Subject& subject) {
  const auto from = first_position(subject);
  if (!from) return refuse(from.error().message);
  const auto printed = replay(subject, *from, [](const store::Batch& batch) {
    return api::for_each_event_line(batch,
                                    [](const std::string& line) { std::cout << line << '\n'; });
  });
  if (!printed) return refuse(printed.error().message);
  return exit_done;
}

// ---- verify
// ---------------------------------------------------------------------------------------

/// A state that a way through what is kept led to.
struct Reached {
  std::uint64_t sequence = 0;
  std::uint64_t hash = 0;
};

struct Way {
  std::string from;
  store::Result<Reached> end;
};

store::Result<Reached> from_start(Subject& subject) {
  scheduler::State state;
  if (const auto replayed = replay_into(state, subject, {}); !replayed) return replayed.error();
  if (state.compute_hash() != state.hash()) {
    return store::Error{"the hash kept up with each event is not the one of the records"};
  }
  return Reached{state.sequence(), state.hash()};
}

store::Result<Reached> from_snapshot(Subject& subject, std::uint64_t sequence) {
  scheduler::State state;
  const auto position = store::load_snapshot(*subject.snapshots, sequence, state);
  if (!position) return position.error();
  if (const auto replayed = replay_into(state, subject, *position); !replayed) {
    return replayed.error();
  }
  return Reached{state.sequence(), state.hash()};
}

void print(const Way& way) {
  std::string line;
  base::JsonWriter json{line};
  json.begin_object();
  json.key("from").plain(way.from);
  if (way.end) {
    json.key("sequence").number(static_cast<std::int64_t>(way.end->sequence));
    json.key("hash").plain(base::hex16(way.end->hash));
  } else {
    json.key("fault").text(way.end.error().message);
  }
  json.end_object();
  std::cout << line << '\n';
}

/// Something outside the journal that knows how far it must reach at least. A copy that lacks its
/// newest records is sound in itself.
struct Witness {
  std::string name;
  std::uint64_t sequence = 0;
};

/// What servers that keep their marks here have acknowledged or followed; nothing without a mark.
store::Result<std::optional<Witness>> high_water_mark(const InspectArguments& arguments) {
  const auto stem = mark_stem(arguments.store, arguments.city, arguments.state);
  if (!stem) return stem.error();
  const auto marks = store::HighWaterMark::survey(*stem);
  if (!marks) return marks.error();
  if (!marks->highest_in.empty()) {
    return std::optional{Witness{marks->highest_in.string(), marks->highest.sequence()}};
  }
  if (!marks->damaged.empty()) {
    return store::Error{marks->damaged.front().string() + " is damaged: neither slot can be read"};
  }
  return std::optional<Witness>{};
}

store::Result<std::vector<Witness>> witnesses(const InspectArguments& arguments) {
  std::vector<Witness> found;
  if (arguments.expected_sequence) {
    found.push_back({"--expect-sequence", *arguments.expected_sequence});
  }
  auto mark = high_water_mark(arguments);
  if (!mark) return mark.error();
  if (*mark) found.push_back(std::move(**mark));
  return found;
}

/// Whether the records reach as far as every witness says, and who says so, in words.
struct Newest {
  bool is_there = true;
  std::string says;
};

Newest judge_newest(const std::vector<Witness>& witnesses, std::uint64_t sequence) {
  Newest newest;
  for (const auto& witness : witnesses) {
    if (!newest.says.empty()) newest.says += "; ";
    const bool reached = sequence >= witness.sequence;
    newest.is_there = newest.is_there && reached;
    newest.says += (reached ? "there, says " : "missing, says ") + witness.name + " (" +
                   std::to_string(witness.sequence) + ")";
  }
  if (witnesses.empty()) {
    newest.says =
        "nothing vouches for them: a copy without its newest records looks like this "
        "too; name the sequence it must reach with --expect-sequence";
  }
  return newest;
}

/// Every way to the present must lead to the same state: from the journal's start and from each
/// snapshot. A trimmed journal has no start, so its snapshots are compared with each other.
int verify(const InspectArguments& arguments, Subject& subject) {
  const auto list = subject.snapshots->list();
  if (!list) return refuse(list.error().message);
  const auto found = is_trimmed(subject);
  const bool trimmed = found && *found;  // an error shows again on the way from the start
  std::vector<Way> ways;
  if (!trimmed) ways.push_back({"start", from_start(subject)});
  for (const auto sequence : *list) {
    ways.push_back({"snapshot " + std::to_string(sequence), from_snapshot(subject, sequence)});
  }
  bool sound = true;
  for (const auto& way : ways) {
    print(way);
    sound = sound && ways.front().end && way.end && way.end->hash == ways.front().end->hash;
  }
  const std::uint64_t reached = !ways.empty() && ways.front().end ? ways.front().end->sequence : 0;
  const auto who_knows = witnesses(arguments);
  if (!who_knows) return refuse("a mark cannot be read: " + who_knows.error().message);
  const auto newest = judge_newest(*who_knows, reached);
  sound = sound && newest.is_there;
  std::string line;
  base::JsonWriter json{line};
  json.begin_object().key("verified").boolean(sound);
  json.key("trimmed").boolean(trimmed);
  json.key("sequence").number(reached);
  json.key("newest_records").text(newest.says).end_object();
  std::cout << line << '\n';
  return sound ? exit_done : exit_store;
}

// ---- summary
// --------------------------------------------------------------------------------------

int print_summary(Subject& subject, bool hash_only) {
  const auto restored = engine::restore_store(*subject.journal, subject.snapshots.get());
  if (!restored) return refuse(restored.error().message);
  for (const auto& fault : restored->passed_over) {
    std::cerr << "offpeak inspect: passed over " << fault << '\n';
  }
  const auto& state = *restored->state;
  if (hash_only) {
    std::cout << base::hex16(state.hash()) << '\n';
    return exit_done;
  }
  const auto list = subject.snapshots->list();
  if (!list) return refuse(list.error().message);
  const auto counts = state.counts();
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  std::string line;
  base::JsonWriter json{line};
  json.begin_object();
  json.key("store").text(subject.store->description());
  json.key("sequence").number(number(state.sequence()));
  json.key("epoch").number(number(subject.journal->epoch()));
  json.key("hash").plain(base::hex16(state.hash()));
  json.key("last_event_at").plain(config::format_instant(state.last_at()));
  json.key("counts").begin_object();
  json.key("appointments").number(number(counts.appointments));
  json.key("citizens").number(number(counts.citizens));
  json.key("slots").number(number(counts.slots));
  json.key("waitlist_entries").number(number(counts.waitlist_entries));
  json.key("idempotency_keys").number(number(counts.memories));
  json.end_object();
  json.key("snapshots").begin_array();
  for (const auto sequence : *list) json.number(number(sequence));
  json.end_array().end_object();
  std::cout << line << '\n';
  return exit_done;
}

int run(InspectArguments& arguments) {
  auto address = store_address(arguments.store);
  if (!address) return refuse(address.error().message);
  arguments.store = std::move(*address);
  auto subject = open(arguments);
  if (!subject) return refuse(subject.error().message);
  if (arguments.events) return print_events(*subject);
  if (arguments.verify) return verify(arguments, *subject);
  return print_summary(*subject, arguments.hash);
}

}  // namespace

Command add_inspect(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "inspect", "Tells what is in a store, beside the server that runs on it; changes nothing");
  auto arguments = std::make_shared<InspectArguments>();
  parser->add_option("STORE", arguments->store, "as for serve --store")->required();
  parser->add_option("--city", arguments->city, "its key in the configuration; for Redis")
      ->capture_default_str();
  auto* hash = parser->add_flag("--hash", arguments->hash, "the state's hash alone");
  auto* events = parser->add_flag("--events", arguments->events,
                                  "the journal as lines of JSON, without personal data");
  auto* verify = parser->add_flag("--verify", arguments->verify,
                                  "replays from the start and from each snapshot and compares");
  parser
      ->add_option("--expect-sequence", arguments->expected_sequence,
                   "with --verify: the sequence that the journal must reach at least")
      ->check(whole_number(std::uint64_t{0}, store::sequence_max))
      ->needs(verify);
  parser
      ->add_option("--state", arguments->state,
                   "with --verify, of Redis: the folder with the marks of this machine's servers")
      ->capture_default_str()
      ->needs(verify);
  hash->excludes(events)->excludes(verify);
  events->excludes(verify);
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace offpeak
