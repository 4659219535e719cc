#include "api/http/request_id.hpp"

#include <algorithm>
#include <cstddef>

#include "api/http/limits.hpp"

namespace offpeak::http {
namespace {

/// Resident numbers have 17 digits before the check character, older ones 15 in all.
constexpr std::size_t digits_in_a_row_min = 15;
/// The same with hyphens or the like in between: a UUID has as many as 15 by chance, but not these.
constexpr std::size_t digits_in_groups_min = 17;
/// Passports and permits: up to so many letters, then at least so many digits.
constexpr std::size_t letters_max = 3;
constexpr std::size_t digits_min = 7;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool has_many_digits(std::string_view id) {
  std::size_t in_a_row = 0;
  std::size_t in_groups = 0;
  for (const char c : id) {
    in_a_row = is_digit(c) ? in_a_row + 1 : 0;
    if (is_digit(c)) ++in_groups;
    if (is_letter(c)) in_groups = 0;
    if (in_a_row >= digits_in_a_row_min || in_groups >= digits_in_groups_min) return true;
  }
  return false;
}

/// The whole of it is like E12345678, C1234567A or 12345678.
bool has_form_of_document(std::string_view id) {
  const auto digits_at = static_cast<std::size_t>(std::ranges::find_if(id, is_digit) - id.begin());
  const auto letters = id.substr(0, digits_at);
  auto digits = id.substr(digits_at);
  if (!digits.empty() && is_letter(digits.back())) digits.remove_suffix(1);
  return letters.size() <= letters_max && std::ranges::all_of(letters, is_letter) &&
         digits.size() >= digits_min && std::ranges::all_of(digits, is_digit);
}

}  // namespace

bool is_request_id(std::string_view id) {
  const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
  return !id.empty() && id.size() <= request_id_chars_max && std::ranges::all_of(id, is_visible) &&
         !has_many_digits(id) && !has_form_of_document(id);
}

}  // namespace offpeak::http
