// Whatever happens to a file, loading ends in a city or in at least one error.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include "config/load.hpp"
#include "tests/config/sample.hpp"

namespace offpeak::config {
namespace {

constexpr std::uint32_t seed = 20260613;
constexpr int copies = 2500;

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t end) {
  return std::uniform_int_distribution<std::size_t>{0, end - 1}(random);
}

/// Pieces that mean something to a YAML parser or to the loader.
std::string_view piece(Random& random) {
  static constexpr std::string_view pieces[] = {
      "[",   "]",    "{",  "}",    ":",  ": ",   "- ",  "\n",          "  ",        "#",     "&a ",
      "*a ", "!!",   "\"", "'",    "|",  ">",    "%",   "@",           "`",         "? ",    "---",
      "...", "null", "~",  "true", "-1", "0",    "1e9", "99999999999", "02-30",     "25:00", "..",
      "\t",  "\xFF", "中", "<<",   "\\", "\x01", ",",   "\r",          "2147483648"};
  return pieces[below(random, std::size(pieces))];
}

void mutate(std::string& text, Random& random) {
  const std::size_t at = below(random, text.size());
  const std::size_t length = std::min<std::size_t>(below(random, 40) + 1, text.size() - at);
  switch (below(random, 6)) {
    case 0:
      text[at] = static_cast<char>(below(random, 256));
      return;
    case 1:
      text.erase(at, length);
      return;
    case 2:
      text.insert(at, piece(random));
      return;
    case 3:
      text.replace(at, 1, piece(random));
      return;
    case 4:
      text.insert(below(random, text.size()), text.substr(at, length));
      return;
    default: {
      const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 is 0
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
      text.insert(line, text.substr(line, end - line + 1));
    }
  }
}

void check_sane(const LoadResult& result, const std::string& text) {
  const auto errors =
      std::ranges::count(result.diagnostics, Severity::error, &Diagnostic::severity);
  const bool sane =
      result.city.has_value() == (errors == 0) && result.diagnostics.size() <= diagnostics_max + 1;
  if (!sane) FAIL("neither a city nor an error, for:\n", text);
  if (!result.city) return;
  int sum_permille = 0;
  for (const Hall& hall : result.city->halls) {
    sum_permille += hall.share_permille;
    const bool sound = !hall.seasons.empty() && !hall.counters.empty() &&
                       hall.rules.party_max <= party_max && !hall.rules.release.empty();
    if (!sound) FAIL("a city whose relations do not hold, for:\n", text);
  }
  if (sum_permille != 1000) FAIL("shares that do not add up, for:\n", text);
}

TEST_CASE("thousands of spoilt copies of Hangzhou end in a city or an error") {
  MESSAGE("seed ", seed);
  const Folder folder;
  folder.write("calendars/cn.yaml", read_source("config/calendars/cn.yaml"));
  folder.write("online.yaml", read_source("config/online.yaml"));
  const std::string original = read_source("config/hangzhou.yaml");
  Random random{seed};
  int cities = 0;
  for (int i = 0; i < copies; ++i) {
    std::string text = original;
    const std::size_t mutations = below(random, 4) + 1;
    for (std::size_t m = 0; m < mutations; ++m) mutate(text, random);
    const LoadResult result = load_city(folder.write("hangzhou.yaml", text));
    check_sane(result, text);
    cities += result.city.has_value() ? 1 : 0;
  }
  // Both outcomes occur, or the copies are spoilt too little or too much to test anything.
  CHECK(cities > 0);
  CHECK(cities < copies);
}

TEST_CASE("spoilt calendars and random bytes end in a city or an error") {
  Random random{seed};
  const std::string original = read_source("config/calendars/cn.yaml");
  for (int i = 0; i < copies / 3; ++i) {
    std::string calendar = original;
    mutate(calendar, random);
    mutate(calendar, random);
    check_sane(load_texts(sample_city, calendar), calendar);
    std::string bytes;
    const std::size_t pieces = below(random, 200);
    for (std::size_t p = 0; p < pieces; ++p) bytes += piece(random);
    check_sane(load_texts(bytes), bytes);
  }
}

}  // namespace
}  // namespace offpeak::config
