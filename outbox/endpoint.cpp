#include "outbox/endpoint.hpp"

#include <algorithm>
#include <cstdint>

#include "base/loopback.hpp"
#include "base/number.hpp"

namespace offpeak::outbox {
namespace {

bool is_this_machine(std::string_view host) {
  return host == "localhost" || base::is_loopback_address(host);
}

bool is_port(std::string_view text) {
  return base::parse_number<std::uint16_t>(text, 1, 65535).has_value();
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view url) {
  const bool printable = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7F; });
  if (!printable || url.size() > url_bytes_max) return std::nullopt;
  Endpoint endpoint;
  if (url.starts_with("https://")) {
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    endpoint.encrypted = false;
    url.remove_prefix(7);
  } else {
    return std::nullopt;
  }
  url = url.substr(0, url.find('#'));
  const auto authority = url.substr(0, url.find_first_of("/?"));
  url.remove_prefix(authority.size());
  if (authority.empty() || authority.find('@') != std::string_view::npos) return std::nullopt;
  endpoint.authority = authority;
  endpoint.target = url.starts_with('/') ? "" : "/";
  endpoint.target += url;

  const bool bracketed = authority.front() == '[';
  const auto host_end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && host_end == std::string_view::npos) return std::nullopt;
  endpoint.host = bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  endpoint.port = endpoint.encrypted ? "443" : "80";
  const auto after = bracketed ? host_end + 1 : std::min(host_end, authority.size());
  if (const auto rest = authority.substr(after); !rest.empty()) {
    if (rest.front() != ':' || !is_port(rest.substr(1))) return std::nullopt;
    endpoint.port = rest.substr(1);
  }
  if (endpoint.host.empty()) return std::nullopt;
  if (!endpoint.encrypted && !is_this_machine(endpoint.host)) return std::nullopt;
  return endpoint;
}

bool is_endpoint_name(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= name_bytes_max && std::ranges::all_of(text, is_allowed);
}

}  // namespace offpeak::outbox
