// Where webhooks go.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace offpeak::outbox {

inline constexpr std::size_t url_bytes_max = 2048;

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

}  // namespace offpeak::outbox
