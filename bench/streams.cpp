// A thousand displays on one hall's board, over real sockets: how long a call takes to reach each
// of them, and what a stream costs in memory. Server and clients are one process, so that the
// memory is an upper bound and both share the machine's processors.
//
//   bench_streams [streams] [calls]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

#include "api/app.hpp"
#include "api/web/static_files.hpp"
#include "api/words.hpp"
#include "config/load.hpp"
#include "store/sqlite/journal.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::bench {
namespace {

namespace s = scheduler;
using std::chrono::steady_clock;
using DayTime = steady_clock::time_point;

constexpr config::HallCode hall{330100};
constexpr s::CounterNumber counter{1};
constexpr auto between_calls = std::chrono::milliseconds{100};
constexpr auto patience = std::chrono::seconds{5};

[[noreturn]] void fail(const std::string& reason) {
  std::cerr << reason << '\n';
  std::exit(1);
}

config::City load() {
  auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  if (!loaded.city) fail("config/hangzhou.yaml has mistakes");
  return std::move(*loaded.city);
}

std::unique_ptr<store::Journal> open_journal(const std::filesystem::path& file) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
  auto journal = store::SqliteJournal::open(file);
  if (!journal) fail(journal.error().message);
  return std::move(*journal);
}

/// The server as `offpeak serve` puts it together, with two I/O threads.
struct House {
  House()
      : journal{open_journal(std::filesystem::temp_directory_path() / "offpeak-bench-streams.db")},
        port{engine.add_port([this] { parker.wake(); })} {
    if (const auto recovery = engine.recover(*journal); !recovery) fail(recovery.error().message);
    http::ServerOptions options;
    options.listen.port = 0;
    options.threads = 2;
    for (unsigned i = 0; i < options.threads; ++i) {
      resources.metrics.push_back(std::make_unique<api::ThreadMetrics>());
    }
    server.start(options,
                 [this](http::IoThread& io) { return std::make_unique<api::App>(resources, io); });
    engine.lead(*journal);
    resources.phase = api::Phase::ready;
  }
  ~House() {
    server.drain(steady_clock::now() + patience);
    engine.stop();
    server.join();
  }
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  /// Sends a command and waits for its reply.
  s::Reply ask(const s::CommandBody& body) {
    const s::Command command{.caller = {.role = s::Role::admin}, .idempotency = {}, .body = body};
    if (engine.submit(port, command, 0) != engine::Push::claimed) fail("no room for a command");
    engine.kick();
    std::optional<s::Reply> reply;
    const auto drain = [&] {
      port.drain([&](engine::Completion& completion) { reply = std::move(completion.reply); });
      port.drain_boards([](std::uint32_t, const engine::SharedBoard&) {});
      return reply.has_value();
    };
    while (!drain()) {
      parker.announce();
      if (drain()) {
        parker.withdraw();
        break;
      }
      parker.sleep(std::nullopt);
    }
    if (reply->receipt.rejection != s::Rejection::none) fail("a command was rejected");
    return std::move(*reply);
  }

  config::City city = load();
  engine::Clock clock{
      config::instant_at(config::make_date(2026, 6, 13), config::MinuteOfDay{10 * 60}), 1};
  engine::Engine engine{city, clock, {}, {[](const std::string& reason) { fail(reason); }}};
  engine::Parker parker;
  std::unique_ptr<store::Journal> journal;
  engine::Port& port;
  security::Keys keys;
  security::IssuerBook issuers;
  api::StaticFiles files{testing::source_path()};
  api::SharedResources resources{.city = city,
                                 .engine = engine,
                                 .clock = clock,
                                 .keys = keys,
                                 .issuers = issuers,
                                 .files = files,
                                 .store = "sqlite",
                                 .addresses{4096, engine::Clock::real_now()},
                                 .readers{4096, engine::Clock::real_now()},
                                 .citizens{4096, engine::Clock::real_now()},
                                 .bad_tokens{4096, engine::Clock::real_now()},
                                 .metrics{}};
  http::Server server;
};

/// Clients that read streams, on a thread of their own.
class Displays {
 public:
  Displays(std::uint16_t port, std::size_t count) : epoll_{epoll_create1(0)}, displays_(count) {
    for (std::size_t i = 0; i < count; ++i) connect(port, i);
    thread_ = std::thread{[this] { run(); }};
  }
  ~Displays() {
    stopping_ = true;
    thread_.join();
    for (const auto& one : displays_) ::close(one.socket);
    ::close(epoll_);
  }
  Displays(const Displays&) = delete;
  Displays& operator=(const Displays&) = delete;

