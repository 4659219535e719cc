#include "tests/architecture/includes.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <regex>

namespace offpeak::architecture {
namespace {

constexpr std::array core_headers{
    "algorithm",
    "array",
    "bit",
    "chrono",
    "compare",
    "concepts",
    "cstddef",
    "cstdint",
    "cstdio",
    "cstdlib",
    "cstring",
    "deque",
    "functional",
    "limits",
    "map",
    "memory",
    "numeric",
    "optional",
    "queue",
    "set",
    "ranges",
    "span",
    "string",
    "string_view",
    "tuple",
    "type_traits",
    "utility",
    "variant",
    "vector",
    "boost/container/static_vector.hpp",
    "boost/unordered/unordered_flat_map.hpp",
    "boost/unordered/unordered_flat_set.hpp",
    "xxhash.h",
};

const std::regex& impure_names() {
  static const std::regex names{
      R"rx(::now\s*\(|\b\w+_clock\b|\bcurrent_zone\b|\btime\s*\(\s*(nullptr|NULL|0|&))rx"
      R"rx(|\bgettimeofday\b|\blocaltime|\bgmtime|\bgetrandom\b|\bs?rand\s*\(|\brandom_device\b)rx"
      R"rx(|\bmt19937|\barc4random|\bgetenv\b|\bfopen\b|\bfstream\b|\bsocket\s*\(|\bsystem\s*\()rx"
      R"rx(|\bthread_local\b|\bstd::c(out|err|in|log)\b|\b(std|boost)::(jthread|thread|mutex))rx"
      R"rx(|\b(std|boost)::(atomic|async|future|condition_variable|filesystem|asio))rx"};
  return names;
}

/// The source without its comments and the contents of its strings, line by line as before. Include
/// lines keep theirs.
std::string strip(std::string_view source) {
  std::string code;
  enum class Inside { plain, line_comment, comment, text } inside = Inside::plain;
  bool include_line = false;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const char c = source[i];
    const char next = i + 1 < source.size() ? source[i + 1] : '\0';
    if (c == '\n') {
      code += c;
      include_line = false;
      if (inside != Inside::comment) inside = Inside::plain;
      continue;
    }
    switch (inside) {
      case Inside::plain:
        if (c == '#') include_line = true;
        if (c == '/' && next == '/') inside = Inside::line_comment;
        if (c == '/' && next == '*') {
          inside = Inside::comment;
          ++i;
        }
        if (inside == Inside::plain) code += c;
        if (c == '"' && !include_line) inside = Inside::text;
        break;
      case Inside::comment:
        if (c == '*' && next == '/') {
          inside = Inside::plain;
          ++i;
        }
        break;
      case Inside::text:
        if (c == '\\') ++i;
        if (c != '"') break;
        code += c;
        inside = Inside::plain;
        break;
      case Inside::line_comment:
        break;
    }
  }
  return code;
}

struct Include {
  std::string name;
  bool quoted = false;
};

std::optional<Include> include_of(const std::string& line) {
  static const std::regex form{R"rx(^\s*#\s*include\s*(["<])([^">]+)[">])rx"};
  std::smatch match;
  if (!std::regex_search(line, match, form)) return std::nullopt;
  return Include{match[2], match[1] == "\""};
}

void for_each_line(std::string_view source,
                   const std::function<void(int, const std::string&)>& visit) {
  const std::string code = strip(source);
  std::size_t start = 0;
  for (int number = 1; start < code.size(); ++number) {
    const auto end = std::min(code.find('\n', start), code.size());
    visit(number, code.substr(start, end - start));
    start = end + 1;
  }
}

/// The rooms in the order of the architecture: each may use itself and those before it. A room is
/// the folder, or the file, that its name begins; the longest name counts.
constexpr std::array<std::string_view, 46> rooms{
    "base/",
    "config/",
    "scheduler/messages/",
    "scheduler/table/",
    "scheduler/state/",
    "scheduler/booking/",
    "scheduler/guidance/",
    "scheduler/queueing/",
    "scheduler/keeping/",
    "scheduler/reports/",
    "scheduler/image/",
    "scheduler/",
    "demand/",
    "guide/",
    "store/",
    "store/archive/",
    "store/memory/",
    "store/sqlite/",
    "store/redis/",
    "store/store.cpp",
    "scheduler/engine/",
    "guide/live/",
    "loadtest/simulation/random/",
    "loadtest/simulation/statistics/",
    "loadtest/simulation/formulas/",
    "loadtest/simulation/model/",
    "loadtest/simulation/visitors/",
    "loadtest/simulation/days/",
    "loadtest/simulation/study/",
    "loadtest/simulation/replay/",
    "loadtest/simulation/fit/",
    "loadtest/simulation/plan/",
    "loadtest/simulation/report/",
    "outbox/",
    "jobs/",
    "api/http/",
    "api/security/",
    "api/",
    "api/citizen/",
    "api/hall/",
    "api/planner/",
    "api/operations/",
    "api/web/",
    "api/route_table.",
    "api/app.",
    "main/",
};

/// The rank of the room that a path is in; nothing when it is in none.
std::optional<std::size_t> rank_of(std::string_view path) {
  std::optional<std::size_t> rank;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const bool longer = !rank || rooms[i].size() > rooms[*rank].size();
    if (path.starts_with(rooms[i]) && longer) rank = i;
  }
  return rank;
}

/// Homes of the store are neighbours: none may use another, whichever comes first.
bool are_apart(std::string_view one, std::string_view other) {
  constexpr std::array<std::string_view, 3> homes{"store/memory/", "store/sqlite/", "store/redis/"};
  const auto is_home = [&](std::string_view room) {
    return std::ranges::find(homes, room) != homes.end();
  };
  return one != other && is_home(one) && is_home(other);
}

}  // namespace

std::vector<Violation> find_impurities(std::string_view source,
                                       std::span<const std::string_view> also) {
  std::vector<Violation> found;
  for_each_line(source, [&](int number, const std::string& line) {
    if (const auto include = include_of(line)) {
      if (!include->quoted &&
          std::ranges::find(core_headers, include->name) == core_headers.end() &&
          std::ranges::find(also, include->name) == also.end()) {
        found.push_back({number, "includes <" + include->name + ">"});
      }
      return;
    }
    std::smatch match;
    if (std::regex_search(line, match, impure_names())) found.push_back({number, match.str()});
  });
  return found;
}

std::vector<Violation> find_wrong_way_includes(std::string_view path, std::string_view source) {
  std::vector<Violation> found;
  const auto own = rank_of(path);
  if (!own) return {{0, "in no room of the architecture"}};
  for_each_line(source, [&](int number, const std::string& line) {
    const auto include = include_of(line);
    if (!include) return;
    const auto rank = rank_of(include->name);
    if (include->quoted && !rank) found.push_back({number, "not ours: " + include->name});
    if (!rank) return;
    if (*rank > *own || are_apart(rooms[*own], rooms[*rank])) {
      found.push_back({number, std::string{rooms[*own]} + " may not use " +
                                   std::string{rooms[*rank]} + ": " + include->name});
    }
  });
  return found;
}

}  // namespace offpeak::architecture
