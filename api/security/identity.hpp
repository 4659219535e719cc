// Who a citizen is: the number of an identity document, checked, turned into a key and forgotten.
//
// No message of this file repeats any part of a number, and every buffer of this file that held one
// is zeroed. The caller does the same for the request it came in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "api/security/hmac.hpp"
#include "api/security/keys.hpp"
#include "base/result.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::security {

/// Kinds of documents, named as in the API. The names go into citizen keys: never rename one.
enum class IdType : std::uint8_t {
  resident,         // 居民身份证, 18 digits
  passport,         // of any country
  hk_macao_permit,  // 往来港澳通行证, or 来往内地通行证 of residents there
  taiwan_permit,    // 往来台湾通行证, or 来往大陆通行证 of residents there
  foreign_permit,   // 外国人永久居留身份证
};

/// "resident" and so on; nothing for another word.
std::optional<IdType> parse_id_type(std::string_view name);
std::string_view id_type_name(IdType type);

inline constexpr std::size_t id_number_chars_min = 5;
inline constexpr std::size_t id_number_chars_max = 20;

/// What is wrong with a number and what would be right, for the person who typed it.
struct IdFault {
  std::string_view message;
};

/// A checked number in its one normal form: upper case, without the digits by which permits count
/// their issues, and with 1 and 0 where the mainland's documents have no I and O, so that one
/// person has one form.
class IdNumber {
 public:
  /// `today` bounds birth dates. Refused: characters other than letters and digits, a length or
  /// pattern the type does not have, an unknown province, an impossible birth date, a wrong check
  /// digit.
  ///
  /// `typed_digit`, empty or one digit, is that behind a passport's number in the line printed
  /// for machines: it says which characters are 0 and O, 1 and I, and the number must fit it.
  /// Both are taken as people type and paste them (base::TypedText).
  static base::Result<IdNumber, IdFault> parse(IdType type, std::string_view typed,
                                               config::Date today,
                                               std::string_view typed_digit = {});

  /// Whether its region code is 999999, which no place has: a number for demonstrations and tests.
  bool is_made_up() const;

  IdNumber(const IdNumber&) = default;
  IdNumber& operator=(const IdNumber&) = default;
  ~IdNumber();

  IdType type() const { return type_; }
  std::string_view text() const { return {chars_.data(), size_}; }
  /// Nothing for types whose numbers do not contain it.
  std::optional<config::Date> birth_date() const;

 private:
  IdNumber() = default;

  std::array<char, id_number_chars_max> chars_{};
  std::uint8_t size_ = 0;
  IdType type_{};
};

/// ISO 7064 MOD 11-2 over all characters, the check character (0 to 9, or X for ten) last.
bool passes_mod_11_2(std::string_view digits);

/// Whether someone born on `birth` has not yet had birthday number `years` on `date`. Who was born
/// on 29 February has it on 1 March in other years.
bool is_younger_than(int years, config::Date birth, config::Date date);

/// Turns numbers into citizen keys: HMAC-SHA-256(citizen key, type name ‖ 0 ‖ number), cut to 128
/// bits. There are few enough numbers to try them all against an unkeyed digest. For one thread.
class CitizenKeyer {
 public:
  explicit CitizenKeyer(const Keys& keys);
  scheduler::CitizenKey key(const IdNumber& number);
  /// For a citizen whom an issuer knows by a name of its own, and of whom it tells no number:
  /// "subject" ‖ 0 ‖ issuer ‖ 0 ‖ name in place of type and number. No document is called subject.
  scheduler::CitizenKey key(std::string_view issuer, std::string_view subject);

  /// Those whom it was asked about since `forget_met`, while they may be known under the citizen
  /// key of before: the core is to learn it before it hears of them.
  const std::vector<scheduler::RenameCitizen>& met() const { return met_; }
  void forget_met() { met_.clear(); }

 private:
  scheduler::CitizenKey key_of(std::initializer_list<std::string_view> parts);

  Hmac hmac_;
  std::optional<Hmac> old_;
  std::vector<scheduler::RenameCitizen> met_;
};

/// One key, where there is no keyer at hand.
scheduler::CitizenKey citizen_key(const Keys& keys, const IdNumber& number);

}  // namespace offpeak::security
