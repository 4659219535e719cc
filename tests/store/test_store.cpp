// From what an operator writes after --store to a store.
#include <doctest/doctest.h>

#include <array>

#include "store/store.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

TEST_CASE("sqlite: and a path open that file, once") {
  const TemporaryDirectory directory;
  const auto path = directory / "deep/er/offpeak.db";
  const auto store = open_store("sqlite:" + path.string(), {.city = "hangzhou"});
  REQUIRE_MESSAGE(store.has_value(), message_of(store));
  const auto journal = (*store)->open_journal();
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  CHECK(std::filesystem::exists(path));
  CHECK((*journal)->description() == "sqlite " + path.string() + " WAL FULL");
  CHECK(append_sample(**journal, 1, 1).has_value());
  CHECK(contains(message_of((*store)->open_journal()), "another process has"));
  CHECK(contains(message_of((*store)->follow({})), "standby needs --store redis"));
  CHECK((*store)->lease() == nullptr);
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
      Row{"rediss://:secret@host/1", "\"rediss:\" names no known store"},
      Row{":offpeak.db", "known: sqlite:PATH"},
      Row{"sqlite:", "takes the path of a file"},
      Row{"sqlite://offpeak.db", "takes the path of a file"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.uri);
    CHECK(contains(message_of(open_store(row.uri, {.city = "hangzhou"})), row.expected));
  }
}

TEST_CASE("to read, a store must be there, and is not made") {
  const TemporaryDirectory directory;
  const auto path = directory / "offpeak.db";
  const std::string uri = "sqlite:" + path.string();
  CHECK(contains(message_of(open_store_to_read(uri, {})), "there is no store at"));
  CHECK_FALSE(std::filesystem::exists(path));
  {
    const auto made = open_store(uri, {});
    REQUIRE((*made)->open_journal().has_value());
  }
  const auto store = open_store_to_read(uri, {});
  REQUIRE_MESSAGE(store.has_value(), message_of(store));
  // Again once the last one is gone.
  for (int i = 0; i < 2; ++i) CHECK(message_of((*store)->open_journal()) == "");
}

}  // namespace
}  // namespace offpeak::store::tests
