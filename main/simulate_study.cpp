#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <optional>

#include "base/file.hpp"
#include "base/result.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"
#include "loadtest/simulation/report/report.hpp"
#include "loadtest/simulation/study/frame.hpp"
#include "loadtest/simulation/study/part.hpp"
#include "loadtest/simulation/study/results.hpp"
#include "loadtest/simulation/study/table.hpp"
#include "main/assets.hpp"
#include "main/commands.hpp"
#include "main/output.hpp"
#include "main/progress_line.hpp"
#include "main/simulate_options.hpp"
#include "main/study_setup.hpp"

namespace offpeak {
namespace {

using loadtest::StudyFrame;
using loadtest::StudyResult;
using loadtest::StudySpec;

int refuse(const std::string& what, int code) {
  std::cerr << "offpeak simulate: " << what << '\n';
  return code;
}

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

/// The first Ctrl-C ends the study with what is done; a second one ends the process.
void stop_on_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

/// The files in the order in which they are written.
std::vector<std::string> files_of(const SimulateOptions& options) {
  std::vector<std::string> files;
  for (const auto* file : {&options.json, &options.csv, &options.html}) {
    if (!file->empty()) files.push_back(*file);
  }
  return files;
}

/// Checks before the work whether the files can be written.
base::Result<void> check_files(const SimulateOptions& options) {
  int standard = 0;
  for (const std::string& file : files_of(options)) {
    if (file == "-") {
      ++standard;
    } else if (!std::ofstream{file, std::ios::app}) {
      return base::Fault{"cannot write " + file};
    }
  }
  if (standard > 1) return base::Fault{"only one of --json, --csv and --html can be \"-\""};
  return {};
}

bool answers_with_table(const SimulateOptions& options) {
  return options.json != "-" && options.csv != "-" && options.html != "-";
}

/// An exit code.
int write_html(const SimulateOptions& options, const std::string& json) {
  const auto parts = loadtest::read_report_parts(assets_or_default(options.assets));
  if (!parts) return refuse(parts.error().message, exit_failed);
  if (!write_output(options.html, loadtest::html_report(json, *parts))) {
    return refuse("cannot write " + options.html, exit_failed);
  }
  return exit_done;
}

int write_results(const SimulateOptions& options, const StudyFrame& frame,
                  const StudyResult& result) {
  const std::string json = loadtest::results_json(frame, result);
  if (!options.json.empty() && !write_output(options.json, json)) {
    return refuse("cannot write " + options.json, exit_failed);
  }
  if (!options.csv.empty() && !write_output(options.csv, loadtest::results_csv(frame, result))) {
    return refuse("cannot write " + options.csv, exit_failed);
  }
  if (answers_with_table(options)) std::cout << loadtest::results_table(frame, result);
  return options.html.empty() ? int{exit_done} : write_html(options, json);
}

struct Ran {
  StudyResult result;
  double seconds = 0;         // by the clock
  double thread_seconds = 0;  // that the process's threads worked
};

/// Processor time of all threads so far, other programs' share left out.
double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Ran run(const StudySetup& setup, bool progress_for_programs) {
  stop_on_signals();
  ProgressLine line{progress_for_programs};
  const auto started = std::chrono::steady_clock::now();
  const double worked_before = thread_seconds();
  Ran ran;
  ran.result = loadtest::run_study(
      setup.spec, stop, [&line](const loadtest::Progress& progress) { line.show(progress); },
      setup.play);
  ran.seconds = std::chrono::duration<double>{std::chrono::steady_clock::now() - started}.count();
  ran.thread_seconds = thread_seconds() - worked_before;
  return ran;
}

/// For people only: results do not contain how long they took.
void show_speed(const StudySpec& spec, const Ran& ran) {
  double parties = 0, days = 0;
  for (const auto& scenario : ran.result.scenarios) {
    parties += static_cast<double>(scenario.sum.balance().meant.parties);
    days += static_cast<double>(scenario.replications.size()) * spec.scenarios.front().days;
  }
  std::printf(
      "\n%.0f days of the city in %.2f s by the clock on %d %s (%.2f M parties/s): %.1f ms of "
      "thread time a day\n",
      days, ran.seconds, spec.threads, spec.threads == 1 ? "thread" : "threads",
      parties / ran.seconds / 1e6, days == 0 ? 0 : ran.thread_seconds / days * 1000);
}

int write_part(const SimulateOptions& options, const StudyFrame& frame, const StudySpec& spec,
               const StudyResult& result) {
  if (!write_output(options.json, loadtest::part_text(frame, spec, result))) {
    return refuse("cannot write " + options.json, exit_failed);
  }
  return stop ? refuse("stopped early: run this shard again before merging", exit_failed)
              : int{exit_done};
}

base::Result<void> check_part(const SimulateOptions& options) {
  if (options.json.empty()) {
    return base::Fault{"--shard needs --json FILE, the part that --merge joins"};
  }
  if (!options.csv.empty() || !options.html.empty()) {
    return base::Fault{"--shard writes a part; --csv and --html are for --merge"};
  }
  return {};
}

int merge_parts(const SimulateOptions& options) {
  std::vector<loadtest::NamedPart> parts;
  for (const std::string& file : options.merge) {
    const auto bytes = base::read_file(file, loadtest::part_bytes_max);
    if (!bytes) {
      return refuse(file + ' ' + std::string{base::words_of(bytes.error())}, exit_failed);
    }
    auto part = loadtest::read_part(*bytes);
    if (!part) return refuse(file + ": " + part.error().message, exit_failed);
    parts.push_back({file, std::move(*part)});
  }
  const auto merged = loadtest::merge(std::move(parts));
  if (!merged) return refuse(merged.error().message, exit_failed);
  return write_results(options, merged->frame, merged->result);
}

int run_new(const SimulateOptions& options) {
  if (!options.shard.empty()) {
    const auto checked = check_part(options);
    if (!checked) return refuse(checked.error().message, exit_usage);
  }
  const auto setup = set_up_study(options);
  if (!setup) return refuse(setup.error().message, exit_usage);
  const StudyFrame frame = loadtest::frame_of(setup->spec, setup->digest);
  const Ran ran = run(*setup, options.progress);
  if (!options.shard.empty()) return write_part(options, frame, setup->spec, ran.result);
  const int code = write_results(options, frame, ran.result);
  if (code != exit_done) return code;
  if (answers_with_table(options)) show_speed(setup->spec, ran);
  return ran.result.complete ? exit_done : exit_failed;
}

}  // namespace

int simulate_study(const SimulateOptions& options) {
  if (const auto checked = check_files(options); !checked) {
    return refuse(checked.error().message, exit_usage);
  }
  try {
    return options.merge.empty() ? run_new(options) : merge_parts(options);
  } catch (const loadtest::BrokenInvariant& broken) {
    return refuse("an invariant is broken: " + broken.what, exit_failed);
  }
}

}  // namespace offpeak
