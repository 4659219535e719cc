#include "api/security/subject_name.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <string>

#include "api/security/tokens.hpp"
#include "base/hex.hpp"

namespace offpeak::security {

namespace {

using scheduler::Role;

constexpr std::int64_t hall_code_min = 100'000;
constexpr std::int64_t hall_code_max = 999'999;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || c == '@';
}

}  // namespace

bool is_subject_name(std::string_view name) {
  return !name.empty() && name.size() <= subject_chars_max &&
         std::ranges::all_of(name, is_name_character);
}

bool is_issued_name(std::string_view name) {
  return !name.empty() && name.size() <= issued_subject_chars_max &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c < 127; });
}

// Subjects of this server's own tokens are without its name, and those of no hall without a hall,
// as all were at first. No part is empty or has a zero byte, so two empty ones are nobody's issuer.
SubjectId named_subject(Role role, std::string_view name, std::string_view issuer,
                        scheduler::HallCode hall) {
  const bool has_hall = hall != scheduler::HallCode{};
  std::string message{role_name(role)};
  const auto add = [&message](std::string_view part) { message.append(1, '\0').append(part); };
  add(name);
  if (issuer != own_issuer) {
    add(issuer);
  } else if (has_hall) {
    add({});
  }
  if (has_hall) add(std::to_string(static_cast<std::uint32_t>(hall)));
  std::array<std::uint8_t, 32> digest{};
  crypto_must(EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha256(),
                         nullptr) == 1);
  return base::bits_of<SubjectId>(digest);
}

bool may_have_hall(Role role) {
  return role == Role::staff || role == Role::kiosk || role == Role::display;
}

bool is_hall_code(std::int64_t code) { return code >= hall_code_min && code <= hall_code_max; }

}  // namespace offpeak::security
