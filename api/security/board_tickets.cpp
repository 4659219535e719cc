#include "api/security/board_tickets.hpp"

#include <openssl/crypto.h>

#include <cstdint>
#include <span>

#include "base/hex.hpp"
#include "base/mutant.hpp"
#include "base/number.hpp"

namespace offpeak::security {
namespace {

constexpr std::size_t proof_bytes = 16;

Hmac derive(const Keys& keys) {
  Hmac master{keys.token.bytes()};
  master.start();
  master.add("offpeak board ticket 1");
  Hmac::Digest derived = master.finish();
  Hmac hmac{derived};
  OPENSSL_cleanse(derived.data(), derived.size());
  return hmac;
}

}  // namespace

BoardTickets::BoardTickets(const Keys& keys) : hmac_{derive(keys)} {}

std::string BoardTickets::proof(config::HallCode hall, std::string_view expires_at) {
  if (base::mutated(base::Mutant::ticket_for_all_halls)) hall = {};
  hmac_.start();
  hmac_.add_field(std::to_string(static_cast<std::uint32_t>(hall)));
  hmac_.add_field(expires_at);
  const auto digest = hmac_.finish();
  std::string text(2 * proof_bytes, '\0');
  base::encode_hex(std::span{digest}.first<proof_bytes>(), text);
  return text;
}

std::string BoardTickets::issue(config::HallCode hall, config::Instant expires_at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(expires_at).time_since_epoch();
  const std::string end = std::to_string(seconds.count());
  return end + '.' + proof(hall, end);
}

bool BoardTickets::admits(std::string_view ticket, config::HallCode hall, config::Instant now) {
  const auto point = ticket.find('.');
  const auto end = ticket.substr(0, point);
  const auto seconds = base::parse_number<std::uint32_t>(end);
  if (point == std::string_view::npos || !seconds) return false;
  const auto given = ticket.substr(point + 1);
  const std::string right = proof(hall, end);
  return given.size() == right.size() &&
         CRYPTO_memcmp(given.data(), right.data(), right.size()) == 0 &&
         now.time_since_epoch() < std::chrono::seconds{*seconds};
}

}  // namespace offpeak::security
