// `offpeak simulate` as a planner and a batch system run it: processes of the built program.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/config/sample.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak {
namespace {

using config::Folder;

/// A run whose standard output and errors go to files; it is awaited at the latest by its end.
class Process {
 public:
  Process(const Folder& folder, const std::string& name, std::vector<std::string> arguments)
      : errors_{folder.path() / (name + ".err")}, output_{folder.path() / (name + ".out")} {
    arguments.insert(arguments.begin(), {OFFPEAK_PROGRAM, "simulate"});
    std::vector<char*> words;
    for (auto& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const auto& [descriptor, file] : {std::pair{1, &output_}, std::pair{2, &errors_}}) {
      posix_spawn_file_actions_addopen(&actions, descriptor, file->c_str(), O_CREAT | O_WRONLY,
                                       0600);
    }
    REQUIRE(posix_spawn(&pid_, OFFPEAK_PROGRAM, &actions, nullptr, words.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  ~Process() {
    if (pid_ > 0) end();
  }
  Process(Process&& other) noexcept
      : pid_{std::exchange(other.pid_, 0)}, errors_{other.errors_}, output_{other.output_} {}
  Process& operator=(Process&&) = delete;

  int end() {
    int status = 0;
    ::waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  bool runs() const {
    siginfo_t ended{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == 0;
  }
  void signal(int number) const { ::kill(pid_, number); }
  std::string errors() const { return read(errors_); }
  std::string output() const { return read(output_); }

  static std::string read(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }

 private:
  pid_t pid_ = 0;
  std::filesystem::path errors_, output_;
};

/// A seventh of a city's Saturday in four scenarios, and what is added.
std::vector<std::string> study(std::vector<std::string> more, const char* replications = "7") {
  std::vector<std::string> all{
      "--config",       testing::source_path("config/hangzhou.yaml"),
      "--scenarios",    testing::source_path("config/scenarios/saturday.yaml"),
      "--date",         "2026-06-13",
      "--visitors",     "1000",
      "--seed",         "5",
      "--replications", replications};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::string path(const Folder& folder, const std::string& name) {
  return (folder.path() / name).string();
}

/// Runs to the end; the text of the file that it writes.
std::string json_of(const Folder& folder, const std::string& name, std::vector<std::string> more) {
  more.insert(more.end(), {"--json", path(folder, name)});
  Process process{folder, name, std::move(more)};
  const int code = process.end();
  INFO(process.errors());
  CHECK(code == 0);
  return Process::read(path(folder, name));
}

TEST_CASE("one thread, two threads and three merged processes write the same bytes") {
  const Folder folder;
  const std::string one = json_of(folder, "one.json", study({"--threads", "1"}));
  REQUIRE_FALSE(one.empty());
  CHECK(json_of(folder, "two.json", study({"--threads", "2"})) == one);

  std::vector<Process> shards;
  std::vector<std::string> merge{"--merge"};
  for (const char* shard : {"3/3", "1/3", "2/3"}) {
    const std::string part = path(folder, "part" + std::string{shard}.substr(0, 1) + ".json");
    shards.emplace_back(folder, "shard" + std::string{shard}.substr(0, 1),
                        study({"--threads", "1", "--shard", shard, "--json", part}));
    merge.push_back(part);
  }
  for (auto& shard : shards) CHECK(shard.end() == 0);
  CHECK(json_of(folder, "merged.json", merge) == one);

  merge.pop_back();
  Process incomplete{folder, "incomplete", merge};
  CHECK(incomplete.end() == 1);
  CHECK(incomplete.errors() == "offpeak simulate: missing: shard 2/3\n");
}

TEST_CASE("parts of different studies are refused") {
  const Folder folder;
  json_of(folder, "a", study({"--shard", "1/2"}));
  json_of(folder, "b", study({"--shard", "2/2", "--antithetic"}, "8"));
  Process process{folder, "merge", {"--merge", path(folder, "a"), path(folder, "b")}};
  CHECK(process.end() == 1);
  CHECK(process.errors().find("is a part of another study") != std::string::npos);
}

TEST_CASE("Ctrl-C leaves a report of what is done") {
  const Folder folder;
  const std::string file = path(folder, "results.json");
  Process process{folder, "long", study({"--progress", "--json", file}, "100000")};
  // Its first line of progress says that it is at work.
  while (process.runs() && process.errors().empty()) std::this_thread::yield();
  REQUIRE(process.runs());
  process.signal(SIGINT);
  CHECK(process.end() == 1);
  const auto results = boost::json::parse(Process::read(file)).as_object();
  CHECK(results.at("complete") == false);
  CHECK(results.at("scenarios").as_array().size() == 4);
  CHECK(process.output().find("Stopped early") != std::string::npos);
}

TEST_CASE("wrong use is named, with exit code 2") {
  struct Row {
    std::vector<std::string> more;
    std::string said;
  };
  const Row rows[] = {
      {{"--shard", "4/3", "--json", "x"}, "--shard must be like 2/3"},
      {{"--shard", "1/3"}, "--shard needs --json FILE"},
      {{"--precision", "1"}, "--precision must be like 1%"},
      {{"--precision", "1%", "--shard", "1/3", "--json", "x"}, "--precision is decided on all"},
      {{"--antithetic"}, "--replications must be even"},
      {{"--json", "-", "--csv", "-"}, "only one of --json, --csv and --html can be \"-\""},
      {{"--json", "/nowhere/x"}, "cannot write /nowhere/x"},
  };
  const Folder folder;
  std::filesystem::current_path(folder.path());
  for (const Row& row : rows) {
    Process process{folder, "wrong", study(row.more)};
    CHECK(process.end() == 2);
    INFO(process.errors());
    CHECK(process.errors().find(row.said) != std::string::npos);
    std::filesystem::remove(path(folder, "wrong.err"));
  }
}

TEST_CASE("without a file the answer is a table, and nothing else is said") {
  const Folder folder;
  Process process{folder, "table", study({})};
  CHECK(process.end() == 0);
  CHECK(process.output().find("two more counters") != std::string::npos);
  CHECK(process.output().find("less base") != std::string::npos);
  CHECK(process.output().find("parties/s") != std::string::npos);
  CHECK(process.errors().empty());
}

}  // namespace
}  // namespace offpeak
