#include "base/typed_text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>

namespace offpeak::base {
namespace {

std::string folded(std::string_view typed) { return std::string{TypedText{typed}.text()}; }

TEST_CASE("what people type and paste as a number is folded to letters and digits") {
  struct Row {
    const char* what;
    std::string_view typed;
    std::string_view expected;
  };
  const std::array rows{
      Row{"as it is", "7K2M9K", "7K2M9K"},
      Row{"small letters stay", "7k2m9k", "7k2m9k"},
      Row{"full-width digits", "１２３４５６７８９０", "1234567890"},
      Row{"full-width letters", "ＡＺａｚＸ", "AZazX"},
      Row{"spaces between groups", " 999999 1990\t0101\r\n", "99999919900101"},
      Row{"the space of Chinese input methods", "12　34", "1234"},
      Row{"spaces of other widths", "1\u00A02\u20033\u202F4", "1234"},
      Row{"hyphens and dashes", "1-2\u20103\u20134\u20145\u22126－7", "1234567"},
      Row{"zero-width characters", "\uFEFF1\u200B2\u200C3\u200D4\u20605", "12345"},
      Row{"marks of direction", "\u202A12\u202C\u200E\u2066", "12"},
      Row{"soft hyphens", "12\u00AD34", "1234"},
      Row{"other invisible marks", "1\u180E2\u034F3\uFE0F", "123"},
      Row{"nothing but such", " 　\u200B-", ""},
      Row{"other characters stay", "1号2/é", "1号2/é"},
      Row{"not UTF-8 stays", "1\xEF\xBC", "1\xEF\xBC"},
      Row{"a cut character stays",
          "\xE3\x80"
          "1",
          "\xE3\x80"
          "1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(folded(row.typed) == row.expected);
  }
}

TEST_CASE("a long text is cut behind what could be a number, wherever that is") {
  CHECK(folded(std::string(1000, '7')) == std::string(TypedText::chars_max, '7'));
  CHECK(folded(std::string(1000, ' ') + "12") == "12");
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "９";
  CHECK(folded(wide) == std::string(TypedText::chars_max, '9'));
  CHECK(folded(std::string(TypedText::chars_max - 1, '7') + "号").size() == TypedText::chars_max);
}

TEST_CASE("whatever the bytes are, what is left fits and has no spaces or hyphens") {
  std::mt19937 random{15};
  for (int i = 0; i < 20'000; ++i) {
    std::string typed;
    const auto size = random() % 40;
    while (typed.size() < size) typed += static_cast<char>(random() % 256);
    const auto once = folded(typed);
    CAPTURE(i);
    REQUIRE(once.size() <= TypedText::chars_max);
    REQUIRE(once.find_first_of(" -") == std::string::npos);
  }
}

}  // namespace
}  // namespace offpeak::base
