#include "api/http/forwarded.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <string>

#include "base/number.hpp"

namespace offpeak::http {
namespace {

using boost::beast::iequals;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// A port, or what RFC 7239 lets a proxy say instead: "_" and a name.
bool is_port(std::string_view text) {
  return text.starts_with('_') ? text.size() > 1 : !!base::parse_number<std::uint16_t>(text);
}

std::optional<Address> specified(std::optional<Address> address) {
  constexpr Address any_v4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}};
  return address == unix_peer || address == any_v4 ? std::nullopt : address;
}

/// "192.0.2.60", "192.0.2.60:80", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:80".
std::optional<Address> parse_node(std::string_view node) {
  std::string_view port;
  if (node.starts_with('[')) {
    const auto end = node.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    port = node.substr(end + 1);
    node = node.substr(1, end - 1);
    if (node.find(':') == std::string_view::npos) return std::nullopt;
  } else if (std::ranges::count(node, ':') == 1) {
    const auto colon = node.find(':');
    port = node.substr(colon);
    node = node.substr(0, colon);
  }
  if (!port.empty() && (port.front() != ':' || !is_port(port.substr(1)))) return std::nullopt;
  return specified(parse_address(node));
}

bool is_token_character(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         marks.find(c) != std::string_view::npos;
}

/// Reads a value of Forwarded from its beginning.
class ForwardedReader {
 public:
  explicit ForwardedReader(std::string_view value) : rest_{value} {}

  Hops read() {
    Hops hops;
    while (skip_to_element()) {
      const auto node = read_element();
      if (!node) return {};
      hops.push_back(node->empty() ? std::nullopt : parse_node(*node));
    }
    return hops;
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }

  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Elements of a list may be empty.
  bool skip_to_element() {
    skip(" \t,");
    return !rest_.empty();
  }

  /// What stands behind "for="; empty when nothing does. Nothing at all: the element is malformed.
  std::optional<std::string> read_element() {
    std::optional<std::string> node;
    do {
      skip(" \t");
      if (rest_.empty() || rest_.front() == ',' || rest_.front() == ';') continue;
      const auto name = take_token();
      if (name.empty() || !take('=')) return std::nullopt;
      auto value = take_value();
      if (!value) return std::nullopt;
      if (!iequals(name, "for")) continue;
      if (node) return std::nullopt;
      node = std::move(value);
    } while (skip_and_take_semicolon());
    if (!rest_.empty() && rest_.front() != ',') return std::nullopt;
    return node.value_or(std::string{});
  }

  bool skip_and_take_semicolon() {
    skip(" \t");
    return take(';');
  }

  std::string_view take_token() {
    const auto end = std::ranges::find_if_not(rest_, is_token_character);
    const auto token = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(token.size());
    return token;
  }

  std::optional<std::string> take_value() {
    if (take('"')) return take_quoted();
    // An address with a port should be quoted for its colon; proxies are known to forget it.
    const auto end = rest_.find_first_of("\" \t,;");
    std::string value{rest_.substr(0, end)};
    rest_.remove_prefix(value.size());
    return value.empty() ? std::nullopt : std::optional{std::move(value)};
  }

  /// Behind the opening quote.
  std::optional<std::string> take_quoted() {
    std::string value;
    while (!rest_.empty()) {
      if (take('"')) return value;
      if (take('\\') && rest_.empty()) break;
      value += rest_.front();
      rest_.remove_prefix(1);
    }
    return std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace

Hops parse_x_forwarded_for(std::string_view value) {
  Hops hops;
  while (!value.empty()) {
    const auto comma = value.find(',');
    const auto node = trimmed(value.substr(0, comma));
    value.remove_prefix(std::min(comma, value.size() - 1) + 1);
    if (!node.empty()) hops.push_back(parse_node(node));
  }
  return hops;
}

Hops parse_forwarded(std::string_view value) { return ForwardedReader{value}.read(); }

}  // namespace offpeak::http
