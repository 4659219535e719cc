// What an endpoint remembers over restarts.
#include <doctest/doctest.h>

#include <fstream>

#include "outbox/notes.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::outbox {
namespace {

using scheduler::Settlement;

scheduler::Announcement announced_at(std::int64_t ms) {
  scheduler::Announcement one;
  one.at_ms = ms;
  return one;
}

Note note_of(std::int64_t ms, Settlement how) {
  return {.id = id_of(announced_at(ms)), .how = how};
}

const auto keep_all = [](std::uint64_t, const Note&) { return true; };

TEST_CASE("notes are read again, but not for another address or another announcement") {
  const store::tests::TemporaryDirectory folder;
  const auto file = folder.path() / "webhook.notes";
  {
    Notes notes{file, "https://hooks.example/a"};
    notes.read();
    REQUIRE(notes.keep_if(keep_all).has_value());
    REQUIRE(notes.add(7, note_of(1, Settlement::delivered)).has_value());
    REQUIRE(notes.add(8, note_of(2, Settlement::unreachable)).has_value());
  }
  Notes notes{file, "https://hooks.example/a"};
  notes.read();
  CHECK((notes.find(7, announced_at(1)) == Settlement::delivered));
  CHECK((notes.find(8, announced_at(2)) == Settlement::unreachable));
  CHECK_FALSE(notes.find(8, announced_at(1)));
  CHECK_FALSE(notes.find(9, announced_at(1)));
  Notes moved{file, "https://hooks.example/b"};
  moved.read();
  CHECK(moved.all().empty());
}

TEST_CASE("a line that was cut off counts for nothing, those before it do") {
  const store::tests::TemporaryDirectory folder;
  const auto file = folder.path() / "webhook.notes";
  {
    Notes notes{file, "url"};
    REQUIRE(notes.keep_if(keep_all).has_value());
    REQUIRE(notes.add(7, note_of(1, Settlement::refused)).has_value());
    REQUIRE(notes.add(8, note_of(2, Settlement::delivered)).has_value());
  }
  const auto size = std::filesystem::file_size(file);
  for (std::uintmax_t cut = 1; cut <= 30; ++cut) {
    std::filesystem::resize_file(file, size - cut);
    Notes notes{file, "url"};
    notes.read();
    CHECK((notes.find(7, announced_at(1)) == Settlement::refused));
    CHECK(notes.all().size() == (cut == 1 ? 2 : 1));  // only the end of the line is missing
  }
}

TEST_CASE("what is needed no more is forgotten, and only its owner reads the file") {
  const store::tests::TemporaryDirectory folder;
  const auto file = folder.path() / "webhook.notes";
  Notes notes{file, "url"};
  REQUIRE(notes.keep_if(keep_all).has_value());
  std::uint64_t number = 0;
  while (!notes.is_long()) {
    REQUIRE(notes.add(number, note_of(1, Settlement::delivered)).has_value());
    ++number;
  }
  REQUIRE(notes.keep_if([&](std::uint64_t n, const Note&) { return n + 1 == number; }).has_value());
  CHECK_FALSE(notes.is_long());
  REQUIRE(notes.add(number, note_of(2, Settlement::delivered)).has_value());
  Notes after{file, "url"};
  after.read();
  CHECK(after.all().size() == 2);
  using std::filesystem::perms;
  CHECK((std::filesystem::status(file).permissions() == (perms::owner_read | perms::owner_write)));
}

TEST_CASE("a folder that is not there is a fault, and no file none") {
  const store::tests::TemporaryDirectory folder;
  Notes lost{folder.path() / "none" / "webhook.notes", "url"};
  CHECK_FALSE(lost.keep_if(keep_all).has_value());
  CHECK_FALSE(lost.add(1, note_of(1, Settlement::delivered)).has_value());
  Notes none{{}, "url"};
  CHECK(none.keep_if(keep_all).has_value());
  CHECK(none.add(1, note_of(1, Settlement::delivered)).has_value());
  CHECK((none.find(1, announced_at(1)) == Settlement::delivered));
}

}  // namespace
}  // namespace offpeak::outbox
