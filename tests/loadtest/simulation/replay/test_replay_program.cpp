// `offpeak simulate --from-store` as a planner runs it.
#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/config/sample.hpp"
#include "tests/loadtest/simulation/replay/recorded_store.hpp"
#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::loadtest {
namespace {

struct Answer {
  int code = 0;
  std::string text;  // output and errors
};

/// With options that have no spaces in them, separated by spaces.
Answer simulate(const std::string& options) {
  std::vector<std::string> arguments{
      "simulate",       "--config", testing::source_path("config/hangzhou.yaml"), "--seed", "3",
      "--replications", "4"};
  std::istringstream words{options};
  for (std::string word; words >> word;) arguments.push_back(word);
  const auto run = testing::run_program(std::move(arguments));
  return {run.code, run.output + run.errors};
}

TEST_CASE("a recorded day goes through scenarios, the same on any number of threads") {
  const config::Folder folder;
  OneHall hall{2};
  fill_morning(hall);
  const auto file = (folder.path() / "day.db").string();
  record(hall, file);
  const auto scenarios =
      folder
          .write("scenarios.yaml",
                 "scenarios:\n  - name: base\n  - name: more\n    counters: {330100: +2}\n")
          .string();
  const std::string day = "--from-store sqlite:" + file + " --day 2026-06-09 ";

  const auto one = simulate(day + "--json - --threads 1 --scenarios " + scenarios);
  INFO(one.text);
  CHECK(one.code == 0);
  CHECK(one.text.find("replay of 2026-06-09") != std::string::npos);
  CHECK(simulate(day + "--json - --threads 2 --scenarios " + scenarios).text == one.text);

  const auto shard = [&](const char* which, const char* part) {
    return simulate(day + "--scenarios " + scenarios + " --shard " + which + " --json " +
                    (folder.path() / part).string());
  };
  CHECK(shard("1/2", "one").code == 0);
  CHECK(shard("2/2", "two").code == 0);
  const auto merged = simulate("--json - --merge " + (folder.path() / "one").string() + " " +
                               (folder.path() / "two").string());
  CHECK(merged.text == one.text);
}

TEST_CASE("a replay refuses what contradicts it, and names it") {
  const config::Folder folder;
  OneHall hall{2};
  fill_morning(hall);
  const auto file = (folder.path() / "day.db").string();
  record(hall, file);
  const std::string from = "--from-store sqlite:" + file;
  const auto scenarios =
      folder.write("scenarios.yaml", "scenarios:\n  - name: busier\n    demand: +20%\n").string();
  struct Row {
    std::string arguments;
    const char* words;
  };
  const Row rows[] = {
      {from, "needs both --from-store"},
      {"--day 2026-06-09", "needs both --from-store"},
      {from + " --day yesterday", "--day must be a day such as 2026-06-13"},
      {from + " --day 2026-06-10", "--day: nobody came on 2026-06-10"},
      {from + " --day 2026-06-09 --date 2026-06-09", "--date and --day"},
      {from + " --day 2026-06-09 --visitors 10", "--visitors: a replay has the visitors of --day"},
      {from + " --day 2026-06-09 --days 2", "--days: a replay is of one day"},
      {from + " --day 2026-06-09 --scenarios " + scenarios,
       "scenario \"busier\" changes the demand"},
      {"--from-store sqlite:" + file + ".not --day 2026-06-09", "--from-store: "},
  };
  for (const auto& row : rows) {
    const auto answer = simulate(row.arguments);
    CAPTURE(row.arguments);
    CAPTURE(answer.text);
    CHECK(answer.code == 2);
    CHECK(answer.text.find(row.words) != std::string::npos);
  }
}

}  // namespace
}  // namespace offpeak::loadtest
