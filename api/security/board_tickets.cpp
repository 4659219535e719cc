#include "api/security/board_tickets.hpp"

#include <openssl/crypto.h>

#include <cstdint>
#include <span>

#include "base/hex.hpp"
#include "base/mutant.hpp"
#include "base/number.hpp"

namespace offpeak::security {
namespace {

using scheduler::RevocationKey;
using scheduler::TokenNames;

constexpr std::size_t proof_bytes = 16;
constexpr std::size_t proof_chars = 2 * proof_bytes;
constexpr std::size_t name_chars = 2 * base::bits128_bytes;

Hmac derive(const Keys& keys) {
  Hmac master{keys.token.bytes()};
  master.start();
  master.add("offpeak board ticket 2");
  Hmac::Digest derived = master.finish();
  Hmac hmac{derived};
  OPENSSL_cleanse(derived.data(), derived.size());
  return hmac;
}

std::string seconds_text(config::Instant moment) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
  return std::to_string(seconds.time_since_epoch().count());
}

std::optional<config::Instant> read_seconds(std::string_view text) {
  const auto seconds = base::parse_number<std::uint32_t>(text);
  if (!seconds) return std::nullopt;
  return config::Instant{std::chrono::seconds{*seconds}};
}

std::optional<RevocationKey> read_name(std::string_view names, std::size_t index) {
  return base::from_hex<RevocationKey>(names.substr(index * name_chars, name_chars));
}

struct Content {
  config::Instant expires_at;
  TokenNames names;
};

/// What stands before the proof: when the ticket ends, when its token was issued, and the token's
/// id, subject and actor as one text.
std::optional<Content> read(std::string_view text) {
  const auto first = text.find('.');
  const auto second = text.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  const auto end = read_seconds(text.substr(0, first));
  const auto issued = read_seconds(text.substr(first + 1, second - first - 1));
  const auto names = text.substr(second + 1);
  if (!end || !issued || names.size() != 3 * name_chars) return std::nullopt;
  const auto id = read_name(names, 0);
  const auto subject = read_name(names, 1);
  const auto actor = read_name(names, 2);
  if (!id || !subject || !actor) return std::nullopt;
  return Content{*end, {.id = *id, .subject = *subject, .actor = *actor, .issued_at = *issued}};
}

}  // namespace

BoardTickets::BoardTickets(const Keys& keys) : hmac_{derive(keys)} {}

std::string BoardTickets::proof(config::HallCode hall, std::string_view text) {
  if (base::mutated(base::Mutant::ticket_for_all_halls)) hall = {};
  hmac_.start();
  hmac_.add_field(std::to_string(static_cast<std::uint32_t>(hall)));
  hmac_.add_field(text);
  const auto digest = hmac_.finish();
  std::string proof(proof_chars, '\0');
  base::encode_hex(std::span{digest}.first<proof_bytes>(), proof);
  return proof;
}

std::string BoardTickets::issue(config::HallCode hall, const TokenNames& names,
                                config::Instant expires_at) {
  std::string text = seconds_text(expires_at) + '.' + seconds_text(names.issued_at) + '.';
  for (const auto& name : {names.id, names.subject, names.actor}) {
    text += base::text_of(base::to_hex(name));
  }
  return text + '.' + proof(hall, text);
}

std::optional<TokenNames> BoardTickets::verify(std::string_view ticket, config::HallCode hall,
                                               config::Instant now) {
  const auto point = ticket.rfind('.');
  if (point == std::string_view::npos) return std::nullopt;
  const auto text = ticket.substr(0, point);
  const auto given = ticket.substr(point + 1);
  const std::string right = proof(hall, text);
  const bool is_ours =
      given.size() == right.size() && CRYPTO_memcmp(given.data(), right.data(), right.size()) == 0;
  const auto content = is_ours ? read(text) : std::nullopt;
  if (!content || now >= content->expires_at) return std::nullopt;
  return content->names;
}

}  // namespace offpeak::security
