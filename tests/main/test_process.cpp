// `offpeak serve` as a process: signals that do not concern it, and the files that it may open.
#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "tests/main/live_store.hpp"

using namespace offpeak::testing;

namespace {

namespace fs = std::filesystem;

/// The program under limits of open files.
std::string program_with_files(const fs::path& directory, int soft, int hard) {
  const fs::path script = directory / "program";
  std::ofstream{script} << "#!/bin/sh\nulimit -Sn " << soft << " && ulimit -Hn " << hard
                        << " && exec " << offpeak_program() << " \"$@\"\n";
  fs::permissions(script, fs::perms::owner_all);
  return script;
}

ServerProcess serve(const fs::path& directory, int soft, int hard) {
  return ServerProcess{
      ServerSetup{.directory = directory, .program = program_with_files(directory, soft, hard)}};
}

/// How many of so many clients are served, who all stay. Each of the others is told 503.
int served_of(const ServerProcess& server, int clients) {
  std::vector<std::unique_ptr<HttpClient>> connections;
  int served = 0;
  for (int i = 0; i < clients; ++i) {
    connections.push_back(std::make_unique<HttpClient>(server.port()));
    const auto status = connections.back()->get("/healthz").status;
    CHECK((status == 200 || status == 503));
    if (status == 200) ++served;
  }
  return served;
}

TEST_CASE("A hangup has the issuers read again, and ends nothing, nor does a reader that goes") {
  const LiveStore place;
  auto server = place.serve({});
  for (const int number : {SIGHUP, SIGPIPE, SIGHUP}) {
    server.signal(number);
    CHECK(server.connect().get("/healthz").status == 200);
  }
  server.await_log("event=issuers_read issuers=0");
  CHECK(server.stop() == 0);
}

TEST_CASE("The number of files that may be open is raised as far as the system allows") {
  const offpeak::store::tests::TemporaryDirectory directory;
  auto server = serve(directory.path(), 140, 1000);
  CHECK(served_of(server, 300) == 300);
  CHECK(server.stop() == 0);
}

TEST_CASE("Where few files may be open, each client beyond them is told so, and the log as well") {
  const offpeak::store::tests::TemporaryDirectory directory;
  auto server = serve(directory.path(), 160, 160);
  CHECK(served_of(server, 60) == 160 - 128);
  CHECK(server.log().find("event=few_files allowed=160") != std::string::npos);
  CHECK(server.connect().get("/healthz").status == 200);  // the sixty have gone
  CHECK(server.stop() == 0);
}

}  // namespace
