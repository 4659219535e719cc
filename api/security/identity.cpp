#include "api/security/identity.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <span>

#include "api/security/printed_line.hpp"
#include "base/hex.hpp"
#include "base/typed_text.hpp"

namespace offpeak::security {

namespace {

using config::Date;

struct TypeName {
  IdType type;
  std::string_view name;
};
constexpr std::array type_names = {
    TypeName{IdType::resident, "resident"},
    TypeName{IdType::passport, "passport"},
    TypeName{IdType::hk_macao_permit, "hk_macao_permit"},
    TypeName{IdType::taiwan_permit, "taiwan_permit"},
    TypeName{IdType::foreign_permit, "foreign_permit"},
};

constexpr std::size_t resident_chars = 18;
constexpr std::size_t birth_at = 6;  // year, month and day in 8 digits
constexpr std::size_t birth_chars = 8;
constexpr int birth_year_min = 1900;

using Checked = base::Result<void, IdFault>;

constexpr IdFault not_a_check_digit{"the check digit printed behind the number is one digit"};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }
bool all_letters(std::string_view text) { return std::ranges::all_of(text, is_letter); }

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

std::optional<Date> birth_date_in(std::string_view digits) {
  const std::chrono::year_month_day date{
      std::chrono::year{number_of(digits.substr(0, 4))},
      std::chrono::month{static_cast<unsigned>(number_of(digits.substr(4, 2)))},
      std::chrono::day{static_cast<unsigned>(number_of(digits.substr(6, 2)))}};
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

/// The provinces of GB/T 2260, and those of the residence permits for people from Hong Kong, Macao
/// and Taiwan. The four digits that follow name a county as it was at birth: counties come and go,
/// and nobody's number with them, so they are not compared with today's list.
constexpr std::string_view provinces =
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83";
/// No place has it: numbers with it are made up.
constexpr std::string_view made_up_region = "999999";

bool has_known_region(std::string_view text) {
  return text.starts_with(made_up_region) ||
         provinces.find(text.substr(0, 2)) != std::string_view::npos;
}

bool has_resident_form(std::string_view text) {
  return text.size() == resident_chars && all_digits(text.substr(0, resident_chars - 1)) &&
         text.front() != '0' && (is_digit(text.back()) || text.back() == 'X');
}

Checked check_birth_and_check_digit(std::string_view text, Date today) {
  const auto birth = birth_date_in(text.substr(birth_at, birth_chars));
  if (!birth || *birth > today || *birth < config::make_date(birth_year_min, 1, 1)) {
    return IdFault{
        "characters 7 to 14 must be the birth date as year, month and day, from 1900 to today"};
  }
  if (!passes_mod_11_2(text)) {
    return IdFault{"the check digit does not fit the other 17: compare each digit with the card"};
  }
  return {};
}

Checked check_resident(std::string_view text, Date today) {
  if (!has_resident_form(text)) {
    return IdFault{
        "a resident number has 18 characters: 17 digits, not beginning with 0, and a check "
        "digit, which may be X"};
  }
  if (!has_known_region(text)) {
    return IdFault{"the first two digits must be those of a province: compare them with the card"};
  }
  return check_birth_and_check_digit(text, today);
}

Checked check_passport(std::string_view text) {
  if (all_letters(text)) return IdFault{"a passport number has digits in it, not only letters"};
  return {};
}

// C: permits of mainland residents, with a letter in second place since the digits ran out. W: the
// booklets before them. H and M: permits of Hong Kong and Macao residents; two digits that count
// issues may follow the nine characters.
Checked check_hk_macao(std::string_view text) {
  const char kind = text.front();
  const bool is_visitor = kind == 'H' || kind == 'M';
  const bool has_size = text.size() == 9 || (is_visitor && text.size() == 11);
  const bool has_kind = is_visitor || kind == 'C' || kind == 'W';
  const bool has_second = is_digit(text[1]) || (kind == 'C' && is_letter(text[1]));
  if (!has_size || !has_kind || !has_second || !all_digits(text.substr(2))) {
    return IdFault{
        "a Hong Kong-Macao permit number is C, W, H or M and 8 digits (after C one letter and 7 "
        "digits; after H and M also 10 digits)"};
  }
  return {};
}

// L and T: permits of mainland residents. Digits only: permits of Taiwan residents with 8 digits;
// on older ones two digits that count issues and a letter may follow.
Checked check_taiwan(std::string_view text) {
  const bool is_own = text.size() == 9 && (text.front() == 'L' || text.front() == 'T') &&
                      all_digits(text.substr(1));
  const bool is_visitor = text.size() == 8 && all_digits(text);
  const bool is_older = (text.size() == 10 || text.size() == 11) &&
                        all_digits(text.substr(0, 10)) && all_letters(text.substr(10));
  if (!is_own && !is_visitor && !is_older) {
    return IdFault{
        "a Taiwan permit number is L or T and 8 digits, or 8 digits, or 10 digits with or "
        "without one letter"};
  }
  return {};
}

// The cards since 2023 have 18 characters built like a resident number: 9, the province that gave
// the card, the country.
Checked check_foreign(std::string_view text, Date today) {
  if (text.size() == resident_chars && text.front() == '9' && has_resident_form(text)) {
    if (!text.starts_with(made_up_region) && !has_known_region(text.substr(1))) {
      return IdFault{"characters 2 and 3 must be those of a province: compare them with the card"};
    }
    return check_birth_and_check_digit(text, today);
  }
  if (text.size() == 15 && all_letters(text.substr(0, 3)) && all_digits(text.substr(3))) {
    return {};
  }
  return IdFault{
      "a foreigner's residence permit number is 3 letters and 12 digits, or 18 characters "
      "beginning with 9"};
}

Checked check(IdType type, std::string_view text, Date today) {
  switch (type) {
    case IdType::resident:
      return check_resident(text, today);
    case IdType::passport:
      return check_passport(text);
    case IdType::hk_macao_permit:
      return check_hk_macao(text);
    case IdType::taiwan_permit:
      return check_taiwan(text);
    case IdType::foreign_permit:
      return check_foreign(text, today);
  }
  return IdFault{"unknown id_type"};
}

// Passports of the mainland (E or G and 8 digits, since 2017 E, a letter and 7 digits; P, S or D
// and E for officials) and its permits to Hong Kong and Macao (C, likewise since 2018) have neither
// I nor O, which people read for 1 and 0. Passports of other countries may have them: a number is
// changed only where that makes it one of these.
//
// True for such a number.
bool replace_lookalikes(IdType type, std::span<char> number) {
  constexpr std::size_t size = 9;
  constexpr std::string_view passports = "EGPSD";
  const bool may_be_ours =
      (type == IdType::passport && passports.find(number.front()) != std::string_view::npos) ||
      (type == IdType::hk_macao_permit && number.front() == 'C');
  if (number.size() != size || !may_be_ours) return false;
  std::array<char, size> read{};
  std::ranges::transform(number, read.begin(),
                         [](char c) { return c == 'O' ? '0' : (c == 'I' ? '1' : c); });
  const bool is_ours = all_digits(std::string_view{read.data(), size}.substr(2));
  if (is_ours) std::ranges::copy(read, number.begin());
  OPENSSL_cleanse(read.data(), read.size());
  return is_ours;
}

/// Reads a foreign passport as its printed digit says; ours need not be told how they are read.
Checked read_by_digit(IdType type, std::span<char> number, bool is_ours,
                      std::string_view printed_digit) {
  if (printed_digit.empty()) return {};
  if (type != IdType::passport || number.size() > printed_number_chars_max) {
    return IdFault{
        "only passport numbers of up to 9 characters have a check digit printed behind "
        "them: leave it out"};
  }
  if (printed_digit.size() != 1 || !is_digit(printed_digit.front())) {
    return not_a_check_digit;
  }
  const char digit = printed_digit.front();
  const bool fits = is_ours ? printed_check_digit({number.data(), number.size()}) == digit
                            : read_lookalikes(number, digit) != Reading::none;
  if (fits) return {};
  return IdFault{
      "the number does not fit the check digit printed behind it: compare each character "
      "with the lines below the photo"};
}

std::size_t size_without_issue_count(IdType type, std::string_view text) {
  if (type == IdType::hk_macao_permit) return 9;
  if (type == IdType::taiwan_permit && is_digit(text.front())) return 8;
  return text.size();
}

}  // namespace

std::optional<IdType> parse_id_type(std::string_view name) {
  const auto* found = std::ranges::find(type_names, name, &TypeName::name);
  if (found == type_names.end()) return std::nullopt;
  return found->type;
}

std::string_view id_type_name(IdType type) {
  return type_names[static_cast<std::size_t>(type)].name;
}

base::Result<IdNumber, IdFault> IdNumber::parse(IdType type, std::string_view typed, Date today,
                                                std::string_view typed_digit) {
  const base::TypedText folded{typed};
  const base::TypedText folded_digit{typed_digit};
  const std::string_view text = folded.text();
  if (!typed_digit.empty() && folded_digit.text().empty()) return not_a_check_digit;
  if (text.size() < id_number_chars_min || text.size() > id_number_chars_max) {
    return IdFault{"an identity document's number has 5 to 20 characters"};
  }
  IdNumber number;
  number.type_ = type;
  number.size_ = static_cast<std::uint8_t>(text.size());
  std::ranges::transform(text, number.chars_.begin(), upper);
  const std::span<char> chars{number.chars_.data(), text.size()};
  const bool is_ours = replace_lookalikes(type, chars);
  const std::string_view normal = number.text();
  if (!std::ranges::all_of(normal, [](char c) { return is_digit(c) || is_letter(c); })) {
    return IdFault{"only letters and digits"};
  }
  if (const auto read = read_by_digit(type, chars, is_ours, folded_digit.text()); !read) {
    return read.error();
  }
  if (const auto checked = check(type, normal, today); !checked) return checked.error();
  number.size_ = static_cast<std::uint8_t>(size_without_issue_count(type, normal));
  return number;
}

bool IdNumber::is_made_up() const {
  const bool has_region =
      type_ == IdType::resident || (type_ == IdType::foreign_permit && size_ == resident_chars);
  return has_region && text().starts_with(made_up_region);
}

IdNumber::~IdNumber() { OPENSSL_cleanse(chars_.data(), chars_.size()); }

std::optional<Date> IdNumber::birth_date() const {
  const bool tells =
      type_ == IdType::resident || (type_ == IdType::foreign_permit && size_ == resident_chars);
  if (!tells) return std::nullopt;
  return birth_date_in(text().substr(birth_at, birth_chars));
}

// The sum of the values times powers of two must leave 1 (ISO 7064:2003, pure system MOD 11-2; used
// for resident numbers by GB 11643-1999); evaluated by Horner's rule.
bool passes_mod_11_2(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const bool is_ten = digits[i] == 'X' && i + 1 == digits.size();
    if (!is_ten && !is_digit(digits[i])) return false;
    sum = (2 * sum + (is_ten ? 10 : digits[i] - '0')) % 11;
  }
  return sum == 1;
}

