#include "main/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/quoted.hpp"

namespace offpeak {
namespace {

struct Pair {
  std::string_view key;
  std::string_view value;  // with its quotes, if it has some
};

std::size_t end_of_quoted(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

/// Takes the first pair off the line.
std::optional<Pair> take_pair(std::string_view& line) {
  const auto equals = line.find('=');
  if (equals == 0 || equals >= line.find_first_of(" \"")) return std::nullopt;
  Pair pair{.key = line.substr(0, equals), .value = {}};
  const auto rest = line.substr(equals + 1);
  const auto end =
      rest.starts_with('"') ? end_of_quoted(rest) : std::min(rest.find(' '), rest.size());
  if (end == std::string_view::npos || (end < rest.size() && rest[end] != ' ')) return std::nullopt;
  pair.value = rest.substr(0, end);
  line = end < rest.size() ? rest.substr(end + 1) : std::string_view{};
  return pair;
}

/// Time and level as the pattern writes them, then what was said.
class JsonFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& into) override {
    begin_.format(message, into);
    const auto members = json_members({message.payload.data(), message.payload.size()}) + "}\n";
    into.append(members.data(), members.data() + members.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }

 private:
  spdlog::pattern_formatter begin_{R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l")",
                                   spdlog::pattern_time_type::local, ""};
};

}  // namespace

std::string json_members(std::string_view line) {
  std::string members;
  auto rest = line;
  while (!rest.empty()) {
    const auto pair = take_pair(rest);
    if (!pair) return ",\"text\":" + base::quoted(line);
    members += ',' + base::quoted(pair->key) + ':';
    members += pair->value.starts_with('"') ? std::string{pair->value} : base::quoted(pair->value);
  }
  return members;
}

void start_log(const std::string& level, const std::string& format) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("offpeak"));
  if (format == "json") {
    spdlog::set_formatter(std::make_unique<JsonFormatter>());
  } else {
    spdlog::set_pattern("time=%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
  }
  spdlog::set_level(spdlog::level::from_str(level));
}

void log_diagnostics(const std::vector<config::Diagnostic>& diagnostics) {
  for (const auto& each : diagnostics) {
    spdlog::log(each.severity == config::Severity::error ? spdlog::level::err : spdlog::level::warn,
                "event=configuration file={} line={} field={} problem={} expected={}",
                base::quoted(each.file), each.line, base::quoted(each.field),
                base::quoted(each.problem), base::quoted(each.expected));
  }
}

}  // namespace offpeak
