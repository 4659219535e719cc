#include "store/redis/address.hpp"

#include <optional>
#include <utility>

#include "base/number.hpp"

namespace offpeak::store {
namespace {

constexpr std::string_view tcp_scheme = "redis://";
constexpr std::string_view unix_scheme = "redis+unix:";

Error mistake(std::string_view what) {
  return Error{
      "the Redis store is written redis://[user:password@]host[:port][,host[:port]...][/db] or "
      "redis+unix:PATH[?db=N]: " +
      std::string{what}};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

/// Takes "user:password@" off the front of `rest`, when it is there.
Result<void> take_credentials(std::string_view& rest, std::string_view end_marks,
                              RedisAddress& address) {
  const auto at = rest.substr(0, rest.find_first_of(end_marks)).rfind('@');
  if (at == rest.npos) return {};
  const auto credentials = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const auto colon = credentials.find(':');
  if (colon == credentials.npos) {
    return mistake("before the @ stand a user and a password, with a colon between them");
  }
  auto user = percent_decoded(credentials.substr(0, colon));
  auto password = percent_decoded(credentials.substr(colon + 1));
  if (!user || !password) {
    return mistake("in user and password, a % begins two hexadecimal digits (a % itself is %25)");
  }
  if (password->empty()) return mistake("the password is empty");
  address.user = *std::move(user);
  address.password = *std::move(password);
  return {};
}

Result<void> take_database(std::string_view text, RedisAddress& address) {
  const auto database = base::parse_number<std::uint32_t>(text, 0, redis_database_max);
  if (!database) return mistake("the database is a number from 0 on");
  address.database = *database;
  return {};
}

/// "host", "host:port", "[::1]:port".
Result<void> take_host(std::string_view text, RedisAddress& address) {
  std::string_view port;
  bool has_port = false;
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == text.npos) return mistake("the [ before an IPv6 address lacks its ]");
    address.host = text.substr(1, bracket - 1);
    text.remove_prefix(bracket + 1);
    has_port = text.starts_with(':');
    if (!has_port && !text.empty()) return mistake("behind the ] comes a colon and the port");
    if (has_port) port = text.substr(1);
  } else {
    const auto colon = text.find(':');
    has_port = colon != text.npos;
    if (has_port && text.find(':', colon + 1) != text.npos) {
      return mistake("there is more than one colon: an IPv6 address stands in brackets");
    }
    address.host = text.substr(0, colon);
    if (has_port) port = text.substr(colon + 1);
  }
  if (address.host.empty()) return mistake("the host is missing");
  if (!has_port) return {};
  const auto number = base::parse_number<std::uint16_t>(port, 1, 65535);
  if (!number) {
    return mistake(
        "the port is a number from 1 to 65535 (special characters of a password are written "
        "percent-encoded)");
  }
  address.port = *number;
  return {};
}

Result<void> take_hosts(std::string_view text, RedisAddress& address) {
  auto comma = text.find(',');
  if (auto taken = take_host(text.substr(0, comma), address); !taken) return taken;
  while (comma != text.npos) {
    if (address.others.size() + 1 == redis_hosts_max) return mistake("there are too many hosts");
    text.remove_prefix(comma + 1);
    comma = text.find(',');
    RedisAddress other;
    if (auto taken = take_host(text.substr(0, comma), other); !taken) return taken;
    address.others.emplace_back(std::move(other.host), other.port);
  }
  return {};
}

Result<RedisAddress> parse_tcp(std::string_view rest) {
  RedisAddress address;
  if (auto taken = take_credentials(rest, "/?#", address); !taken) return taken.error();
  if (rest.find_first_of("?#@") != rest.npos) {
    return mistake(
        "nothing follows the database, and a ?, # or @ in a password is written "
        "percent-encoded");
  }
  const auto slash = rest.find('/');
  if (auto taken = take_hosts(rest.substr(0, slash), address); !taken) return taken.error();
  if (slash != rest.npos && slash + 1 < rest.size()) {
    if (auto taken = take_database(rest.substr(slash + 1), address); !taken) return taken.error();
  }
  return address;
}

Result<RedisAddress> parse_unix(std::string_view rest) {
  RedisAddress address;
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    if (auto taken = take_credentials(rest, "/", address); !taken) return taken.error();
    if (!rest.starts_with('/')) return mistake("the path of the socket begins with a / there");
  }
  if (const auto query = rest.rfind('?'); query != rest.npos) {
    constexpr std::string_view name = "db=";
    const auto text = rest.substr(query + 1);
    if (!text.starts_with(name)) return mistake("behind the ? comes db=N and nothing else");
    if (auto taken = take_database(text.substr(name.size()), address); !taken) {
      return taken.error();
    }
    rest = rest.substr(0, query);
  }
  if (rest.empty()) return mistake("the path of the socket is missing");
  if (rest.size() > socket_path_bytes_max) {
    return mistake("the path of a socket has " + std::to_string(socket_path_bytes_max) +
                   " bytes at most");
  }
  address.socket_path = rest;
  return address;
}

}  // namespace

std::string RedisAddress::place() const {
  const bool is_ipv6 = host.find(':') != host.npos;
  std::string text = socket_path;
  if (!host.empty()) text = (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
  return text + "/" + std::to_string(database);
}

Result<RedisAddress> parse_redis_address(std::string_view uri) {
  if (uri.find('\0') != uri.npos) return mistake("it holds a zero byte");
  if (uri.starts_with(tcp_scheme)) return parse_tcp(uri.substr(tcp_scheme.size()));
  if (uri.starts_with(unix_scheme)) return parse_unix(uri.substr(unix_scheme.size()));
  return mistake("it begins with redis:// or redis+unix:");
}

}  // namespace offpeak::store
