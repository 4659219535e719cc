// JSON written straight into a string: no tree in between. Commas come by themselves. Reading is
// `base::read_json`.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>

namespace offpeak::base {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_{out} {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  /// The name of the next value; plain ASCII.
  JsonWriter& key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    first_ = true;
    return *this;
  }
  /// Any UTF-8 text, escaped.
  JsonWriter& text(std::string_view value);
  /// Text known to need no escaping: ids, codes, times, keys.
  JsonWriter& plain(std::string_view value) {
    separate();
    out_ += '"';
    out_ += value;
    out_ += '"';
    return *this;
  }
  template <std::integral Number>
  JsonWriter& number(Number value) {
    return digits_of(value);
  }
  /// As short as gives the same number again; null when it is not finite.
  JsonWriter& real(double value) { return std::isfinite(value) ? digits_of(value) : null(); }
  /// With so many significant digits at most; null when it is not finite.
  JsonWriter& real(double value, int significant_digits);
  /// A value that is JSON already.
  JsonWriter& json(std::string_view value) { return word(value); }
  JsonWriter& boolean(bool value) { return word(value ? "true" : "false"); }
  JsonWriter& null() { return word("null"); }

  /// What follows begins a line, so that people can read and compare a file.
  JsonWriter& line() {
    break_line_ = true;
    return *this;
  }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    if (break_line_) out_ += '\n';
    break_line_ = false;
    out_ += bracket;
    first_ = false;
    return *this;
  }
  JsonWriter& word(std::string_view value) {
    separate();
    out_ += value;
    return *this;
  }
  template <class... Value>
  JsonWriter& digits_of(Value... how) {
    separate();
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, how...).ptr;
    out_.append(digits, end);
    return *this;
  }
  void separate() {
    if (!first_) out_ += ',';
    if (break_line_) out_ += '\n';
    first_ = false;
    break_line_ = false;
  }

  std::string& out_;
  bool first_ = true;
  bool break_line_ = false;
};

}  // namespace offpeak::base
