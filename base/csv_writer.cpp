#include "base/csv_writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace offpeak::base {
namespace {

/// Those that OWASP names ("CSV Injection"): with one of them in front, the rest of a cell is a
/// formula for a spreadsheet program, which may call other programs. East Asian editions also take
/// the full-width forms of ＝, ＋, － and ＠.
constexpr std::array<std::string_view, 11> formula_starts{"=",  "+",  "-",  "@",  "\t", "\r",
                                                          "\n", "＝", "＋", "－", "＠"};

bool begins_formula(std::string_view value) {
  return std::ranges::any_of(formula_starts,
                             [value](std::string_view start) { return value.starts_with(start); });
}

}  // namespace

CsvWriter& CsvWriter::text(std::string_view value) {
  separate();
  const bool is_defused = begins_formula(value);
  // Quotes also around what is defused: a program that splits at semicolons or tabs must not find
  // the start of a cell inside it.
  const bool is_quoted = is_defused || value.find_first_of(",;\t\"\r\n") != value.npos;
  if (is_quoted) out_ += '"';
  if (is_defused) out_ += '\'';
  for (const char c : value) out_.append(c == '"' ? 2 : 1, c);
  if (is_quoted) out_ += '"';
  return *this;
}

CsvWriter& CsvWriter::real(double value, int significant_digits) {
  if (!std::isfinite(value)) return blank();
  return digits_of(value, std::chars_format::general, significant_digits);
}

CsvWriter& CsvWriter::decimal(double value, int decimals) {
  if (!std::isfinite(value)) return blank();
  return digits_of(value, std::chars_format::fixed, decimals);
}

CsvWriter& CsvWriter::blank(int count) {
  for (int i = 0; i < count; ++i) separate();
  return *this;
}

}  // namespace offpeak::base
