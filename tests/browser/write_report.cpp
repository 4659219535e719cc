// write_report RESULTS_JSON: the page that shows them, on standard output.
#include <fstream>
#include <iostream>
#include <iterator>

#include "loadtest/simulation/report/report.hpp"
#include "tests/support/source_path.hpp"

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "write_report RESULTS_JSON\n";
    return 2;
  }
  const auto parts = offpeak::loadtest::read_report_parts(offpeak::testing::source_path());
  if (!parts) {
    std::cerr << parts.error().message << '\n';
    return 1;
  }
  std::ifstream in{arguments[1], std::ios::binary};
  const std::string results{std::istreambuf_iterator<char>{in}, {}};
  std::cout << offpeak::loadtest::html_report(results, *parts);
}
