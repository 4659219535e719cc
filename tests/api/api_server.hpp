// The real server in this process: listener, application, engine and journal, wired as in
// main/serve.cpp, with a clock that the test sets.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/http/client_address.hpp"
#include "api/http/limits.hpp"
#include "config/city.hpp"
#include "config/online_rules.hpp"
#include "jobs/job_manager.hpp"
#include "scheduler/messages/command.hpp"
#include "tests/support/http_client.hpp"

namespace offpeak::engine {
class Engine;
}
namespace offpeak::store {
class Follower;
class Journal;
}  // namespace offpeak::store
namespace offpeak::api {
struct SharedResources;
}

namespace offpeak::testing {

/// The city that is shipped.
const config::City& hangzhou();
/// Who need not come there.
const config::OnlineRules& hangzhou_online();

/// Hangzhou, where each slot of the main hall's documents lane has so many counter-minutes, all
/// released once the slot is within the horizon. A passport renewal takes six.
config::City city_with_slots_of(int minutes);

struct ApiServerOptions {
  config::City city = hangzhou();
  std::string now = "2026-06-13T08:00:00+08:00";  // until the test moves the clock
  unsigned threads = 1;
  std::size_t ring_capacity = 16'384;
  bool demo_authentication = true;
  http::Limits limits{};
  http::TrustedProxies proxies{};
  std::vector<std::string> allowed_origins{};
  /// Must outlive the server; nullptr: the city has none.
  const config::OnlineRules* online_rules = &hangzhou_online();
  bool forecasts = false;  // by the demand that is shipped; each move of the clock waits for them
  /// Must outlive the server; nullptr: SQLite in a directory of its own.
  store::Journal* journal = nullptr;
  /// Must outlive the server, which stands by and follows it instead of leading; it begins where
  /// the journal does.
  store::Follower* follower = nullptr;
  /// As Store::what_may_be_lost.
  std::string may_lose{};
  /// What answers POST /v1/simulations; without a worker there are none. Its folder, where it names
  /// none, is in the server's own directory and is kept over a restart.
  jobs::JobManagerOptions simulations{};
  /// What their pages are made of.
  std::string assets{};
  /// Called before the engine starts, each time.
  std::function<void(engine::Engine&)> before_start{};
};

class ApiServer {
 public:
  explicit ApiServer(ApiServerOptions options = {});
  /// Stops as SIGTERM does.
  ~ApiServer();

  std::uint16_t port() const;
  HttpClient connect() const { return HttpClient{port()}; }

  /// Stops gracefully and starts again on the same store, at this time.
  void restart_at(const std::string& now);
  /// Returns when the server has done all that is due by then.
  void move_clock(const std::string& to);

  engine::Engine& engine();
  /// What the routes share, to set what the process around them would.
  api::SharedResources& resources();
  const config::City& city() const;
  /// What the engine said of its journal's failure; empty while there is none.
  std::string failure() const;

  /// A citizen's token, for resident number `n` of tests/support/identity_numbers.hpp.
  std::string citizen(std::uint64_t n) const;
  /// Any other role's; `hall` for those bound to one.
  std::string token(scheduler::Role role, std::uint32_t hall = 0,
                    const std::string& name = "test") const;
  std::string staff() const { return token(scheduler::Role::staff, 330100); }
  std::string hotline() const { return token(scheduler::Role::hotline); }
  std::string kiosk() const { return token(scheduler::Role::kiosk, 330100); }
  std::string admin() const { return token(scheduler::Role::admin); }
  /// A citizen's token that ended an hour ago, and one signed by another server.
  std::string expired_citizen(std::uint64_t n) const;
  std::string forged_citizen(std::uint64_t n) const;

 private:
  struct Parts;
  struct Running;
  void start(const std::string& now);
  void stop();

  std::unique_ptr<Parts> parts_;
};

}  // namespace offpeak::testing
