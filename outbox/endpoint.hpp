// Where webhooks go.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace offpeak::outbox {

inline constexpr std::size_t url_bytes_max = 2048;
inline constexpr std::size_t endpoints_max = 16;
inline constexpr std::size_t name_bytes_max = 32;
/// Of the endpoint that is given without one.
inline constexpr std::string_view default_name = "default";

struct Endpoint {
  bool encrypted = true;  // https
  std::string host;       // without brackets
  std::string port;
  std::string target;     // "/hooks?city=1"
  std::string authority;  // as the Host field has it

  /// The whole of it.
  std::string url() const { return (encrypted ? "https://" : "http://") + authority + target; }
};

/// "https://host[:port]/path?query". Plain http is accepted for this machine only: messages name
/// appointments, and an appointment's id opens it. Nothing for any other text.
std::optional<Endpoint> parse_endpoint(std::string_view url);

/// The name is for logs, metrics, routes and files: an address may hold a secret.
struct NamedEndpoint {
  std::string name{default_name};
  Endpoint endpoint;
};

/// Lower-case letters, digits and hyphens.
bool is_endpoint_name(std::string_view text);

}  // namespace offpeak::outbox
