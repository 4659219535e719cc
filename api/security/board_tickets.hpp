// Tickets for the stream of a hall's board: a browser's EventSource can send no token, and a token
// in an address would be found in logs for as long as it is valid. A ticket is good for a minute.
//
// Nothing is kept of a ticket: it is its own proof. Any server with the same keys takes it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/security/hmac.hpp"
#include "api/security/keys.hpp"
#include "config/city.hpp"
#include "config/civil_time.hpp"

namespace offpeak::security {

/// To open the stream; one that is open goes on.
inline constexpr std::chrono::seconds board_ticket_lifetime{60};

/// For one thread.
class BoardTickets {
 public:
  explicit BoardTickets(const Keys& keys);

  /// 16 to 64 characters, digits, letters and '.'. `expires_at` counts in whole seconds.
  std::string issue(config::HallCode hall, config::Instant expires_at);

  /// Whether it was issued for this hall and has not ended.
  bool admits(std::string_view ticket, config::HallCode hall, config::Instant now);

 private:
  std::string proof(config::HallCode hall, std::string_view expires_at);

  Hmac hmac_;
};

}  // namespace offpeak::security
