#include "api/replier.hpp"

#include <spdlog/spdlog.h>

#include "api/thread_metrics.hpp"
#include "base/quoted.hpp"

namespace offpeak::api {
namespace {

/// Slower replies are logged.
constexpr std::chrono::seconds slow{1};

constexpr std::string_view problem_type = "application/problem+json";

}  // namespace

void Replier::reply(const Recipient& whom, const http::Response& response) {
  io_.reply(whom.to, response);
  count(whom, response.status);
}

void Replier::reply(const Recipient& whom, const Problem& problem) {
  reply(whom, response_of(problem));
}

/// Logs only the request's id and route: the rest may be personal.
void Replier::reply(const Recipient& whom, const base::Thrown& thrown) {
  spdlog::error(R"(event=internal_error request_id={} route="{} {}" what={})", whom.request_id,
                http::method_name(whom.route->method), whom.route->pattern.text,
                base::quoted(thrown.what));
  reply(whom, internal_error());
}

void Replier::count(const Recipient& whom, int status) {
  const auto took = std::chrono::steady_clock::now() - whom.began;
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  auto& of_route = metrics_.routes[static_cast<std::size_t>(whom.route - routes_.data())];
  of_route.latency.observe(static_cast<std::uint64_t>(microseconds));
  const auto status_class = static_cast<std::size_t>(status / 100);
  of_route.replies[status_class].fetch_add(1, std::memory_order_relaxed);

  // Refusals under overload are counted, not logged: a flood of requests must not become a flood of
  // log lines.
  const auto level = took > slow ? spdlog::level::warn : spdlog::level::debug;
  if (!spdlog::should_log(level)) return;
  spdlog::log(level,
              R"(event=reply request_id={} route="{} {}" status={} microseconds={} client={})",
              whom.request_id, http::method_name(whom.route->method), whom.route->pattern.text,
              status, microseconds, http::format(whom.client));
}

http::Response Replier::response_of(const Problem& problem) {
  problem_text_ = problem_body(problem);
  problem_headers_.clear();
  if (problem.status == 401) problem_headers_ = "WWW-Authenticate: Bearer realm=\"offpeak\"\r\n";
  if (problem.retry_after_seconds > 0) {
    problem_headers_ = "Retry-After: " + std::to_string(problem.retry_after_seconds) + "\r\n";
  }
  return {.status = problem.status,
          .content_type = problem_type,
          .body = problem_text_,
          .extra_headers = problem_headers_};
}

}  // namespace offpeak::api
