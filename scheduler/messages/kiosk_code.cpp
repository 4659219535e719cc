#include "scheduler/messages/kiosk_code.hpp"

#include "base/assert.hpp"
#include "base/typed_text.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int data_characters = 5;
static_assert(5 * data_characters == kiosk_code_bits);

/// The weights are odd modulo 32, so a single wrong character always changes the sum, and so does a
/// swap of neighbours unless their values differ by 16.
int check_of(std::uint32_t code) {
  std::uint32_t sum = 0;
  for (std::uint32_t i = 0; i < data_characters; ++i) sum += (2 * i + 1) * (code >> (5 * i) & 31);
  return static_cast<int>(sum & 31);
}

int value_of(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'I' || c == 'L') c = '1';
  if (c == 'O') c = '0';
  const auto at = alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string format_code(KioskCode code) {
  const auto value = static_cast<std::uint32_t>(code);
  OFFPEAK_ASSERT(value < kiosk_codes_max);
  std::string text(data_characters + 1, '0');
  for (int i = 0; i < data_characters; ++i) {
    text[static_cast<std::size_t>(i)] = alphabet[value >> (5 * (data_characters - 1 - i)) & 31];
  }
  text.back() = alphabet[static_cast<std::size_t>(check_of(value))];
  return text;
}

std::optional<KioskCode> parse_code(std::string_view typed) {
  const base::TypedText folded{typed};
  const std::string_view text = folded.text();
  if (text.size() != data_characters + 1) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(0, data_characters)) {
    const int digit = value_of(c);
    if (digit < 0) return std::nullopt;
    value = value << 5 | static_cast<std::uint32_t>(digit);
  }
  if (value_of(text.back()) != check_of(value)) return std::nullopt;
  return KioskCode{value};
}

}  // namespace offpeak::scheduler
