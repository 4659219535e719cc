// Readers of single values. The last argument says in messages what is wanted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/city.hpp"
#include "config/civil_time.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr std::size_t text_bytes_max = 200;
inline constexpr std::size_t key_bytes_max = 40;

/// Inclusive bounds.
struct IntRange {
  int min;
  int max;
};
struct RealRange {
  double min;
  double max;
};

/// A whole number; `what` is "minutes", "days", …
Reader integer(int& into, IntRange range, const std::string& what);
Reader optional_integer(std::optional<int>& into, IntRange range, const std::string& what);
/// A number, whole or not.
Reader real(double& into, RealRange range, const std::string& what);
/// true or false.
Reader truth(bool& into);
/// A text of 1 to `text_bytes_max` bytes, which needs quotes when it looks like something else.
Reader text(std::string& into, const std::string& what);
/// A name for programs: small letters, digits and underscores, starting with a letter.
Reader key_name(std::string& into);
/// A text for people in Chinese and English: {zh: 市局, en: Main hall}.
Reader name(Name& into);
/// A time of day such as "17:00".
Reader minute_of_day(MinuteOfDay& into);
/// One of `words`; `into` gets its position.
Reader choice(std::size_t& into, std::vector<std::string> words);

/// The value of a text that is a whole number as a configuration writes it; nothing otherwise.
std::optional<int> parse_integer(std::string_view text);

}  // namespace offpeak::config
