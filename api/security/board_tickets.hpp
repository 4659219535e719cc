// Tickets for the stream of a hall's board: a browser's EventSource can send no token, and a token
// in an address would be found in logs for as long as it is valid. A ticket is good for a minute.
//
// Nothing is kept of a ticket: it is its own proof, and has by what the token that it was made with
// can be revoked. Any server with the same keys takes it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "api/security/hmac.hpp"
#include "api/security/keys.hpp"
#include "config/city.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/revocation.hpp"

namespace offpeak::security {

/// To open the stream; one that is open goes on.
inline constexpr std::chrono::seconds board_ticket_lifetime{60};

/// For one thread.
class BoardTickets {
 public:
  explicit BoardTickets(const Keys& keys);

  /// 151 to 153 characters, digits, letters and '.', for who holds a token with these names.
  /// `expires_at` counts in whole seconds.
  std::string issue(config::HallCode hall, const scheduler::TokenNames& names,
                    config::Instant expires_at);

  /// The names that it was issued with; nothing when it is not of this hall or has ended. Whether
  /// they were revoked is not asked here.
  std::optional<scheduler::TokenNames> verify(std::string_view ticket, config::HallCode hall,
                                              config::Instant now);

 private:
  std::string proof(config::HallCode hall, std::string_view text);

  Hmac hmac_;
};

}  // namespace offpeak::security
