#include "tests/monitoring/promql.hpp"

#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>
#include <regex>

#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::monitoring {
namespace {

std::string without(const std::string& text, const std::string& what) {
  return std::regex_replace(text, std::regex{what}, " ");
}

}  // namespace

std::vector<Alert> alerts() {
  std::vector<Alert> found;
  const auto file = YAML::LoadFile(testing::source_path("docs/monitoring/offpeak.rules.yaml"));
  for (const auto& group : file["groups"]) {
    for (const auto& rule : group["rules"]) {
      const auto notes = rule["annotations"];
      found.push_back({.name = rule["alert"].as<std::string>(),
                       .expression = rule["expr"].as<std::string>(),
                       .severity = rule["labels"]["severity"].as<std::string>(),
                       .description = notes["description"].as<std::string>(),
                       .runbook = notes["runbook_url"].as<std::string>()});
    }
  }
  return found;
}

std::vector<std::string> board_expressions() {
  const auto text = testing::read_file(testing::source_path("docs/monitoring/offpeak-board.json"));
  const auto board = boost::json::parse(text).as_object();
  std::vector<std::string> found;
  for (const auto& panel : board.at("panels").as_array()) {
    if (panel.at("type") == "row") continue;
    for (const auto& target : panel.at("targets").as_array()) {
      found.emplace_back(target.at("expr").as_string());
    }
  }
  return found;
}

/// Every name that is not a function's, a word of the language, a label or in a string.
std::set<std::string> metrics_in(const std::string& expression) {
  auto rest = without(expression, R"re("[^"]*")re");
  rest = without(rest, R"(\{[^}]*\}|\[[^\]]*\])");
  rest = without(rest, R"(\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\))");
  rest = without(rest, R"(\boffset\s+\w+)");
  rest = without(rest, R"(\b[a-z_]+\s*\()");
  rest = without(rest, R"(\b(and|or|unless|bool|sum|count|max|min)\b)");
  static const std::regex name{R"(\b[a-z_][a-z_0-9]*\b)"};
  std::set<std::string> names;
  for (std::sregex_iterator at{rest.begin(), rest.end(), name}, end; at != end; ++at) {
    names.insert(at->str());
  }
  return names;
}

}  // namespace offpeak::monitoring
