#include "store/uri.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/store/sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

TEST_CASE("sqlite: and a path open that file") {
  const TemporaryDirectory directory;
  const auto path = directory / "deep/er/offpeak.db";
  const auto journal = open_journal("sqlite:" + path.string());
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  CHECK(std::filesystem::exists(path));
  CHECK((*journal)->description() == "sqlite " + path.string() + " WAL FULL");
  CHECK(append_sample(**journal, 1, 1).has_value());
}

TEST_CASE("what names no store is refused with what would") {
  struct Row {
    const char* uri;
    const char* expected;
  };
  const std::array rows{
      Row{"", "known: sqlite:PATH"},
      Row{"offpeak.db", "\"offpeak.db\" names no known store; known: sqlite:PATH"},
      Row{"SQLITE:offpeak.db", "known: sqlite:PATH"},
      Row{"postgres://host/db", "known: sqlite:PATH"},
      Row{":offpeak.db", "known: sqlite:PATH"},
      Row{"sqlite:", "takes the path of a file"},
      Row{"sqlite://offpeak.db", "takes the path of a file"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.uri);
    CHECK(contains(message_of(open_journal(row.uri)), row.expected));
  }
}

}  // namespace
}  // namespace offpeak::store::tests
