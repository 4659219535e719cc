// What an alert tells whoever it wakes, and what Prometheus says of the board.
#include <doctest/doctest.h>

#include <fstream>
#include <regex>

#include "tests/monitoring/promql.hpp"
#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::monitoring {
namespace {

using namespace offpeak::testing;

/// The places of a page that a link may name, as Markdown makes them of its headings.
std::set<std::string> anchors_of(const std::string& page) {
  std::set<std::string> anchors;
  static const std::regex heading{"(?:^|\n)#+ ([^\n]+)"};
  for (std::sregex_iterator at{page.begin(), page.end(), heading}, end; at != end; ++at) {
    std::string anchor;
    for (const char character : (*at)[1].str()) {
      if (character == ' ') anchor += '-';
      if (std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '-') {
        anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
      }
    }
    anchors.insert(anchor);
  }
  return anchors;
}

TEST_CASE("every alert says whom it wakes and what to do, and links to a place that there is") {
  for (const auto& alert : alerts()) {
    CAPTURE(alert.name);
    CHECK((alert.severity == "page" || alert.severity == "ticket"));
    CHECK(alert.description.size() > 40);
    const auto hash = alert.runbook.find('#');
    const auto page = read_file(source_path(alert.runbook.substr(0, hash)));
    CHECK_FALSE(page.empty());
    if (hash == std::string::npos) continue;
    CHECK(anchors_of(page).contains(alert.runbook.substr(hash + 1)));
  }
}

TEST_CASE("every alert has a day on which it fires") {
  const auto days = read_file(source_path("tests/monitoring/alerts.test.yaml"));
  for (const auto& alert : alerts()) {
    CHECK_MESSAGE(contains(days, "{alertname=\"" + alert.name + "\"}"), alert.name);
  }
}

TEST_CASE("Prometheus can read every expression of the board") {
  const store::tests::TemporaryDirectory directory;
  const auto rules = (directory / "board.yaml").string();
  std::ofstream file{rules};
  file << "groups:\n  - name: board\n    rules:\n";
  int number = 0;
  for (const auto& expression : board_expressions()) {
    file << "      - record: panel:" << ++number << "\n        expr: >-\n          " << expression
         << '\n';
  }
  file.close();
  const auto outcome = run_program({"promtool", "check", "rules", rules}, "/usr/bin/env");
  CHECK_MESSAGE(outcome.code == 0, outcome.errors);
  CHECK(contains(outcome.output, "SUCCESS: " + std::to_string(number) + " rules found"));
}

}  // namespace
}  // namespace offpeak::monitoring
