// write_report RESULTS_JSON: the page that shows them, a study's or a validation's by their format,
// on standard output.
#include <fstream>
#include <iostream>
#include <iterator>

#include "loadtest/simulation/report/report.hpp"
#include "tests/support/source_path.hpp"

int main(int count, char** arguments) {
  using namespace offpeak::loadtest;
  if (count != 2) {
    std::cerr << "write_report RESULTS_JSON\n";
    return 2;
  }
  std::ifstream in{arguments[1], std::ios::binary};
  const std::string results{std::istreambuf_iterator<char>{in}, {}};
  const bool is_validation = results.find("\"offpeak-validation\"") != std::string::npos;
  const auto parts = read_report_parts(offpeak::testing::source_path(),
                                       is_validation ? validation_page : study_page);
  if (!parts) {
    std::cerr << parts.error().message << '\n';
    return 1;
  }
  std::cout << html_report(results, *parts);
}
