#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/security/identity.hpp"
#include "api/security/printed_line.hpp"
#include "base/hex.hpp"
#include "tests/api/security/support.hpp"
#include "tests/support/identity_numbers.hpp"

namespace security = offpeak::security;
namespace config = offpeak::config;
namespace testing = offpeak::testing;
using config::make_date;
using security::IdNumber;
using security::IdType;
using testing::resident_number;

namespace {

const config::Date today = make_date(2026, 6, 13);

bool accepts(IdType type, const std::string& text) {
  return IdNumber::parse(type, text, today).has_value();
}

std::string citizen_hex(IdType type, const std::string& text) {
  const auto number = IdNumber::parse(type, text, today);
  REQUIRE(number.has_value());
  const auto key = security::citizen_key(testing::counting_keys(), *number);
  return std::string{offpeak::base::text_of(offpeak::base::to_hex(key))};
}

}  // namespace

TEST_CASE("MOD 11-2 passes published check characters and no others") {
  struct Row {
    std::string digits;
    char check;
  };
  const std::vector<Row> rows = {
      {"0794", '0'},             // the example of ISO 7064
      {"000000021825009", '7'},  // the example identifier of ORCID's documentation
      {"99999919900101001", '6'},
      {"99999919880808007", 'X'},
  };
  for (const Row& row : rows) {
    for (const char check : std::string{"0123456789X"}) {
      CAPTURE(row.digits);
      CAPTURE(check);
      CHECK(security::passes_mod_11_2(row.digits + check) == (check == row.check));
    }
  }
  CHECK_FALSE(security::passes_mod_11_2("X1"));
  CHECK_FALSE(security::passes_mod_11_2(""));
}

TEST_CASE("Every wrong digit and every swap of neighbours in a resident number is caught") {
  for (std::uint64_t n = 0; n < 20'000'000; n += 400'009) {
    const std::string right = resident_number(n);
    CAPTURE(right);
    REQUIRE(accepts(IdType::resident, right));
    for (std::size_t i = 0; i < right.size(); ++i) {
      for (const char digit : std::string{"0123456789X"}) {
        std::string wrong = right;
        wrong[i] = digit;
        if (wrong != right) CHECK_FALSE(accepts(IdType::resident, wrong));
      }
      std::string swapped = right;
      if (i > 0) std::swap(swapped[i - 1], swapped[i]);
      if (swapped != right) CHECK_FALSE(accepts(IdType::resident, swapped));
    }
  }
}

