// A server whose system clock is set back while it runs.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"

namespace offpeak::monitoring {
namespace {

using namespace offpeak::testing;
namespace fs = std::filesystem;

/// The program with a system clock that goes as far wrong as the file `offset` in its folder says;
/// the steady clock stays right, as the kernel's does.
std::string program_with_clock(const fs::path& directory) {
  const fs::path script = directory / "program";
  std::ofstream{script} << "#!/bin/sh\nexport FAKETIME_TIMESTAMP_FILE=" << directory / "offset"
                        << " FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1\n"
                        << "LD_PRELOAD=/usr/lib/$(uname -m)-linux-gnu/faketime/libfaketimeMT.so.1 "
                        << "exec " << offpeak_program() << " \"$@\"\n";
  fs::permissions(script, fs::perms::owner_all);
  return script;
}

void set_clock(const fs::path& directory, const std::string& offset) {
  std::ofstream{directory / "next"} << offset << '\n';
  fs::rename(directory / "next", directory / "offset");
}

double metric(HttpClient& client, const std::string& name) {
  const auto page = client.get("/metrics").body;
  const auto at = page.find("\n" + name + " ");
  REQUIRE(at != std::string::npos);
  return std::stod(page.substr(at + name.size() + 2));
}

TEST_CASE("a clock that is set back shows by how much, and how long the halls' time stands still") {
  const store::tests::TemporaryDirectory directory;
  set_clock(directory.path(), "+0");
  auto server = ServerProcess{
      ServerSetup{.directory = directory.path(), .program = program_with_clock(directory.path())}};
  auto client = server.connect();
  ask_until(client, "/readyz", "", [](const HttpReply& reply) { return reply.status == 200; });
  const std::string counter = "/v1/halls/330100/counters/1/open";
  REQUIRE(client.post(counter, "", server.token("staff")).status == 204);
  CHECK(std::abs(metric(client, "offpeak_clock_steps_seconds")) < 1);
  CHECK(metric(client, "offpeak_clock_behind_seconds") == 0);

  set_clock(directory.path(), "-7200");
  CHECK(metric(client, "offpeak_clock_steps_seconds") == doctest::Approx(-7200).epsilon(0.01));
  const auto behind = metric(client, "offpeak_clock_behind_seconds");
  CHECK(behind > 6000);
  CHECK(behind <= 7200);
  CHECK(server.stop() == 0);
}

}  // namespace
}  // namespace offpeak::monitoring
