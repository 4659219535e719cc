// A proxy of Debian's in front of the server, with a configuration of docs/front/.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/store/temporary_directory.hpp"
#include "tests/support/child.hpp"

namespace offpeak::testing {

enum class Proxy { nginx, haproxy, caddy };

struct Replacement {
  std::string from;
  std::string to;
};

/// Killed at the latest when this goes.
class Front {
 public:
  /// In front of a server on `server_port`. Of the file in docs/front/ only ports, certificate and
  /// log differ, and what `more` names. Returns when it accepts connections; throws, with what it
  /// said, when it does not start.
  Front(Proxy proxy, std::uint16_t server_port, const std::vector<Replacement>& more = {});

  /// Options of curl for a client at this address of the loopback network, and the address of a
  /// path here.
  std::vector<std::string> curl(const std::string& client, const std::string& path) const;
  /// One request of a client at this address: the reply with its head.
  std::string get(const std::string& client, const std::string& path,
                  std::vector<std::string> options = {}) const;
  /// The same over plain HTTP.
  std::string get_without_tls(const std::string& path) const;
  /// What it has logged so far, of errors too.
  std::string log() const;

 private:
  void make_certificate() const;
  /// Writes what the proxy reads, and returns how it is started.
  std::vector<std::string> prepare(Proxy proxy, const std::string& config) const;
  void await_start() const;

  store::tests::TemporaryDirectory directory_;
  std::uint16_t plain_port_ = 0;
  std::uint16_t tls_port_ = 0;
  std::unique_ptr<Child> child_;
};

}  // namespace offpeak::testing
