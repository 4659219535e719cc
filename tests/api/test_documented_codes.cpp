// The codes in examples are such as the server gives out: people try them.
#include <doctest/doctest.h>

#include <array>
#include <regex>
#include <string>

#include "base/file.hpp"
#include "scheduler/messages/kiosk_code.hpp"
#include "tests/support/source_path.hpp"

namespace s = offpeak::scheduler;
using offpeak::testing::source_path;

TEST_CASE("Every code in an example of the documentation is one that could be given out") {
  // `code: 7K2M9K` and `"code": "7K2M9K"`; a hall's code has digits only.
  const std::regex example{R"re("?\bcode"?: ["']?([0-9A-Z]{6})["']?(?![0-9A-Za-z_]))re"};
  const std::regex of_hall{"[0-9]{6}"};
  int codes = 0;
  for (const char* file : {"README.md", "api/openapi.yaml"}) {
    const auto text = offpeak::base::read_file(source_path(file), 1U << 22);
    REQUIRE(text.has_value());
    for (std::sregex_iterator at{text->begin(), text->end(), example}, end; at != end; ++at) {
      const std::string code = (*at)[1];
      if (std::regex_match(code, of_hall)) continue;
      CAPTURE(file);
      CAPTURE(code);
      ++codes;
      const auto read = s::parse_code(code);
      REQUIRE(read.has_value());
      CHECK(s::format_code(*read) == code);
    }
  }
  CHECK(codes >= 7);
}
