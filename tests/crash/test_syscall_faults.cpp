// Each system call of the SQLite journal and of the snapshots fails once, in each way; and a disk
// runs full. What was acknowledged is there afterwards.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "tests/crash/store_history.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::crash {
namespace {

namespace fs = std::filesystem;
using store::tests::TemporaryDirectory;

constexpr int calls_max = 2'000;
constexpr int batches = 4;

struct Run {
  int status = 0;  // as waitpid gives it
  std::string output;

  bool exited() const { return WIFEXITED(status); }
  int code() const { return WEXITSTATUS(status); }
};

/// Runs a shell command to its end.
Run run(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) throw std::runtime_error{"popen failed"};
  Run result;
  std::array<char, 4096> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    result.output.append(buffer.data(), got);
  }
  result.status = ::pclose(pipe);
  return result;
}

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

std::string write_command(const fs::path& directory, int count) {
  return "exec '" OFFPEAK_STORE_CHILD "' write " + quoted(directory) + " " + std::to_string(count);
}

Acknowledged acknowledged_in(const std::string& output, Acknowledged last = {}) {
  std::istringstream lines{output};
  std::string word;
  while (lines >> word) {
    if (word == "appended") lines >> last.sequence;
    if (word == "snapshot") lines >> last.snapshot;
  }
  return last;
}

/// Writes while the n-th call fails; says whether there were so many.
bool write_with_fault(const fs::path& directory, const fs::path& mark, int n,
                      const std::string& with, Run& result) {
  fs::remove(mark);
  result = run("FAIL_UNDER=" + quoted(directory) + " FAIL_AT=" + std::to_string(n) +
               " FAIL_WITH=" + with + " FAIL_MARK=" + quoted(mark) +
               " LD_PRELOAD='" OFFPEAK_FAILING_CALLS "' " + write_command(directory, batches));
  return fs::exists(mark);
}

/// Every call in turn, in a copy of `start`. The number of calls.
int fail_each_call(const fs::path& start, const Acknowledged& before, const std::string& with) {
  const TemporaryDirectory scratch;
  for (int n = 1; n <= calls_max; ++n) {
    const fs::path directory = scratch / std::to_string(n);
    fs::copy(start, directory);
    Run result;
    const bool failed = write_with_fault(directory, scratch / "mark", n, with, result);
    CAPTURE(with);
    CAPTURE(n);
    CAPTURE(result.output);
    REQUIRE_MESSAGE(result.exited(), "ended by a signal");
    CHECK((result.code() == EXIT_SUCCESS || result.code() == EXIT_FAILURE));
    if (result.code() == EXIT_FAILURE) CHECK(result.output.find("error: ") != std::string::npos);

    const Acknowledged acknowledged = acknowledged_in(result.output, before);
    const std::string fault = check_history(directory, acknowledged);
    // A file whose creation broke off may be refused, in words, while nothing is in it.
    const bool refused = acknowledged.sequence == 0 && fault.starts_with("the store does not open");
    if (!refused) CHECK(fault == "");
    fs::remove_all(directory);
    if (!failed) {
      CHECK(result.code() == EXIT_SUCCESS);
      CHECK(result.output.find("error: ") == std::string::npos);
      return n - 1;
    }
  }
  FAIL("it goes on for ever");
  return 0;
}

const std::array<std::string, 4> faults{std::to_string(EIO), std::to_string(ENOSPC),
                                        std::to_string(EINTR), "short"};

TEST_CASE("whichever system call fails, what was acknowledged is there afterwards") {
  const TemporaryDirectory scratch;
  const fs::path start = scratch / "start";
  fs::create_directory(start);
  SUBCASE("of a store that is made") {}
  SUBCASE("of a store with a history and two snapshots") {
    REQUIRE(run(write_command(start, batches)).code() == EXIT_SUCCESS);
  }
  Acknowledged before;
  if (fs::exists(database_in(start))) before = {.sequence = 32, .snapshot = 32};
  if (before.sequence != 0) REQUIRE(check_history(start, before) == "");
  for (const auto& with : faults) {
    const int calls = fail_each_call(start, before, with);
    CHECK(calls > 20);
    MESSAGE("errno " << with << ": " << calls << " calls, each failed once");
  }
}

TEST_CASE("on a disk that runs full, what was acknowledged is there once there is room again") {
  const TemporaryDirectory scratch;
  const fs::path directory = scratch / "disk";
  fs::create_directory(directory);
  const std::string disk = quoted(directory);
  const std::string in_namespace = "unshare --user --map-root-user --mount sh -ec ";
  const std::string mount = "mount -t tmpfs -o size=600k tmpfs " + disk;
  const auto allowed = run(in_namespace + "\"" + mount + "\" 2>&1");
  if (allowed.status != 0) {
    MESSAGE("skipped: no file system may be mounted here: " << allowed.output);
    return;
  }
  // The history goes on until it is refused; then, on the full disk and on a larger one, the store
  // is opened again by another process.
  const std::string child = "'" OFFPEAK_STORE_CHILD "'";
  const auto result =
      run(in_namespace + "\"" + mount + "; " + child + " write " + disk + " 0 >" +
          quoted(scratch / "log") + " || true; mount -o remount,size=8m " + disk + "; cp -r " +
          disk + " " + quoted(scratch / "after") + "; " + child + " write " + disk + " 2\" 2>&1");
  CAPTURE(result.output);
  REQUIRE(result.status == 0);
  CHECK(result.output.find("closed") != std::string::npos);

  const auto log = run("cat " + quoted(scratch / "log")).output;
  const Acknowledged acknowledged = acknowledged_in(log);
  CHECK(log.find("error: ") != std::string::npos);
  CHECK(acknowledged.sequence > batch_events);
  CHECK(acknowledged.snapshot > 0);
  CHECK(check_history(scratch / "after", acknowledged) == "");
  MESSAGE("full after sequence " << acknowledged.sequence << ", the last snapshot at "
                                 << acknowledged.snapshot);
}

}  // namespace
}  // namespace offpeak::crash
