#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/architecture/includes.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::architecture {
namespace {

namespace fs = std::filesystem;

const fs::path root{testing::source_path()};

struct Source {
  std::string path;  // from the root
  std::string text;
};

std::vector<Source> sources_below(const std::string& folder) {
  std::vector<Source> sources;
  if (!fs::exists(root / folder)) return sources;
  for (const auto& entry : fs::recursive_directory_iterator{root / folder}) {
    const auto extension = entry.path().extension();
    if (extension != ".hpp" && extension != ".cpp") continue;
    std::ostringstream text;
    text << std::ifstream{entry.path()}.rdbuf();
    sources.push_back({fs::relative(entry.path(), root).generic_string(), text.str()});
  }
  return sources;
}

void report(const Source& source, const std::vector<Violation>& violations) {
  for (const auto& violation : violations) {
    const std::string place = source.path + ":" + std::to_string(violation.line);
    CAPTURE(place);
    CAPTURE(violation.what);
    CHECK(violations.empty());
  }
}

/// exp and log differ in the last bit from one C library to another: nothing of the state may come
/// from them. What guidance predicts becomes state only as part of a command.
constexpr std::array<std::string_view, 1> floating{"cmath"};

TEST_CASE("the core does no I/O, starts no thread, reads no clock and draws nothing at random") {
  int seen = 0;
  for (const auto& source : sources_below("scheduler")) {
    if (source.path.starts_with("scheduler/engine/")) continue;
    ++seen;
    const bool guides = source.path.starts_with("scheduler/guidance/");
    report(source, find_impurities(source.text,
                                   guides ? std::span{floating} : std::span{floating}.first(0)));
  }
  CHECK(seen >= 30);
}

TEST_CASE("a room uses itself and the rooms before it") {
  int seen = 0;
  for (const char* folder :
       {"base", "config", "scheduler", "store", "loadtest", "outbox", "jobs", "api", "main"}) {
    for (const auto& source : sources_below(folder)) {
      ++seen;
      report(source, find_wrong_way_includes(source.path, source.text));
    }
  }
  CHECK(seen >= 400);
}

TEST_CASE("a planted line is found, an innocent one is not") {
  struct Row {
    std::string line;
    bool impure;
  };
  const std::array rows{
      Row{"#include <boost/asio.hpp>", true},
      Row{"#include <boost/beast/http.hpp>", true},
      Row{"#include <hiredis/hiredis.h>", true},
      Row{"#include <sqlite3.h>", true},
      Row{"#include <yaml-cpp/yaml.h>", true},
      Row{"#include <thread>", true},
      Row{"  #  include  <mutex>", true},
      Row{"#include <atomic>", true},
      Row{"#include <fstream>", true},
      Row{"#include <iostream>", true},
      Row{"#include <random>", true},
      Row{"#include <filesystem>", true},
      Row{"#include <sys/socket.h>", true},
      Row{"#include <unistd.h>", true},
      Row{"#include <ctime>", true},
      Row{"#include <spdlog/spdlog.h>", true},
      Row{"#include <unordered_map>  // its order is not the same everywhere", true},
      Row{"const auto now = std::chrono::system_clock::now();", true},
      Row{"const auto now = Clock::now ();", true},
      Row{"std::chrono::steady_clock::time_point started;", true},
      Row{"getrandom(bytes, 16, 0);", true},
      Row{"int r = rand();", true},
      Row{"int r = std::rand ();", true},
      Row{"std::random_device device;", true},
      Row{"auto t = time(nullptr);", true},
      Row{"std::thread worker{run};", true},
      Row{"std::atomic<int> count;", true},
      Row{"std::mutex mutex_;", true},
      Row{"std::cout << 1;", true},
      Row{"static thread_local int cache;", true},
      Row{"/* fine */ std::cerr << 1;", true},
      Row{"#include <vector>", false},
      Row{"#include <boost/unordered/unordered_flat_map.hpp>", false},
      Row{"#include \"scheduler/state/state.hpp\"", false},
      Row{"// reads no clock: never call system_clock::now() or rand()", false},
      Row{"/* std::thread\n   std::mutex */", false},
      Row{"const char* text = \"std::thread\";", false},
      Row{"Instant now() const { return now_; }", false},
      Row{"const auto operand = grand(total);", false},
      Row{"const Instant time = start + minutes{5};", false},
      Row{"RandomBits random{};", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.line);
    CHECK(find_impurities(row.line).empty() != row.impure);
    const auto found = find_impurities("#pragma once\n\n" + row.line + "\nint x;\n");
    CHECK(found.size() == (row.impure ? 1 : 0));
    if (row.impure && !found.empty()) CHECK(found.front().line == 3);
  }
}

TEST_CASE("an include against the direction is found, one along it is not") {
  struct Row {
    std::string path;
    std::string included;
    bool wrong;
  };
  const std::array rows{
      Row{"config/city.cpp", "\"config/city.hpp\"", false},
      Row{"config/city.cpp", "\"scheduler/messages/ids.hpp\"", true},
      Row{"scheduler/state/state.hpp", "\"config/city.hpp\"", false},
      Row{"scheduler/booking/party.cpp", "\"scheduler/messages/event.hpp\"", false},
      Row{"scheduler/state/state.hpp", "\"scheduler/engine/ring.hpp\"", true},
      Row{"scheduler/booking/party.cpp", "\"store/journal.hpp\"", true},
      Row{"scheduler/booking/party.cpp", "<store/journal.hpp>", true},
      Row{"store/record.cpp", "\"scheduler/messages/event.hpp\"", false},
      Row{"store/record.cpp", "\"scheduler/engine/writer.hpp\"", true},
      Row{"store/record.cpp", "\"api/server.hpp\"", true},
      Row{"scheduler/engine/writer.cpp", "\"store/journal.hpp\"", false},
      Row{"scheduler/engine/writer.cpp", "\"scheduler/state/state.hpp\"", false},
      Row{"scheduler/engine/writer.cpp", "\"api/server.hpp\"", true},
      Row{"loadtest/simulation/days/visitor.cpp", "\"scheduler/engine/writer.hpp\"", false},
      Row{"api/server.cpp", "\"scheduler/engine/writer.hpp\"", false},
      Row{"api/server.cpp", "\"main/serve.hpp\"", true},
      Row{"main/serve.cpp", "\"api/server.hpp\"", false},
      Row{"main/serve.cpp", "\"tests/main.cpp\"", true},
      Row{"store/record.cpp", "\"record.hpp\"", true},
      Row{"store/record.cpp", "<vector>", false},
      Row{"scheduler/state/state.hpp", "\"scheduler/booking/release.hpp\"", true},
      Row{"scheduler/booking/decider.hpp", "\"scheduler/decide.hpp\"", true},
      Row{"scheduler/decide.cpp", "\"scheduler/booking/decider.hpp\"", false},
      Row{"scheduler/image/links.cpp", "\"scheduler/table/slab.hpp\"", false},
      Row{"store/redis/store.cpp", "\"store/journal.hpp\"", false},
      Row{"store/redis/store.cpp", "\"store/sqlite/store.hpp\"", true},
      Row{"store/journal.hpp", "\"store/redis/store.hpp\"", true},
      Row{"store/store.cpp", "\"store/redis/store.hpp\"", false},
      Row{"api/http/connection.cpp", "\"api/exchange.hpp\"", true},
      Row{"api/exchange.cpp", "\"api/security/tokens.hpp\"", false},
      Row{"api/exchange.cpp", "\"api/citizen/holds.hpp\"", true},
      Row{"api/citizen/holds.cpp", "\"api/exchange.hpp\"", false},
      Row{"api/citizen/holds.cpp", "\"api/hall/boards.hpp\"", true},
      Row{"api/citizen/holds.cpp", "\"api/route_table.hpp\"", true},
      Row{"api/route_table.cpp", "\"api/citizen/holds.hpp\"", false},
      Row{"api/route_table.cpp", "\"api/app.hpp\"", true},
      Row{"api/app.cpp", "\"api/route_table.hpp\"", false},
      Row{"bench/core.cpp", "\"config/city.hpp\"", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.included);
    const auto found = find_wrong_way_includes(row.path, "#include " + row.included + "\n");
    CHECK(found.empty() != row.wrong);
    CHECK(find_wrong_way_includes(row.path, "// #include " + row.included + "\n").empty() !=
          row.path.starts_with("bench/"));
  }
}

TEST_CASE("what is said of a wrong include names both rooms") {
  const auto found = find_wrong_way_includes("scheduler/state/state.hpp",
                                             "#include \"scheduler/booking/release.hpp\"\n");
  REQUIRE(found.size() == 1);
  CHECK(found.front().what ==
        "scheduler/state/ may not use scheduler/booking/: scheduler/booking/release.hpp");
}

}  // namespace
}  // namespace offpeak::architecture
