// Tables that spreadsheet programs open: with their characters, without formulas.
#include <limits>

#include <doctest/doctest.h>

#include "base/csv_writer.hpp"

namespace offpeak::base {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The only cell of a table.
template <class Write>
std::string cell(const Write& write) {
  std::string out;
  CsvWriter csv{out};
  write(csv);
  REQUIRE(out.starts_with(byte_order_mark));
  return out.substr(byte_order_mark.size());
}
std::string text_cell(std::string_view value) {
  return cell([value](CsvWriter& csv) { csv.text(value); });
}

TEST_CASE("a table begins with a byte order mark, its rows end as RFC 4180 says") {
  std::string out;
  CsvWriter csv{out};
  csv.text("大厅").text("people").end_row();
  csv.text("市局").number(12).end_row();
  CHECK(out == "\xEF\xBB\xBF大厅,people\r\n市局,12\r\n");
}

TEST_CASE("text has quotes where it needs them, and an apostrophe where it would be a formula") {
  struct Row {
    std::string_view text;
    std::string_view cell;
  };
  constexpr Row rows[] = {
      {"", ""},
      {"base", "base"},
      {"周六 上午", "周六 上午"},
      {"a, b", "\"a, b\""},
      {"a \"fifth\"", "\"a \"\"fifth\"\"\""},
      {"two\r\nlines", "\"two\r\nlines\""},
      {"a;=b", "\"a;=b\""},
      {"a\t=b", "\"a\t=b\""},
      {"a = b + c - d", "a = b + c - d"},
      {"=1+1", "\"'=1+1\""},
      {"+1 counter", "\"'+1 counter\""},
      {"-1 counter", "\"'-1 counter\""},
      {"@SUM(A1)", "\"'@SUM(A1)\""},
      {"\t=1", "\"'\t=1\""},
      {"\r=1", "\"'\r=1\""},
      {"\n=1", "\"'\n=1\""},
      {"＝1", "\"'＝1\""},
      {"＋1", "\"'＋1\""},
      {"－1", "\"'－1\""},
      {"＠1", "\"'＠1\""},
      {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(text_cell(row.text) == row.cell);
  }
}

TEST_CASE("numbers stay numbers, also below zero") {
  CHECK(cell([](CsvWriter& csv) { csv.number(-3); }) == "-3");
  CHECK(cell([](CsvWriter& csv) { csv.real(-1.0 / 3, 4); }) == "-0.3333");
  CHECK(cell([](CsvWriter& csv) { csv.decimal(-0.25, 1); }) == "-0.2");
  CHECK(cell([](CsvWriter& csv) { csv.decimal(2, 1); }) == "2.0");
  CHECK(cell([](CsvWriter& csv) { csv.decimal(1e300, 1); }).size() == 303);
}

TEST_CASE("what is not known is empty, and so is a number that is not finite") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto write = [](CsvWriter& csv) {
    csv.blank(2).number(1).real(infinity, 3).decimal(infinity, 1).blank().text("end");
  };
  CHECK(cell(write) == ",,1,,,,end");
}

}  // namespace
}  // namespace offpeak::base
