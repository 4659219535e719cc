// What the kernel keeps for clients that do not read: little, and nothing once they are given up.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

/// The server's side of the connections to one of its ports, as the kernel lists them.
struct KernelSocket {
  bool has_owner = false;  // otherwise the process has closed it, and the kernel is not done yet
  std::uint64_t unacknowledged_bytes = 0;
};

std::vector<KernelSocket> kernel_sockets(std::uint16_t port) {
  constexpr int listening = 0x0A;
  constexpr int time_wait = 0x06;
  std::vector<KernelSocket> sockets;
  std::ifstream table{"/proc/net/tcp"};
  std::string line;
  std::getline(table, line);  // the titles
  while (std::getline(table, line)) {
    std::istringstream fields{line};
    std::string number, local, remote, state, queues, timer, retries, user, timeout;
    std::uint64_t inode = 0;
    fields >> number >> local >> remote >> state >> queues >> timer >> retries >> user >> timeout >>
        inode;
    const int code = std::stoi(state, nullptr, 16);
    const bool is_ours = std::stoi(local.substr(local.find(':') + 1), nullptr, 16) == port;
    if (!is_ours || code == listening || code == time_wait) continue;
    sockets.push_back({inode != 0, std::stoull(queues, nullptr, 16)});
  }
  return sockets;
}

const std::string large_body(200'000, 'x');

void answer_largely(IoThread& thread, const Request& request, ReplyTo to) {
  if (request.path == "/small") return echo(thread, request, to);
  thread.reply(to, {.content_type = "text/plain", .body = large_body});
}

std::string many_requests(int count) {
  std::string requests;
  for (int i = 0; i < count; ++i) requests += get("/large");
  return requests;
}

/// Clients with a small window that ask for much and read nothing.
std::vector<Client> silent_clients(const Server& server, int count) {
  std::vector<Client> clients(static_cast<std::size_t>(count));
  for (Client& client : clients) {
    client.socket().set_option(boost::asio::socket_base::receive_buffer_size{4096});
    client.connect(server);
    client.send(many_requests(20));
  }
  return clients;
}

/// Some here; with OFFPEAK_LONG as many as an attacker would come with.
int silent_clients_count() { return std::getenv("OFFPEAK_LONG") == nullptr ? 30 : 1000; }

/// Both ends of each connection are files of this process.
void allow_files(rlim_t count) {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(count, limit.rlim_max));
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

/// What the server's sockets of its clients have of an option; both ends are in this process.
std::vector<int> options_of_clients(std::uint16_t port, int level, int name) {
  std::vector<int> values;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    const int file = std::stoi(entry.path().filename().string());
    sockaddr_in own{};
    socklen_t size = sizeof own;
    const bool is_of_server = getsockname(file, reinterpret_cast<sockaddr*>(&own), &size) == 0 &&
                              own.sin_family == AF_INET && ntohs(own.sin_port) == port;
    if (!is_of_server || getpeername(file, reinterpret_cast<sockaddr*>(&own), &size) != 0) continue;
    int value = 0;
    size = sizeof value;
    REQUIRE(getsockopt(file, level, name, &value, &size) == 0);
    values.push_back(value);
  }
  return values;
}

TEST_CASE("each client's socket has its bounds: what may be unsent, and for how long") {
  const Limits limits;
  const RunningServer running{echo};
  Client client{running.server};
  REQUIRE(client.exchange(get("/")).status == 200);
  const auto port = running.server.port();
  // The kernel doubles the size, for its own bookkeeping (man 7 socket).
  CHECK(options_of_clients(port, SOL_SOCKET, SO_SNDBUF) == std::vector{2 * reply_kernel_bytes});
  CHECK(options_of_clients(port, IPPROTO_TCP, TCP_NOTSENT_LOWAT) ==
        std::vector{unsent_kernel_bytes});
  CHECK(options_of_clients(port, IPPROTO_TCP, TCP_USER_TIMEOUT) ==
        std::vector{static_cast<int>(limits.write_time_max.count())});
}

TEST_CASE("clients that ask for much and do not read hold little of the kernel's memory") {
  const int clients = silent_clients_count();
  allow_files(2 * static_cast<rlim_t>(clients) + 100);
  const RunningServer running{answer_largely};
  const auto silent = silent_clients(running.server, clients);
  Client other{running.server};
  REQUIRE(eventually([&] {
    return running.server.counters().connections_open == static_cast<std::uint64_t>(clients) + 1;
  }));
  // When this one is answered, each of the silent has had its turn.
  for (int i = 0; i < 20; ++i) REQUIRE(other.exchange(get("/small")).status == 200);
  const auto sockets = kernel_sockets(running.server.port());
  CHECK(sockets.size() == static_cast<std::size_t>(clients) + 1);
  for (const auto& socket : sockets) {
    CHECK(socket.unacknowledged_bytes <= 2 * std::uint64_t{reply_kernel_bytes});
  }
}

TEST_CASE("of a client that was given up because it does not read nothing is left in the kernel") {
  Limits limits;
  limits.write_time_max = std::chrono::milliseconds{50};
  limits.sweep_interval = std::chrono::milliseconds{10};
  const RunningServer running{answer_largely, limits};
  const auto silent = silent_clients(running.server, 5);
  REQUIRE(eventually([&] { return running.server.counters().connections_timed_out == 5; }));
  REQUIRE(running.has_open(0));
  CHECK(kernel_sockets(running.server.port()).empty());
}

TEST_CASE("a client with many requests at once lets others have their turn between them") {
  std::vector<std::string> order;  // of the loop's thread, until the server is asked no more
  std::atomic<bool> has_begun{false};
  std::atomic<bool> may_go_on{false};
  const RunningServer running{[&](IoThread& thread, const Request& request, ReplyTo to) {
    if (order.empty()) {
      has_begun = true;
      has_begun.notify_one();
      may_go_on.wait(false);
    }
    order.push_back(std::string{request.path});
    echo(thread, request, to);
  }};
  Client other{running.server};
  Client greedy{running.server};
  REQUIRE(running.has_open(2));
  constexpr int requests = 60;  // fit one read of a connection
  std::string all;
  for (int i = 0; i < requests; ++i) all += get("/a");
  greedy.send(all);
  has_begun.wait(false);
  other.send(get("/b"));
  may_go_on = true;
  may_go_on.notify_one();
  CHECK(other.read_reply().status == 200);
  for (int i = 0; i < requests; ++i) REQUIRE(greedy.read_reply().status == 200);
  // The next turn of the greedy may have begun before the other was seen.
  const auto before = std::ranges::find(order, "/b") - order.begin();
  CHECK(before <= 2 * requests_per_turn_max);
}

}  // namespace
}  // namespace offpeak::http::tests
