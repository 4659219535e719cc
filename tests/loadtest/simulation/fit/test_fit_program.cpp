// `offpeak fit` as a planner runs it.
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
Answer fit(const std::string& options) {
  std::vector<std::string> arguments{"fit", "--config",
                                     testing::source_path("config/hangzhou.yaml")};
  std::istringstream words{options};
  for (std::string word; words >> word;) arguments.push_back(word);
  const auto run = testing::run_program(std::move(arguments));
  return {run.code, run.output + run.errors};
}

struct RecordedMorning {
  RecordedMorning() {
    fill_morning(hall);
    for (int minute = 0; minute < 60; ++minute) hall.come(10, minute);
    file = (folder.path() / "day.db").string();
    record(hall, file);
  }
  config::Folder folder;
  OneHall hall{2};
  std::string file;
};

TEST_CASE("a recorded day gives a demand file that the simulator takes") {
  const RecordedMorning morning;
  const auto out = (morning.folder.path() / "fitted.yaml").string();
  const auto answer =
      fit("--from-store sqlite:" + morning.file + " --days 2026-06-09 --out " + out);
  INFO(answer.text);
  CHECK(answer.code == 0);
  CHECK(answer.text.find("in_the_hall.priority_percent") != std::string::npos);
  CHECK(answer.text.find("who turned round at the door is not in a store") != std::string::npos);
  CHECK(answer.text.find("key: passport_renewal") != std::string::npos);
  const auto simulated = testing::run_program(
      {"simulate", "--config", testing::source_path("config/hangzhou.yaml"), "--demand", out,
       "--date", "2026-06-10", "--visitors", "200", "--replications", "2"});
  INFO(simulated.errors);
  CHECK(simulated.code == 0);
}

TEST_CASE("bad input names its option") {
  const RecordedMorning morning;
  const std::string from = "--from-store sqlite:" + morning.file;
  struct Row {
    std::string arguments;
    int code;
    const char* words;
  };
  const Row rows[] = {
      {from, 2, "--days"},
      {"--days 2026-06-09", 2, "--from-store"},
      {from + " --days yesterday", 2, "--days must be days such as 2026-06-01..2026-06-28"},
      {from + " --days 2026-06-09..", 2, "--days must be days such as"},
      {from + " --days 2026-06-09..2026-06-01", 2, "--days ends before it begins"},
      {from + " --days 2020-01-01..2026-06-09", 2, "--days: at most 400 days"},
      {from + " --days 2026-06-10", 2,
       "--days: nobody came on 2026-06-10; the store knows visits from 2026-06-09"},
      {from + ".not --days 2026-06-09", 3, "--from-store: "},
      {from + " --days 2026-06-09 --demand /nowhere.yaml", 2, "--demand has mistakes"},
      {from + " --days 2026-06-09 --out - --json -", 2, "--out and --json: only one"},
      {from + " --days 2026-06-09 --out /nowhere/fitted.yaml", 1, "--out: cannot write"},
  };
  for (const auto& row : rows) {
    const auto answer = fit(row.arguments);
    CAPTURE(row.arguments);
    CAPTURE(answer.text);
    CHECK(answer.code == row.code);
    CHECK(answer.text.find(row.words) != std::string::npos);
  }
}

}  // namespace
}  // namespace offpeak::loadtest