TEST_CASE("Generated resident numbers are valid and all different") {
  std::set<std::string> seen;
  for (std::uint64_t n = 0; n < 20'000; ++n) {
    const std::string number = resident_number(n * 977);
    CHECK(accepts(IdType::resident, number));
    seen.insert(number);
  }
  CHECK(seen.size() == 20'000);
}

TEST_CASE("A resident number needs its form and a birth date that can be") {
  struct Row {
    std::string digits;  // the check character is put behind 17 of them
    bool accepted;
  };
  const std::vector<Row> rows = {
      {"99999919900101001", true},   {"99999920000229001", true},  // a leap day
      {"99999919000229001", false},                                // 1900 was no leap year
      {"99999920260613001", true},                                 // born today
      {"99999920260614001", false},                                // tomorrow
      {"99999918991231001", false},  {"99999919900001001", false}, {"99999919901301001", false},
      {"99999919900431001", false},  {"09999919900101001", false}, {"9999991990010100", false},
      {"999999199001010011", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.digits);
    const std::string padded = (row.digits + "0").substr(0, 17);
    CHECK(accepts(IdType::resident, row.digits + testing::resident_check(padded)) == row.accepted);
  }
  CHECK_FALSE(accepts(IdType::resident, "99999990010101"));  // the 15 digits of before 1999
}

TEST_CASE("A resident number begins with a province, or with the region of made-up numbers") {
  const auto with_region = [](const std::string& region) {
    const std::string digits = region + "19900101001";
    return digits + testing::resident_check(digits);
  };
  for (const std::string region : {"110105", "330106", "659004", "710000", "830000", "999999"}) {
    CAPTURE(region);
    CHECK(accepts(IdType::resident, with_region(region)));
  }
  for (const std::string region : {"990000", "999998", "100000", "160000", "660101", "840000"}) {
    CAPTURE(region);
    CHECK_FALSE(accepts(IdType::resident, with_region(region)));
  }
  CHECK(IdNumber::parse(IdType::resident, with_region("999999"), today)->is_made_up());
  CHECK_FALSE(IdNumber::parse(IdType::resident, with_region("330106"), today)->is_made_up());
}

TEST_CASE("Numbers of the other documents follow the pattern of their type") {
  struct Row {
    IdType type;
    std::string text;
    std::string normal;  // empty: refused
  };
  const std::vector<Row> rows = {
      {IdType::passport, "e12345678", "E12345678"},
      {IdType::passport, "12345", "12345"},
      {IdType::passport, "1234", ""},
      {IdType::passport, "A1234567890123456789", "A1234567890123456789"},
      {IdType::passport, "A12345678901234567890", ""},
      {IdType::passport, "ABCDEFGH", ""},
      {IdType::passport, "E1234.678", ""},
      {IdType::passport, "E1234_678", ""},
      {IdType::passport, "护照1234", ""},
      {IdType::passport, std::string("E1234\0 78", 9), ""},
      {IdType::hk_macao_permit, "c12345678", "C12345678"},
      {IdType::hk_macao_permit, "CA1234567", "CA1234567"},
      {IdType::hk_macao_permit, "WA1234567", ""},
      {IdType::hk_macao_permit, "W12345678", "W12345678"},
      {IdType::hk_macao_permit, "H12345678", "H12345678"},
      {IdType::hk_macao_permit, "M1234567802", "M12345678"},
      {IdType::hk_macao_permit, "C1234567802", ""},
      {IdType::hk_macao_permit, "H1234567", ""},
      {IdType::hk_macao_permit, "X12345678", ""},
      {IdType::taiwan_permit, "l12345678", "L12345678"},
      {IdType::taiwan_permit, "T12345678", "T12345678"},
      {IdType::taiwan_permit, "12345678", "12345678"},
      {IdType::taiwan_permit, "1234567801", "12345678"},
      {IdType::taiwan_permit, "1234567801b", "12345678"},
      {IdType::taiwan_permit, "123456789", ""},
      {IdType::taiwan_permit, "C12345678", ""},
      {IdType::foreign_permit, "abc123456789012", "ABC123456789012"},
      {IdType::foreign_permit, "AB1234567890123", ""},
      {IdType::foreign_permit, "999999199001010016", "999999199001010016"},
      {IdType::foreign_permit, "999999199001010017", ""},
      {IdType::resident, "99999919880808007x", "99999919880808007X"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto number = IdNumber::parse(row.type, row.text, today);
    REQUIRE(number.has_value() == !row.normal.empty());
    if (number) CHECK(std::string{number->text()} == row.normal);
    if (!number) CHECK(number.error().message.find(row.text) == std::string_view::npos);
  }
}

TEST_CASE("I and O are read as 1 and 0 where the mainland's documents cannot have them") {
  struct Row {
    IdType type;
    std::string written;
    std::string normal;
  };
  for (const auto& row : std::vector<Row>{
           {IdType::passport, "E1234567O", "E12345670"},
           {IdType::passport, "e1234567o", "E12345670"},
           {IdType::passport, "EI234567O", "E12345670"},
           {IdType::passport, "EA123456I", "EA1234561"},
           {IdType::passport, "G1234567O", "G12345670"},
           {IdType::passport, "PE12345O7", "PE1234507"},
           {IdType::hk_macao_permit, "CO1234567", "C01234567"},
           {IdType::hk_macao_permit, "CA123456O", "CA1234560"},
           // Of other countries, or of none: as they are.
           {IdType::passport, "AO1234567", "AO1234567"},
           {IdType::passport, "E12O4567", "E12O4567"},
           {IdType::passport, "EIO45X789", "EIO45X789"},
           {IdType::passport, "XI0O34567", "XI0O34567"},
       }) {
    CAPTURE(row.written);
    const auto number = IdNumber::parse(row.type, row.written, today);
    REQUIRE(number.has_value());
    CHECK(number->text() == row.normal);
  }
}

TEST_CASE("Types of documents have one name each") {
  for (const auto type : {IdType::resident, IdType::passport, IdType::hk_macao_permit,
                          IdType::taiwan_permit, IdType::foreign_permit}) {
    CHECK(security::parse_id_type(security::id_type_name(type)) == type);
  }
  CHECK_FALSE(security::parse_id_type("Passport").has_value());
  CHECK_FALSE(security::parse_id_type("").has_value());
}

TEST_CASE("A birthday counts from its own day, that of a leap day from 1 March") {
  struct Row {
    config::Date birth;
    config::Date date;
    bool younger_than_16;
  };
  const std::vector<Row> rows = {
      {make_date(2010, 6, 13), make_date(2026, 6, 12), true},
      {make_date(2010, 6, 13), make_date(2026, 6, 13), false},
      {make_date(2010, 12, 31), make_date(2026, 1, 1), true},
      {make_date(2012, 2, 29), make_date(2028, 2, 28), true},
      {make_date(2012, 2, 29), make_date(2028, 2, 29), false},
      {make_date(2008, 2, 29), make_date(2024, 2, 29), false},
      {make_date(2026, 6, 13), make_date(2026, 6, 13), true},
  };
  for (const Row& row : rows) {
    CAPTURE(config::format_date(row.birth));
    CAPTURE(config::format_date(row.date));
    CHECK(security::is_younger_than(16, row.birth, row.date) == row.younger_than_16);
  }
  CHECK(security::is_younger_than(17, make_date(2012, 2, 29), make_date(2029, 2, 28)));
  CHECK_FALSE(security::is_younger_than(17, make_date(2012, 2, 29), make_date(2029, 3, 1)));
}

TEST_CASE("Birth dates are read from the numbers that hold one") {
  const auto resident =
      IdNumber::parse(IdType::resident, resident_number(make_date(2011, 5, 9), 7), today);
  REQUIRE(resident.has_value());
  CHECK(resident->birth_date() == make_date(2011, 5, 9));
  CHECK_FALSE(IdNumber::parse(IdType::passport, "E12345678", today)->birth_date().has_value());
  CHECK_FALSE(
      IdNumber::parse(IdType::foreign_permit, "ABC123456789012", today)->birth_date().has_value());
}

TEST_CASE("The digit printed behind a passport's number tells O from 0 and I from 1") {
  // Those of the specimens in ICAO Doc 9303, parts 3 and 4.
  CHECK(security::printed_check_digit("L898902C3") == '6');
  CHECK(security::printed_check_digit("D23145890") == '7');
  const auto read = [](const std::string& number, std::string_view digit) {
    const auto parsed = IdNumber::parse(IdType::passport, number, today, digit);
    return parsed ? std::string{parsed->text()} : std::string{parsed.error().message};
  };
  CHECK(read("L898902C3", "6") == "L898902C3");
  CHECK(read("l8989o2c3", "6") == "L898902C3");
  const char of_digits = security::printed_check_digit("X23145890");
  CHECK(read("X23I4589O", {&of_digits, 1}) == "X23145890");
  CHECK(read("X23I4589O", "") == "X23I4589O");
  CHECK(read("L898902C3", "5").find("does not fit") != std::string::npos);
  CHECK(read("L898902C3", "66").find("one digit") != std::string::npos);
  // Ours have neither letter, whatever the digit would make of another reading.
  const char digit = security::printed_check_digit("E12345670");
  CHECK(read("E1234567O", {&digit, 1}) == "E12345670");
  const char of_letter = security::printed_check_digit("E1234567O");
  CHECK(read("E1234567O", {&of_letter, 1}).find("does not fit") != std::string::npos);
  CHECK(IdNumber::parse(IdType::hk_macao_permit, "C12345678", today, "1").has_error());
  CHECK(IdNumber::parse(IdType::passport, "AB12345678", today, "1").has_error());
}

TEST_CASE("A reading that two ways of correcting lead to is none") {
  // An I for a 1 in the first and the fourth place weigh the same.
  std::string number = "1AB1CD23E";
  const char digit = security::printed_check_digit("IAB1CD23E");
  CHECK(security::read_lookalikes(number, digit) == security::Reading::none);
  CHECK(number == "1AB1CD23E");
  std::string one = "1AB2CD23E";
  CHECK(security::read_lookalikes(one, security::printed_check_digit("IAB2CD23E")) ==
        security::Reading::corrected);
  CHECK(one == "IAB2CD23E");
}

TEST_CASE("A citizen key is the HMAC of type and number, written in any case") {
  CHECK(citizen_hex(IdType::resident, "999999199001010016") == "43d58f6700a83b8d9082ce9d989684c1");
  CHECK(citizen_hex(IdType::passport, "E12345678") == "94dc775b557f69325182e7bd74439f2b");
  CHECK(citizen_hex(IdType::passport, "e12345678") == "94dc775b557f69325182e7bd74439f2b");
  CHECK(citizen_hex(IdType::hk_macao_permit, "H1234567801") ==
        citizen_hex(IdType::hk_macao_permit, "H12345678"));
}

TEST_CASE("Citizen keys differ by type, number and secret, and a keyer gives them again") {
  const auto number = *IdNumber::parse(IdType::taiwan_permit, "L12345678", today);
  const auto passport = *IdNumber::parse(IdType::passport, "L12345678", today);
  const auto other = *IdNumber::parse(IdType::taiwan_permit, "L12345679", today);
  security::CitizenKeyer keyer{testing::counting_keys()};
  const auto key = keyer.key(number);
  CHECK(keyer.key(passport) != key);
  CHECK(keyer.key(other) != key);
  CHECK(keyer.key(number) == key);
  CHECK(security::citizen_key(testing::counting_keys(1), number) != key);
}
