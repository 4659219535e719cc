// Tables as comma-separated values (RFC 4180), written straight into a string, that a spreadsheet
// program shows as they were written. All CSV of the project is written here.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace offpeak::base {

class CsvWriter {
 public:
  /// Begins the table with a byte order mark: without one Excel takes Chinese text for another
  /// encoding than UTF-8.
  explicit CsvWriter(std::string& out) : out_{out} { out_ += "\xEF\xBB\xBF"; }

  /// Any UTF-8 text. Text that a spreadsheet program would take for a formula gets an apostrophe in
  /// front, which tells the program that it is text.
  CsvWriter& text(std::string_view value);
  template <std::integral Number>
  CsvWriter& number(Number value) {
    return digits_of(value);
  }
  /// With so many significant digits at most; empty when it is not finite.
  CsvWriter& real(double value, int significant_digits);
  /// With exactly so many decimals; empty when it is not finite.
  CsvWriter& decimal(double value, int decimals);
  /// Values that are not known.
  CsvWriter& blank(int count = 1);
  void end_row() {
    out_ += "\r\n";
    is_first_ = true;
  }

 private:
  template <class... Value>
  CsvWriter& digits_of(Value... how) {
    separate();
    char digits[400];  // the largest double has 309 digits before its point
    const auto end = std::to_chars(digits, digits + sizeof digits, how...).ptr;
    out_.append(digits, end);
    return *this;
  }
  void separate() {
    if (!is_first_) out_ += ',';
    is_first_ = false;
  }

  std::string& out_;
  bool is_first_ = true;
};

}  // namespace offpeak::base