bool is_younger_than(int years, Date birth, Date date) {
  const std::chrono::year_month_day born{birth};
  const std::chrono::year_month_day then{date};
  const auto birthday = std::chrono::month_day{born.month(), born.day()};
  int age = static_cast<int>(then.year()) - static_cast<int>(born.year());
  if (std::chrono::month_day{then.month(), then.day()} < birthday) --age;
  return age < years;
}

namespace {

constexpr std::string_view separator{"\0", 1};

}  // namespace

CitizenKeyer::CitizenKeyer(const Keys& keys) : hmac_{keys.citizen.bytes()} {
  if (keys.old_citizen) old_.emplace(keys.old_citizen->bytes());
}

scheduler::CitizenKey CitizenKeyer::key(const IdNumber& number) {
  return key_of({id_type_name(number.type()), separator, number.text()});
}

scheduler::CitizenKey CitizenKeyer::key(std::string_view issuer, std::string_view subject) {
  return key_of({"subject", separator, issuer, separator, subject});
}

scheduler::CitizenKey CitizenKeyer::key_of(std::initializer_list<std::string_view> parts) {
  const auto with = [parts](Hmac& hmac) {
    hmac.start();
    for (const auto part : parts) hmac.add(part);
    return base::bits_of<scheduler::CitizenKey>(hmac.finish());
  };
  const auto key = with(hmac_);
  if (old_) met_.push_back({.from = with(*old_), .to = key});
  return key;
}

scheduler::CitizenKey citizen_key(const Keys& keys, const IdNumber& number) {
  return CitizenKeyer{keys}.key(number);
}

}  // namespace offpeak::security
