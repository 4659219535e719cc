#include "scheduler/messages/kiosk_code.hpp"
#include "scheduler/state/kiosk_codes.hpp"

#include <array>
#include <cctype>
#include <random>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct HallAndDay {
  HallCode hall;
  std::string date;
};
const std::array halls_and_days{
    HallAndDay{main_hall, "2026-06-13"}, HallAndDay{main_hall, "2026-06-14"},
    HallAndDay{lake_hall, "2026-06-13"}, HallAndDay{HallCode{999999}, "2099-12-31"}};

std::uint32_t number(KioskCode code) { return static_cast<std::uint32_t>(code); }

TEST_CASE("the first 100,000 codes of a hall and day are all different, and lead back") {
  for (const auto& row : halls_and_days) {
    CAPTURE(row.date);
    std::vector<bool> seen(kiosk_codes_max);
    for (std::uint32_t n = 0; n < 100'000; ++n) {
      const auto code = nth_code(row.hall, day(row.date), n);
      REQUIRE(number(code) < kiosk_codes_max);
      REQUIRE_FALSE(seen[number(code)]);
      seen[number(code)] = true;
      REQUIRE(ordinal_of(row.hall, day(row.date), code) == n);
    }
  }
}

TEST_CASE("any ordinal leads to a code and back, any code to an ordinal and back") {
  constexpr std::uint32_t seed = 7;
  CAPTURE(seed);
  std::mt19937 random{seed};
  std::vector<std::uint32_t> numbers{0, 1, kiosk_codes_max / 2, kiosk_codes_max - 1};
  for (int i = 0; i < 20'000; ++i) {
    numbers.push_back(static_cast<std::uint32_t>(random()) % kiosk_codes_max);
  }
  for (const auto& row : halls_and_days) {
    CAPTURE(row.date);
    for (const std::uint32_t n : numbers) {
      REQUIRE(ordinal_of(row.hall, day(row.date), nth_code(row.hall, day(row.date), n)) == n);
      const KioskCode code{n};
      REQUIRE(nth_code(row.hall, day(row.date), ordinal_of(row.hall, day(row.date), code)) == code);
    }
  }
}

TEST_CASE("neighbours have codes that look unrelated, and each hall and day its own") {
  int alike = 0;
  int shared = 0;
  for (std::uint32_t n = 0; n < 1000; ++n) {
    const auto one = format_code(nth_code(main_hall, day("2026-06-13"), n));
    const auto next = format_code(nth_code(main_hall, day("2026-06-13"), n + 1));
    int same = 0;
    for (std::size_t i = 0; i < one.size(); ++i) same += one[i] == next[i] ? 1 : 0;
    alike += same >= 4 ? 1 : 0;
    shared += one == format_code(nth_code(main_hall, day("2026-06-14"), n)) ? 1 : 0;
    shared += one == format_code(nth_code(lake_hall, day("2026-06-13"), n)) ? 1 : 0;
  }
  CHECK(alike < 10);
  CHECK(shared == 0);
}

TEST_CASE("what is written is read again, in either case and with the letters people confuse") {
  std::mt19937 random{11};
  for (int i = 0; i < 5000; ++i) {
    const KioskCode code{static_cast<std::uint32_t>(random()) % kiosk_codes_max};
    const auto text = format_code(code);
    REQUIRE(text.size() == 6);
    REQUIRE(text.find_first_not_of(alphabet) == std::string::npos);
    REQUIRE(parse_code(text) == code);

    std::string sloppy = text;
    for (char& c : sloppy) {
      if (c == '0') c = i % 2 == 0 ? 'O' : 'o';
      if (c == '1') c = i % 2 == 0 ? 'I' : 'l';
      c = i % 3 == 0 ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : c;
    }
    REQUIRE(parse_code(sloppy) == code);
  }
}

TEST_CASE("what cannot be a code is not read as one") {
  struct Row {
    std::string text;
    bool is_code;
  };
  const std::array rows{
      Row{"000000", true},       Row{"OoIlo0", false},
      Row{"OOOOOO", true},       Row{"", false},
      Row{"0", false},           Row{"00000", false},
      Row{"0000000", false},     Row{"00000U", false},
      Row{"U00000", false},      Row{"00-000", false},
      Row{" 00000", false},      Row{"00000 ", false},
      Row{"00000\n", false},     Row{"0000é", false},
      Row{"00001F", false},      Row{"000011", true},
      Row{"oooolL", true},       Row{" 0000-11", true},
      Row{"００００１１", true}, Row{"0000\u200B11", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_code(row.text).has_value() == row.is_code);
  }
  CHECK_FALSE(parse_code(std::string_view{"000\0"
                                          "00",
                                          6})
                  .has_value());
}

TEST_CASE("every single mistyped character is noticed") {
  std::mt19937 random{13};
  for (int i = 0; i < 300; ++i) {
    const auto text =
        format_code(KioskCode{static_cast<std::uint32_t>(random()) % kiosk_codes_max});
    for (std::size_t place = 0; place < text.size(); ++place) {
      for (const char wrong : alphabet) {
        if (wrong == text[place]) continue;
        std::string typed = text;
        typed[place] = wrong;
        REQUIRE_FALSE(parse_code(typed).has_value());
      }
    }
  }
}

TEST_CASE("every swap of neighbours is noticed but of those that are 16 apart") {
  std::mt19937 random{17};
  int missed = 0;
  int swaps = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto text =
        format_code(KioskCode{static_cast<std::uint32_t>(random()) % kiosk_codes_max});
    for (std::size_t place = 0; place + 1 < text.size(); ++place) {
      const auto one = static_cast<int>(alphabet.find(text[place]));
      const auto other = static_cast<int>(alphabet.find(text[place + 1]));
      if (one == other) continue;
      std::string typed = text;
      std::swap(typed[place], typed[place + 1]);
      ++swaps;
      const bool noticed = !parse_code(typed).has_value();
      missed += noticed ? 0 : 1;
      REQUIRE(noticed == (std::abs(one - other) != 16));
    }
  }
  CAPTURE(swaps);
  CHECK(missed * 20 < swaps);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
