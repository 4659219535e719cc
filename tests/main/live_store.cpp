#include "tests/main/live_store.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "config/load.hpp"
#include "scheduler/reports/configuration_changes.hpp"
#include "tests/api/requests.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::testing {
namespace {

/// Longer than anything here takes; only a failing test waits so long.

/// So many slots that none fills up.
std::string some_slot(std::uint64_t n) {
  static const std::vector<std::string> halls{"330100", "330102", "330105", "330106", "330109"};
  static const std::vector<std::string> starts{"0830", "0900", "0930", "1000", "1030", "1100"};
  static const std::vector<std::string> days{"14", "15", "16", "17", "18", "22"};
  return halls[n % 5] + ".documents.2026-06-" + days[n / 5 % 6] + "." + starts[n / 30 % 6];
}

std::string advice(std::uint64_t n) { return wish(some_slot(n), {{n, "advice"}}); }

/// Sends requests of the hotline and remembers what must stay between it and the server.
class Hotline {
 public:
  explicit Hotline(const ServerProcess& server)
      : client_{server.connect()}, token_{server.token("admin")} {}

  std::string post(const std::string& target, const std::string& body, int status,
                   const std::string& idempotency_key = {}) {
    const auto reply = client_.post(target, body, token_, idempotency_key);
    if (reply.status != status) throw std::runtime_error{target + ": " + reply.body};
    for (const char* name : {"id", "code"}) {
      if (const auto text = reply.text(name); !text.empty()) secrets.push_back(text);
    }
    return reply.text("id");
  }
  void del(const std::string& target) {
    const auto reply = client_.del(target, token_);
    if (reply.status >= 300) throw std::runtime_error{target + ": " + reply.body};
  }
  void hide(std::uint64_t n) { secrets.push_back(resident_number(n)); }

  Secrets secrets;

 private:
  HttpClient client_;
  std::string token_;
};

}  // namespace

LiveStore::LiveStore(std::string uri) : uri_{std::move(uri)} {
  if (uri_.empty()) uri_ = "sqlite:" + (directory_ / "offpeak.db").string();
}

std::vector<std::string> LiveStore::serve_options(const std::vector<std::string>& more) const {
  std::vector<std::string> options{"--store", uri_, "--clock", "2026-06-13T08:00:00+08:00@0"};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

ServerProcess LiveStore::serve(const std::vector<std::string>& more) const {
  return ServerProcess{directory_.path(), serve_options(more)};
}

Outcome LiveStore::try_to_serve(const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"serve", "--listen", "127.0.0.1:0"};
  const auto add_unless_said = [&](const std::string& option, const std::string& value) {
    if (std::ranges::find(more, option) != more.end()) return;
    arguments.insert(arguments.end(), {option, value});
  };
  add_unless_said("--config", testing::source_path("config/hangzhou.yaml"));
  add_unless_said("--keys", (directory_ / "keys").string());
  add_unless_said("--state", (directory_ / "state").string());
  add_unless_said("--audit", (directory_ / "audit").string());
  const auto options = serve_options(more);
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run_program(std::move(arguments));
}

Outcome LiveStore::inspect(const std::vector<std::string>& options) const {
  std::vector<std::string> arguments{"inspect", uri_};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run_program(std::move(arguments));
}

Secrets book(const ServerProcess& server, std::uint64_t first, std::uint64_t last) {
  Hotline hotline{server};
  for (std::uint64_t n = first; n < last; ++n) {
    hotline.hide(n);
    hotline.post("/v1/appointments", advice(n), 201);
  }
  return hotline.secrets;
}

Secrets live_a_little(const ServerProcess& server) {
  constexpr std::uint64_t first = 900'000;
  Hotline hotline{server};
  for (std::uint64_t n = first; n < first + 5; ++n) hotline.hide(n);
  const auto held = hotline.post("/v1/holds", advice(first), 201);
  hotline.post("/v1/appointments", hold_body(held), 201);
  const auto released = hotline.post("/v1/holds", advice(first + 1), 201);
  hotline.del("/v1/holds/" + released);
  const auto cancelled = hotline.post("/v1/appointments", advice(first + 2), 201, "a-key-of-mine");
  hotline.secrets.push_back("a-key-of-mine");
  hotline.post("/v1/appointments/" + cancelled + "/cancel", "", 200);
  const auto moved = hotline.post("/v1/appointments", advice(first + 3), 201);
  hotline.post("/v1/appointments/" + moved + "/reschedule", slot_body(some_slot(first + 4)), 201);
  return hotline.secrets;
}

double await_metric(const ServerProcess& server, const std::string& name, double least) {
  auto client = server.connect();
  const auto give_up = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto page = client.get("/metrics").body;
    const auto at = page.find("\n" + name + " ");
    if (at == std::string::npos) throw std::runtime_error{"no metric " + name};
    const double value = std::stod(page.substr(at + name.size() + 2));
    if (value >= least) return value;
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error{name + " stays"};
  }
}

std::string after_events(std::uint64_t events) {
  static const std::uint64_t noted = [] {
    const auto loaded = config::load_city(source_path("config/hangzhou.yaml"));
    constexpr std::size_t keys = 2;  // of citizens' names, and of codes
    return scheduler::meanings_of(loaded.city.value()).size() + keys;
  }();
  return std::to_string(noted + events);
}

std::string stop(ServerProcess& server) {
  server.terminate();
  if (const int code = server.wait(); code != 0) {
    throw std::runtime_error{"the server ends with " + std::to_string(code) + ": " + server.log()};
  }
  return server.log();
}

std::string logged(const std::string& log, const std::string& event, const std::string& field) {
  const auto line = log.rfind("event=" + event + " ");
  const auto end = line == std::string::npos ? line : log.find('\n', line);
  const auto at = line == std::string::npos ? line : log.find(" " + field + "=", line);
  if (at == std::string::npos || at > end) throw std::runtime_error{event + " is not logged"};
  const auto begin = at + field.size() + 2;
  return log.substr(begin, std::min(log.find(' ', begin), end) - begin);
}

}  // namespace offpeak::testing
