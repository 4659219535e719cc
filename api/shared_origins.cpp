#include "api/shared_origins.hpp"

#include <algorithm>

namespace offpeak::api {
namespace {

constexpr std::string_view every_origin = "*";
/// A cache must not give one origin what was said to another.
constexpr std::string_view vary = "Vary: Origin\r\n";
constexpr std::string_view exposed =
    "Access-Control-Expose-Headers: Age, ETag, Retry-After, X-Request-Id\r\n";
/// No Authorization: what needs a token is not shared.
constexpr std::string_view permitted =
    "Access-Control-Allow-Methods: GET, HEAD\r\n"
    "Access-Control-Allow-Headers: If-None-Match, Last-Event-ID, X-Request-Id\r\n"
    "Access-Control-Max-Age: 3600\r\n";

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view{".-_:[]"}.find(c) != std::string_view::npos;
}

}  // namespace

bool is_origin(std::string_view text) {
  if (text == every_origin) return true;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto host = text.substr(scheme.size());
    return !host.empty() && std::ranges::all_of(host, is_host_character);
  }
  return false;
}

SharedOrigins::SharedOrigins(const std::vector<std::string>& origins) {
  for (const auto& origin : origins) {
    std::string lines = "Access-Control-Allow-Origin: " + origin + "\r\n";
    lines += exposed;
    if (origin != every_origin) lines += vary;
    origins_.push_back({origin, std::move(lines)});
  }
}

const SharedOrigins::Shared* SharedOrigins::find(std::string_view origin) const {
  const auto found = std::ranges::find_if(origins_, [origin](const Shared& one) {
    return one.origin == every_origin || (!origin.empty() && one.origin == origin);
  });
  return found == origins_.end() ? nullptr : &*found;
}

std::string_view SharedOrigins::reply_lines(std::string_view origin) const {
  if (const auto* const shared = find(origin)) return shared->lines;
  return origins_.empty() ? std::string_view{} : vary;
}

std::optional<std::string> SharedOrigins::preflight_lines(const http::Request& request) const {
  const auto* const shared = request.origin.empty() ? nullptr : find(request.origin);
  const auto method = request.access_control_request_method;
  if (shared == nullptr || (method != "GET" && method != "HEAD")) return std::nullopt;
  return std::string{permitted};
}

}  // namespace offpeak::api
