// store/FORMAT.md has a row for each kind of event and of record.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/state.hpp"
#include "scheduler/table/table_set.hpp"
#include "store/snapshot_chunk.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::store {
namespace {

/// The page from one heading to another.
std::string part_of_page(const std::string& from, const std::string& to) {
  std::ifstream file{testing::source_path("store/FORMAT.md")};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  const std::size_t begin = page.find('\n' + from + '\n');
  const std::size_t end = page.find('\n' + to + '\n');
  if (begin == std::string::npos || end == std::string::npos) {
    throw std::runtime_error{"store/FORMAT.md lacks a heading"};
  }
  return page.substr(begin, end - begin);
}

bool has_row(const std::string& part, std::size_t number, const std::string& separator) {
  return part.find("\n| " + std::to_string(number) + separator) != std::string::npos;
}

TEST_CASE("store/FORMAT.md describes each kind of event, and none that does not exist") {
  const std::string events = part_of_page("## Events", "## SQLite");
  constexpr std::size_t kinds = std::variant_size_v<scheduler::Fact>;
  for (std::size_t kind = 1; kind <= kinds; ++kind) {
    CAPTURE(kind);
    CHECK(has_row(events, kind, " | "));
  }
  CHECK_FALSE(has_row(events, kinds + 1, " | "));
}

TEST_CASE("store/FORMAT.md says the version of snapshots, and how long each kind of record is") {
  part_of_page("### Chunk, version " + std::to_string(snapshot_version), "### Records");
  const std::string records = part_of_page("### Records", "### As files, beside SQLite");
  constexpr auto bytes =
      scheduler::record_bytes<decltype(std::declval<const scheduler::State&>().tables())>;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t section = i + 1;
    CAPTURE(section);
    const std::size_t row = records.find("\n| " + std::to_string(section) + ' ');
    REQUIRE(row != std::string::npos);
    const std::size_t cell = records.find('|', row + 3);
    CHECK(records.substr(cell).starts_with("| " + std::to_string(bytes[i]) + " |"));
  }
  CHECK_FALSE(has_row(records, bytes.size() + 1, " "));
}

}  // namespace
}  // namespace offpeak::store
