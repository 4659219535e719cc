#include "api/http/request_id.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "api/http/limits.hpp"

namespace offpeak::http {
namespace {

/// Passports and permits have as many digits, or more; resident numbers have 15 or 17.
constexpr std::size_t digits_in_a_row_min = 7;
/// Passports of nine characters may have letters anywhere (L898902C3).
constexpr std::size_t passport_chars = 9;
constexpr std::size_t passport_digits_min = 6;
/// Others are two letters and so many digits, no more.
constexpr std::size_t short_passport_letters = 2;
constexpr std::size_t short_passport_digits = 6;

/// A way in which machines write random bits: groups of hexadecimal digits, joined by '-'.
struct MachineForm {
  std::array<std::size_t, 5> group_sizes;  // 0: no further group
  std::size_t letters_min;                 // with fewer it could be somebody's number
};

constexpr MachineForm machine_forms[] = {
    {{8, 4, 4, 4, 12}, 0},  // UUID
    {{32}, 1},              // trace ids (W3C, B3), UUIDs without '-', nginx' $request_id
    {{16}, 2},              // span ids and trace ids of 64 bits
    {{1, 8, 24}, 2},        // AWS X-Ray
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_digit(c) || is_letter(c); }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// Typed for 0 or 1.
bool is_lookalike(char c) { return c == 'O' || c == 'o' || c == 'I' || c == 'i' || c == 'l'; }

/// The letters and digits at the beginning.
std::string_view first_word(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_letter_or_digit);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

/// How many characters at the beginning of `text` are of this form; 0 when they are not.
std::size_t size_of_form(const MachineForm& form, std::string_view text) {
  std::size_t size = 0;
  for (const std::size_t group_size : form.group_sizes) {
    if (group_size == 0) break;
    if (size > 0 && !text.substr(size).starts_with('-')) return 0;
    if (size > 0) ++size;
    const auto group = first_word(text.substr(size));
    if (group.size() != group_size || !std::ranges::all_of(group, is_hex_digit)) return 0;
    size += group_size;
  }
  const auto letters = std::ranges::count_if(text.substr(0, size), is_letter);
  return static_cast<std::size_t>(letters) < form.letters_min ? 0 : size;
}

std::size_t size_of_machine_form(std::string_view text) {
  for (const MachineForm& form : machine_forms) {
    if (const std::size_t size = size_of_form(form, text); size > 0) return size;
  }
  return 0;
}

bool has_form_of_passport(std::string_view word) {
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(word, is_digit));
  if (word.size() == passport_chars) return digits >= passport_digits_min;
  return word.size() == short_passport_letters + short_passport_digits &&
         digits == short_passport_digits &&
         std::ranges::all_of(word.substr(0, short_passport_letters), is_letter);
}

/// Looks at one word after the other for what could be the number of a document.
class NumberSearch {
 public:
  /// A row of digits goes on over what separates words: people write numbers in groups.
  bool finds_in(std::string_view word) {
    for (const char c : word) {
      if (is_digit(c)) ++in_a_row_;
      if (is_letter(c) && !is_lookalike(c)) in_a_row_ = 0;
      if (in_a_row_ >= digits_in_a_row_min) return true;
    }
    return has_form_of_passport(word);
  }
  void start_anew() { in_a_row_ = 0; }

 private:
  std::size_t in_a_row_ = 0;
};

bool may_have_document(std::string_view id) {
  NumberSearch search;
  while (!id.empty()) {
    if (const std::size_t size = size_of_machine_form(id); size > 0) {
      search.start_anew();
      id.remove_prefix(size);
      continue;
    }
    const auto word = first_word(id);
    if (search.finds_in(word)) return true;
    id.remove_prefix(std::max<std::size_t>(word.size(), 1));  // or one character between words
  }
  return false;
}

}  // namespace

bool is_request_id(std::string_view id) {
  const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
  return !id.empty() && id.size() <= request_id_chars_max && std::ranges::all_of(id, is_visible) &&
         !may_have_document(id);
}

}  // namespace offpeak::http
