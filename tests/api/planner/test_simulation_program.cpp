// Simulations of the real program, whose worker is the program itself.
#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "base/number.hpp"
#include "tests/api/requests.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/event_stream.hpp"
#include "tests/support/poll.hpp"
#include "tests/support/server_process.hpp"

using namespace offpeak::testing;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

const std::string simulations = "/v1/simulations";
/// Hours of work: it ends because something ends it.
const std::string endless =
    R"({"date":"2026-06-13","days":3,"visitors":8000,"replications":10000})";

std::string status_of(const json::value& simulation) {
  return std::string{std::string_view{simulation.at("status").as_string()}};
}

EventStream watch(const ServerProcess& server, const std::string& path) {
  return EventStream{server.port(), path + "/stream", "", server.token("planner")};
}

std::string ask(const ServerProcess& server, const std::string& body) {
  const auto reply = server.connect().post(simulations, body, server.token("planner"));
  REQUIRE(reply.status == 202);
  return reply.header("Location");
}

/// The first event whose simulation has begun to count.
json::value await_progress(EventStream& stream) {
  auto simulation = stream.next().json();
  while (simulation.at("progress").at("total").to_number<int>() == 0) {
    simulation = stream.next().json();
  }
  return simulation;
}

json::value await_end(const ServerProcess& server, const std::string& path) {
  auto stream = watch(server, path);
  auto event = stream.next();
  while (event.name == "progress") event = stream.next();
  REQUIRE(event.name == "ended");
  return event.json();
}

/// The process that works in this folder; −1 when there is none.
pid_t worker_in(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{"/proc"}) {
    const std::string name = entry.path().filename();
    const auto pid = offpeak::base::parse_number<pid_t>(name);
    if (pid && fs::read_symlink(entry.path() / "cwd", error) == folder) return *pid;
  }
  return -1;
}

/// Tells when a process that is not this one's child has ended.
class Watched {
 public:
  explicit Watched(pid_t pid) : end_{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))} {
    REQUIRE(end_ >= 0);
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() { ::close(end_); }

  bool await_end() const { return wait_readable(end_); }

 private:
  int end_;
};

/// A directory for the server, without symbolic links in its name.
struct Place {
  offpeak::store::tests::TemporaryDirectory directory;
  fs::path path = fs::canonical(directory.path());
  fs::path folder_of(const std::string& simulation) const {
    return path / "simulations" / simulation.substr(simulations.size() + 1);
  }
};

}  // namespace

TEST_CASE("The program simulates, and what came out is there after a restart") {
  Place place;
  std::string path;
  std::string body;
  {
    ServerProcess server{place.path};
    path = ask(server, R"({"date":"2026-06-13","replications":3})");
    CHECK(status_of(await_end(server, path)) == "done");
    const auto reply = server.connect().get(path, server.token("planner"));
    CHECK(reply.json().at("results").at("scenarios").as_array().size() == 1);
    body = reply.body;
    CHECK(server.connect().get(path + "/report.html", server.token("planner")).status == 200);
    server.terminate();
    CHECK(server.wait() == 0);
  }
  ServerProcess server{place.path};
  CHECK(server.connect().get(path, server.token("planner")).body == body);
}

TEST_CASE("Beside a simulation the server books, and the worker stands behind it") {
  Place place;
  ServerProcess server{place.path};
  const auto path = ask(server, endless);
  auto stream = watch(server, path);
  await_progress(stream);
  const pid_t worker = worker_in(place.folder_of(path));
  REQUIRE(worker > 0);
  CHECK(::sched_getscheduler(worker) == SCHED_IDLE);
  CHECK(::getpriority(PRIO_PROCESS, static_cast<id_t>(worker)) == 19);
  auto client = server.connect();
  const auto is_ok = [](const HttpReply& reply) { return reply.status == 200; };
  CHECK(is_ok(ask_until(client, "/readyz", "", is_ok)));

  const Watched watched{worker};
  CHECK(client.del(path, server.token("planner")).status == 202);
  auto event = stream.next();
  while (event.name == "progress") event = stream.next();
  CHECK(status_of(event.json()) == "cancelled");
  CHECK(watched.await_end());
}

TEST_CASE("A worker killed by kill -9 has failed, and the server goes on") {
  Place place;
  ServerProcess server{place.path};
  const auto path = ask(server, endless);
  auto stream = watch(server, path);
  await_progress(stream);
  const pid_t worker = worker_in(place.folder_of(path));
  REQUIRE(worker > 0);
  REQUIRE(::kill(worker, SIGKILL) == 0);
  auto event = stream.next();
  while (event.name == "progress") event = stream.next();
  CHECK(status_of(event.json()) == "failed");
  CHECK(event.json().at("detail").as_string() == "the worker was ended by signal 9");
  const auto next = ask(server, R"({"date":"2026-06-13","replications":1})");
  CHECK(status_of(await_end(server, next)) == "done");
}

TEST_CASE("A server killed by kill -9 takes its worker with it, and the next one runs it again") {
  Place place;
  std::string path;
  {
    ServerProcess server{place.path};
    path = ask(server, endless);
    auto stream = watch(server, path);
    await_progress(stream);
    const pid_t worker = worker_in(place.folder_of(path));
    REQUIRE(worker > 0);
    const Watched watched{worker};
    server.kill();
    CHECK(server.wait() == -SIGKILL);
    CHECK(watched.await_end());
  }
  ServerProcess server{place.path};
  auto stream = watch(server, path);
  CHECK(status_of(await_progress(stream)) == "running");
  server.terminate();
  auto event = stream.next();
  while (event.name == "progress") event = stream.next();
  CHECK(event.name == "unavailable");
  CHECK(server.wait() == 0);
  CHECK(worker_in(place.folder_of(path)) == -1);
}
