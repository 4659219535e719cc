// JSON written straight into a string.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace offpeak::loadtest {

/// Values follow each other; commas come by themselves. Lists that the caller marks stand on a line
/// of their own, so that a file of results can be read and compared by people.
class JsonText {
 public:
  JsonText& open(char bracket);   // '{' or '['
  JsonText& close(char bracket);  // '}' or ']'
  /// The name of the next value; plain ASCII.
  JsonText& key(std::string_view name);
  /// Any UTF-8 text.
  JsonText& text(std::string_view value);
  JsonText& integer(std::uint64_t value);
  /// With `digits_shown` significant digits; null when it is infinite.
  JsonText& number(double value);
  JsonText& truth(bool value);
  JsonText& null();
  /// What follows begins a line.
  JsonText& line();

  const std::string& str() const { return out_; }

  static constexpr int digits_shown = 9;

 private:
  void separate();

  std::string out_;
  bool first_ = true;
  bool break_line_ = false;
};

}  // namespace offpeak::loadtest