  /// Waits until every display shows what begins so; when each began to.
  std::vector<DayTime> await(const std::string& shown) {
    const auto deadline = steady_clock::now() + patience;
    while (showing_ < displays_.size()) {
      if (steady_clock::now() > deadline) fail("a display was not told of " + shown);
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    std::vector<DayTime> moments;
    for (const auto& one : displays_) moments.push_back(one.shown_at);
    return moments;
  }
  /// From now on: this is looked for.
  void look_for(const std::string& text) {
    showing_ = 0;
    const std::lock_guard lock{mutex_};
    wanted_ = text;
    for (auto& one : displays_) one.shows = false;
  }

 private:
  struct Display {
    int socket = -1;
    bool shows = false;
    DayTime shown_at;
    std::string tail;  // of what was read last: a text may be cut in two
  };

  void connect(std::uint16_t port, std::size_t i) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      fail("cannot connect");
    }
    constexpr std::string_view request =
        "GET /v1/halls/330100/board/stream HTTP/1.1\r\nHost: x\r\n\r\n";
    if (::write(socket, request.data(), request.size()) < 0) fail("cannot ask for a stream");
    displays_[i].socket = socket;
    epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }

  void run() {
    std::array<epoll_event, 256> events;
    while (!stopping_) {
      const int ready = epoll_wait(epoll_, events.data(), events.size(), 50);
      const std::lock_guard lock{mutex_};
      for (int i = 0; i < ready; ++i) read(displays_[events[static_cast<std::size_t>(i)].data.u64]);
    }
  }

  void read(Display& display) {
    const auto size = ::read(display.socket, buffer_.data(), buffer_.size());
    if (size <= 0) fail("a stream ended");
    if (display.shows || wanted_.empty()) return;
    const std::string_view bytes{buffer_.data(), static_cast<std::size_t>(size)};
    std::string seam = display.tail;
    seam += bytes.substr(0, wanted_.size());
    display.shows =
        bytes.find(wanted_) != std::string_view::npos || seam.find(wanted_) != std::string::npos;
    display.tail = bytes.substr(bytes.size() - std::min(bytes.size(), wanted_.size()));
    if (!display.shows) return;
    display.shown_at = steady_clock::now();
    ++showing_;
  }

  int epoll_;
  std::vector<Display> displays_;
  std::array<char, 65'536> buffer_;
  std::mutex mutex_;
  std::string wanted_;
  std::atomic<std::size_t> showing_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

std::size_t resident_bytes() {
  std::ifstream file{"/proc/self/statm"};
  std::size_t size = 0;
  std::size_t resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

s::TakeTicket walk_in(const config::City& city, std::uint64_t n) {
  s::Services services;
  services.codes[0] = city.find_service("passport_renewal")->code;
  services.size = 1;
  return {.ticket = s::TicketId{{n, 1}}, .hall = hall, .services = services};
}

void print_milliseconds(const char* name, std::vector<double> values) {
  std::ranges::sort(values);
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  std::printf("%-28s p50 %7.2f  p90 %7.2f  p99 %7.2f  max %7.2f ms\n", name, at(0.5), at(0.9),
              at(0.99), values.back());
}

void measure(std::size_t streams, int calls) {
  House house;
  house.ask(s::OpenCounter{.hall = hall, .counter = counter});
  for (int i = 1; i <= calls + 40; ++i) {
    house.ask(walk_in(house.city, static_cast<std::uint64_t>(i)));
  }
  // The board, rendered, and the allocator's arenas are there before the streams are counted.
  const std::size_t before = resident_bytes();
  Displays displays{house.server.port(), streams};
  while (house.server.counters().streams_open < streams) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::seconds{1});

  std::vector<double> since_sent;
  std::vector<double> since_reply;
  for (int i = 1; i <= calls; ++i) {
    const auto next_at = steady_clock::now() + between_calls;
    // Tickets came in order, and all of them wait in one line.
    const auto number = api::ticket_number(config::LaneCode{1}, static_cast<std::uint16_t>(i));
    displays.look_for("{\"ticket\":\"" + number + "\",\"counter\":1,");
    const DayTime sent = steady_clock::now();
    house.ask(s::CallNext{.hall = hall, .counter = counter});
    const DayTime replied = steady_clock::now();
    for (const DayTime shown : displays.await(number)) {
      using Milliseconds = std::chrono::duration<double, std::milli>;
      since_sent.push_back(Milliseconds{shown - sent}.count());
      since_reply.push_back(Milliseconds{shown - replied}.count());
    }
    house.ask(s::Serve{.hall = hall, .counter = counter});
    house.ask(s::Finish{.hall = hall, .counter = counter});
    std::this_thread::sleep_until(next_at);
  }
  const std::size_t after = resident_bytes();
  std::printf("%zu streams, %d calls, one every %lld ms\n", streams, calls,
              static_cast<long long>(between_calls.count()));
  print_milliseconds("from call-next to display", since_sent);
  print_milliseconds("from its reply to display", since_reply);
  std::printf("%-28s %.1f KiB a stream\n", "memory, clients included",
              static_cast<double>(after - before) / 1024 / static_cast<double>(streams));
}

}  // namespace
}  // namespace offpeak::bench

int main(int count, char** words) {
  const std::size_t streams = count > 1 ? std::strtoul(words[1], nullptr, 10) : 1000;
  const int calls = count > 2 ? std::atoi(words[2]) : 200;
  offpeak::bench::measure(streams, calls);
}
