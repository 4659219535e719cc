// `offpeak simulate` as a planner and a batch system run it: processes of the built program.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <csignal>
#include <deque>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/config/sample.hpp"
#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak {
namespace {

using config::Folder;
using testing::contains;
using testing::read_file;
using testing::Run;
using testing::run_program;

std::vector<std::string> simulate(std::vector<std::string> options) {
  options.insert(options.begin(), "simulate");
  return options;
}

/// A seventh of a city's Saturday in four scenarios, and what is added.
std::vector<std::string> study(std::vector<std::string> more, const char* replications = "7") {
  auto all =
      simulate({"--config", testing::source_path("config/hangzhou.yaml"), "--scenarios",
                testing::source_path("config/scenarios/saturday.yaml"), "--date", "2026-06-13",
                "--visitors", "1000", "--seed", "5", "--replications", replications});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::string path(const Folder& folder, const std::string& name) {
  return (folder.path() / name).string();
}

/// Runs to the end; the text of the file that it writes.
std::string json_of(const Folder& folder, const std::string& name, std::vector<std::string> more) {
  more.insert(more.end(), {"--json", path(folder, name)});
  const auto run = run_program(std::move(more));
  INFO(run.errors);
  CHECK(run.code == 0);
  return read_file(path(folder, name));
}

TEST_CASE("one thread, two threads and three merged processes write the same bytes") {
  const Folder folder;
  const std::string one = json_of(folder, "one.json", study({"--threads", "1"}));
  REQUIRE_FALSE(one.empty());
  CHECK(json_of(folder, "two.json", study({"--threads", "2"})) == one);

  std::deque<Run> shards;
  auto merge = simulate({"--merge"});
  for (const char* shard : {"3/3", "1/3", "2/3"}) {
    const std::string part = path(folder, "part" + std::string{shard}.substr(0, 1) + ".json");
    shards.emplace_back(study({"--threads", "1", "--shard", shard, "--json", part}));
    merge.push_back(part);
  }
  for (auto& shard : shards) CHECK(shard.end().code == 0);
  CHECK(json_of(folder, "merged.json", merge) == one);

  merge.pop_back();
  const auto incomplete = run_program(merge);
  CHECK(incomplete.code == 1);
  CHECK(incomplete.errors == "offpeak simulate: missing: shard 2/3\n");
}

TEST_CASE("parts of different studies are refused") {
  const Folder folder;
  json_of(folder, "a", study({"--shard", "1/2"}));
  json_of(folder, "b", study({"--shard", "2/2", "--antithetic"}, "8"));
  const auto merged = run_program(simulate({"--merge", path(folder, "a"), path(folder, "b")}));
  CHECK(merged.code == 1);
  CHECK(contains(merged.errors, "is a part of another study"));
}

TEST_CASE("Ctrl-C leaves a report of what is done") {
  const Folder folder;
  const std::string file = path(folder, "results.json");
  Run run{study({"--progress", "--json", file}, "100000")};
  // Its first line of progress says that it is at work.
  while (run.runs() && run.errors().empty()) std::this_thread::yield();
  REQUIRE(run.runs());
  run.signal(SIGINT);
  const auto ended = run.end();
  CHECK(ended.code == 1);
  const auto results = boost::json::parse(read_file(file)).as_object();
  CHECK(results.at("complete") == false);
  CHECK(results.at("scenarios").as_array().size() == 4);
  CHECK(contains(ended.output, "Stopped early"));
}

TEST_CASE("wrong use is named, with exit code 2") {
  struct Row {
    std::vector<std::string> more;
    std::string said;
  };
  const Row rows[] = {
      {{"--shard", "4/3", "--json", "x"}, "--shard must be like 2/3"},
      {{"--shard", "1/3"}, "--shard needs --json FILE"},
      {{"--guidance", "on"}, "--guidance must be off, levelled, recommend or all"},
      {{"--compliance", "3"}, "--compliance must be from 0 to 1, such as 0.03"},
      {{"--compliance", "nan"}, "--compliance must be from 0 to 1, such as 0.03"},
      {{"--precision", "1"}, "--precision must be like 1%"},
      {{"--precision", "1%", "--shard", "1/3", "--json", "x"}, "--precision is decided on all"},
      {{"--antithetic"}, "--replications must be even"},
      {{"--json", "-", "--csv", "-"}, "only one of --json, --csv and --html can be \"-\""},
      {{"--json", "/nowhere/x"}, "cannot write /nowhere/x"},
  };
  const Folder folder;
  std::filesystem::current_path(folder.path());
  for (const Row& row : rows) {
    const auto run = run_program(study(row.more));
    CHECK(run.code == 2);
    INFO(run.errors);
    CHECK(contains(run.errors, row.said));
  }
}

TEST_CASE("a day whose holidays are not known yet is played, and said to be one") {
  const auto on = [](const char* date) {
    return run_program(simulate({"--config", testing::source_path("config/hangzhou.yaml"), "--date",
                                 date, "--visitors", "100", "--replications", "2"}));
  };
  const auto unknown = on("2027-03-05");
  CHECK(unknown.code == 0);
  CHECK(unknown.errors.empty());
  CHECK(contains(unknown.output,
                 "2027-03-05: the notice on holidays for 2027 is not published: played as an "
                 "ordinary Friday"));
  CHECK(contains(on("2028-03-03").output, "no calendar for 2028"));
  CHECK(contains(on("2027-10-01").output, "closed for a public holiday"));
  CHECK_FALSE(contains(on("2026-03-05").output, "played as"));
}

TEST_CASE("without a file the answer is a table, and nothing else is said") {
  const auto run = run_program(study({}));
  CHECK(run.code == 0);
  CHECK(contains(run.output, "two more counters"));
  CHECK(contains(run.output, "less base"));
  CHECK(contains(run.output, "parties/s"));
  CHECK(run.errors.empty());
}

}  // namespace
}  // namespace offpeak
