// Input: the route, the role, the ids in its path and whether an idempotency key is sent, a byte
// each; a line that is the query; the rest is the body. Each is a request to the real server, with
// the real handlers and the real engine behind it, over a socket. The server lives, answers, and is
// never at fault itself (500).
#include <array>
#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "api/route_table.hpp"
#include "store/memory/journal.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/http_client.hpp"

namespace offpeak::fuzz {
namespace {

using scheduler::Role;

constexpr std::size_t ids_kept_max = 64;
constexpr std::uint64_t citizens = 8;

testing::ApiServerOptions options_of(store::Journal& journal) {
  constexpr int no_limit = 1'000'000;
  testing::ApiServerOptions options;
  options.journal = &journal;
  auto& limits = options.city.limits;
  limits.address_burst = limits.citizen_burst = limits.read_burst = no_limit;
  return options;
}

/// The server, what it has named so far, and who may ask.
class World {
 public:
  World() {
    for (std::uint64_t n = 1; n <= citizens; ++n) tokens_.push_back(server_.citizen(n));
    for (const Role role : {Role::staff, Role::kiosk, Role::display}) {
      tokens_.push_back(server_.token(role, 330100));
    }
    for (const Role role : {Role::planner, Role::hotline, Role::admin}) {
      tokens_.push_back(server_.token(role));
    }
    tokens_.emplace_back();
    tokens_.emplace_back("x");
  }

  void ask(std::span<const std::uint8_t, 4> choices, std::string_view query,
           std::string_view body) {
    const auto routes = api::all_routes();
    const auto& route = routes[choices[0] % routes.size()];
    if (!has_an_end(route)) return;
    testing::HttpRequest request{.method = std::string{http::method_name(route.method)},
                                 .target = target_of(route, choices[2], query),
                                 .body = std::string{body},
                                 .token = tokens_[choices[1] % tokens_.size()]};
    if (choices[3] % 2 == 1) request.idempotency_key = "k" + std::to_string(choices[3] / 2);
    if (route.method == http::Method::get) request.body.clear();
    learn_from(exchange(request));
  }

 private:
  /// Streams go on for ever, and a server that stepped down answers no more.
  static bool has_an_end(const api::Route& route) {
    return !route.pattern.text.ends_with("/stream") && !route.pattern.text.ends_with("step-down");
  }

  std::string target_of(const api::Route& route, std::uint8_t choice, std::string_view query) {
    static constexpr std::array names{"330100", "1", "330102", "x",
                                      "00000000000000000000000000000000"};
    const auto& pattern = route.pattern;
    std::string target;
    for (std::size_t i = 0; i <= pattern.parameters; ++i) {
      target += pattern.pieces[i];
      if (i == pattern.parameters) break;
      const std::size_t pick = choice + i;
      const bool known = pick >= names.size() && !ids_.empty();
      target += known ? ids_[pick % ids_.size()] : names[pick % names.size()];
    }
    if (!query.empty()) target += '?';
    for (const char c : query) target += c > ' ' && c < 127 && c != '#' ? c : '+';
    return target;
  }

  testing::HttpReply exchange(const testing::HttpRequest& request) {
    if (client_->try_send(request)) {
      if (auto reply = client_->try_read_reply()) return *std::move(reply);
    }
    *client_ = server_.connect();  // the server ends a connection after some refusals
    return client_->exchange(request);
  }

  void learn_from(const testing::HttpReply& reply) {
    OFFPEAK_ASSERT(reply.status >= 200 && reply.status < 600);
    OFFPEAK_ASSERT(reply.status != 500);
    OFFPEAK_ASSERT(server_.failure().empty());
    if (reply.status != 201) return;
    const auto id = reply.text("id");
    if (id.empty()) return;
    if (ids_.size() == ids_kept_max) ids_.erase(ids_.begin());
    ids_.push_back(id);
  }

  store::MemoryJournal journal_;
  testing::ApiServer server_{options_of(journal_)};
  std::unique_ptr<testing::HttpClient> client_ =
      std::make_unique<testing::HttpClient>(server_.connect());
  std::vector<std::string> tokens_;
  std::vector<std::string> ids_;
};

}  // namespace
}  // namespace offpeak::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace offpeak;
  constexpr std::size_t choices = 4;
  if (size < choices) return fuzz::rejected;
  static fuzz::World world;
  const auto text = fuzz::text_of(data + choices, size - choices);
  const auto end = text.find('\n');
  const auto query = text.substr(0, end);
  const auto body = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  world.ask(std::span<const std::uint8_t, choices>{data, choices}, query.substr(0, 1024), body);
  return 0;
}
