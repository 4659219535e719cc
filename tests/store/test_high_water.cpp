// The mark of what was acknowledged: it outlives torn writes and other servers, and is bounded.
#include "store/high_water.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "store/marked_journal.hpp"
#include "store/memory/journal.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;

HighWater mark_at(std::uint64_t sequence, std::uint64_t checksum = 7, std::uint64_t epoch = 1) {
  return {epoch, {sequence + 1, checksum}};
}

std::unique_ptr<HighWaterMark> open_mark(const fs::path& stem) {
  auto mark = HighWaterMark::open(stem);
  REQUIRE_MESSAGE(mark.has_value(), message_of(mark));
  return std::move(*mark);
}

MarkSurvey survey_of(const HighWaterMark& mark) {
  auto survey = mark.survey();
  REQUIRE_MESSAGE(survey.has_value(), message_of(survey));
  return *survey;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void put_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary} << bytes;
}

TEST_CASE("a mark is read by the next process as it was raised, and only rises") {
  const TemporaryDirectory directory;
  const auto stem = directory / "state/city.high-water";
  {
    const auto mark = open_mark(stem);
    CHECK(survey_of(*mark).highest_in.empty());
    for (const std::uint64_t sequence : {3, 5, 9, 4}) {
      CHECK(mark->raise(mark_at(sequence, sequence * 10)).has_value());
    }
  }
  const auto survey = survey_of(*open_mark(stem));
  CHECK(survey.highest == mark_at(9, 90));
  CHECK(survey.highest_in == stem);
  CHECK(survey.damaged.empty());
  struct stat status {};
  REQUIRE(::stat(stem.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("the bytes of a mark are those of store/FORMAT.md") {
  const TemporaryDirectory directory;
  const auto stem = directory / "mark";
  {
    const auto mark = open_mark(stem);
    CHECK(mark->raise({0x0102, {0x0A0B0C + 1, 0x1122334455667788}}).has_value());
  }
  const auto bytes = bytes_of(stem);
  REQUIRE(bytes.size() == 4096 + 48);  // the first write goes to the second slot
  const std::string slot = bytes.substr(4096);
  CHECK(slot.substr(0, 40) == std::string{"OFPH\x01\0\0\0"
                                          "\x01\0\0\0\0\0\0\0"
                                          "\x02\x01\0\0\0\0\0\0"
                                          "\x0C\x0B\x0A\0\0\0\0\0"
                                          "\x88\x77\x66\x55\x44\x33\x22\x11",
                                          40});
}

TEST_CASE("whatever byte of one slot is spoiled, the other has the mark before") {
  const TemporaryDirectory directory;
  const auto stem = directory / "mark";
  {
    const auto mark = open_mark(stem);
    CHECK(mark->raise(mark_at(8)).has_value());
    CHECK(mark->raise(mark_at(9)).has_value());
  }
  const auto sound = bytes_of(stem);
  for (std::size_t i = 0; i < 48; ++i) {
    for (const auto& [slot, left] : {std::pair{std::size_t{0}, 8}, {std::size_t{4096}, 9}}) {
      auto bytes = sound;
      bytes[slot + i] = static_cast<char>(bytes[slot + i] ^ 0x10);
      put_bytes(stem, bytes);
      const auto survey = survey_of(*open_mark(stem));
      CHECK(survey.highest == mark_at(static_cast<std::uint64_t>(left)));
      CHECK(survey.damaged.empty());
    }
  }
  auto bytes = sound;
  bytes[20] ^= 1;
  bytes[4096 + 20] ^= 1;
  put_bytes(stem, bytes);
  const auto mark = open_mark(stem);
  CHECK(survey_of(*mark).damaged == std::vector<fs::path>{stem});
  CHECK(survey_of(*mark).highest_in.empty());
  // It is good again with the next write.
  CHECK(mark->raise(mark_at(1)).has_value());
  CHECK(survey_of(*mark).highest == mark_at(1));
}

TEST_CASE("servers of one machine have a file each, read each other's, and are bounded") {
  const TemporaryDirectory directory;
  const auto stem = directory / "mark";
  std::vector<std::unique_ptr<HighWaterMark>> marks;
  for (std::uint64_t i = 1; i <= marks_max; ++i) {
    marks.push_back(open_mark(stem));
    CHECK(marks.back()->raise(mark_at(100 - i)).has_value());
    CHECK(survey_of(*marks.back()).highest == mark_at(99));
  }
  CHECK(contains(message_of(HighWaterMark::open(stem)), "belong to servers that run"));
  const auto freed = marks[2]->path();
  marks[2].reset();
  CHECK(open_mark(stem)->path() == freed);
}

TEST_CASE("a loss that is accepted lowers the marks of all that rest, never one of who runs") {
  const TemporaryDirectory directory;
  const auto stem = directory / "mark";
  auto other = open_mark(stem);
  CHECK(other->raise(mark_at(50)).has_value());
  const auto mark = open_mark(stem);
  CHECK(mark->raise(mark_at(60)).has_value());
  const auto refused = mark->replace(mark_at(20, 3));
  CHECK(contains(message_of(refused), "at sequence 50: stop it first"));
  CHECK(survey_of(*mark).highest == mark_at(60));
  other.reset();
  CHECK(mark->replace(mark_at(20, 3)).has_value());
  CHECK(survey_of(*mark).highest == mark_at(20, 3));
  CHECK(survey_of(*mark).damaged.empty());
  CHECK(mark->raise(mark_at(21)).has_value());
  CHECK(survey_of(*mark).highest == mark_at(21));
}

TEST_CASE("a journal's mark stands where the journal does, whenever append returns") {
  const TemporaryDirectory directory;
  const auto mark = open_mark(directory / "mark");
  MarkedJournal journal{std::make_unique<MemoryJournal>(), *mark, {}};
  for (std::uint64_t i = 1; i <= 5; ++i) {
    REQUIRE(append_sample(journal, i, 1).has_value());
    CHECK(survey_of(*mark).highest.end == journal.position());
  }
}

}  // namespace
}  // namespace offpeak::store::tests
