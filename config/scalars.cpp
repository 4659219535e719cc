#include "config/scalars.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <sstream>
#include <utility>

#include "base/number.hpp"

namespace offpeak::config {
namespace {

bool is_integer_text(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  const bool only_digits =
      !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  // Some readers take a leading zero for octal and others ignore it, so none is accepted.
  return only_digits && (digits.size() == 1 || digits[0] != '0');
}

std::optional<double> parse_real(std::string_view text) {
  const auto value = base::parse_number<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

/// Whether YAML gives a text without quotes another type (core schema, YAML 1.2.2 §10.3.2).
bool is_other_type(std::string_view text) {
  constexpr std::array words{"true", "false", ".inf", "-.inf", "+.inf", ".nan"};
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::string_view unsigned_text =
      text.starts_with('+') ? text.substr(1) : text;  // parse_number takes no plus
  return std::ranges::find(words, lower) != words.end() || parse_real(unsigned_text) ||
         lower.starts_with("0x") || lower.starts_with("0o");
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::string shown(double value) {
  std::ostringstream stream;
  stream << value;
  return stream.str();
}

std::string range_words(const std::string& what, const std::string& min, const std::string& max) {
  return what + " from " + min + " to " + max;
}

template <class Assign>
Reader integer_reader(IntRange range, const std::string& what, Assign assign) {
  std::string expected = range_words(what, std::to_string(range.min), std::to_string(range.max));
  auto read = [=](const View& where) {
    const Node& node = where.node();
    const bool sound = where.is(NodeKind::scalar) && node.plain && is_integer_text(node.text);
    if (!sound) return where.wrong_type("is not a whole number", expected);
    const auto value = base::parse_number<int>(node.text);
    if (!value || *value < range.min || *value > range.max) {
      return where.wrong_type("is out of range", expected);
    }
    assign(*value);
  };
  return {expected, std::move(read)};
}

}  // namespace

Reader integer(int& into, IntRange range, const std::string& what) {
  return integer_reader(range, what, [&into](int value) { into = value; });
}

Reader optional_integer(std::optional<int>& into, IntRange range, const std::string& what) {
  return integer_reader(range, what, [&into](int value) { into = value; });
}

Reader real(double& into, RealRange range, const std::string& what) {
  std::string expected = range_words(what, shown(range.min), shown(range.max));
  auto read = [=, &into](const View& where) {
    const Node& node = where.node();
    const auto value =
        where.is(NodeKind::scalar) && node.plain ? parse_real(node.text) : std::optional<double>{};
    if (!value) return where.wrong_type("is not a number", expected);
    if (*value < range.min || *value > range.max) {
      return where.wrong_type("is out of range", expected);
    }
    into = *value;
  };
  return {expected, std::move(read)};
}

Reader truth(bool& into) {
  const std::string expected = "true or false";
  auto read = [expected, &into](const View& where) {
    const Node& node = where.node();
    const bool yes = node.text == "true";
    const bool sound = where.is(NodeKind::scalar) && node.plain && (yes || node.text == "false");
    if (!sound) return where.wrong_type("is neither true nor false", expected);
    into = yes;
  };
  return {expected, std::move(read)};
}

Reader text(std::string& into, const std::string& what) {
  std::string expected = what + " of 1 to " + std::to_string(text_bytes_max) + " bytes";
  auto read = [=, &into](const View& where) {
    const Node& node = where.node();
    if (!where.is(NodeKind::scalar)) return where.wrong_type("", expected);
    if (node.plain && is_other_type(node.text)) {
      return where.wrong_type("is not a text", expected + ", in quotes");
    }
    if (node.text.empty()) return where.error("is empty", expected);
    if (node.text.size() > text_bytes_max) return where.wrong_type("is too long", expected);
    if (has_control(node.text)) return where.wrong_type("has control characters", expected);
    into = node.text;
  };
  return {expected, std::move(read)};
}

Reader key_name(std::string& into) {
  std::string expected =
      "a key of small letters, digits and underscores, starting with a letter, " +
      std::to_string(key_bytes_max) + " at most";
  auto read = [=, &into](const View& where) {
    const std::string& key = where.node().text;
    const bool sound =
        where.is(NodeKind::scalar) && !key.empty() && key.size() <= key_bytes_max &&
        key[0] >= 'a' && key[0] <= 'z' &&
        key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
    if (!sound) return where.wrong_type("is not a key", expected);
    into = key;
  };
  return {expected, std::move(read)};
}

Reader name(Name& into) {
  auto read = [&into](const View& where) {
    Fields fields{where};
    fields.required("zh", text(into.zh, "a Chinese name"));
    fields.required("en", text(into.en, "an English name"));
    fields.finish();
  };
  return {"a name {zh, en}", std::move(read)};
}

Reader minute_of_day(MinuteOfDay& into) {
  const std::string expected = "a time of day such as \"17:00\"";
  auto read = [expected, &into](const View& where) {
    const auto minute =
        where.is(NodeKind::scalar) ? parse_minute(where.node().text) : std::optional<MinuteOfDay>{};
    if (!minute) return where.wrong_type("is not a time of day", expected);
    into = *minute;
  };
  return {expected, std::move(read)};
}

Reader choice(std::size_t& into, std::vector<std::string> words) {
  std::string expected = "one of " + joined(words);
  auto read = [expected, words = std::move(words), &into](const View& where) {
    const auto at = std::ranges::find(words, where.node().text);
    if (!where.is(NodeKind::scalar) || at == words.end()) {
      return where.wrong_type("is not known", expected);
    }
    into = static_cast<std::size_t>(at - words.begin());
  };
  return {expected, std::move(read)};
}

std::optional<int> parse_integer(std::string_view text) {
  return is_integer_text(text) ? base::parse_number<int>(text) : std::nullopt;
}

}  // namespace offpeak::config
