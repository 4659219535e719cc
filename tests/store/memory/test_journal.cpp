#include "store/memory/journal.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/store/sample.hpp"

namespace offpeak::store::tests {
namespace {

TEST_CASE("an injected failure stores nothing and latches") {
  MemoryJournal journal;
  REQUIRE(append_sample(journal, 1, 2).has_value());
  journal.fail_next_append("the disk is gone");
  CHECK(message_of(append_sample(journal, 3, 1)) == "the disk is gone");
  CHECK(message_of(append_sample(journal, 3, 1)) == "the disk is gone");
  CHECK(message_of(replay_all(journal)) == "the disk is gone");
  CHECK(journal.last_sequence() == 2);
}

TEST_CASE("the first failure is the one that stays") {
  MemoryJournal journal;
  journal.fail_next_append("first");
  CHECK(message_of(append_sample(journal, 1, 1)) == "first");
  journal.fail_next_append("second");
  CHECK(message_of(append_sample(journal, 1, 1)) == "first");
}

TEST_CASE("a held append takes effect only once it is released") {
  MemoryJournal journal;
  journal.hold_appends();
  std::atomic<bool> returned = false;
  std::thread appender{[&] {
    CHECK(append_sample(journal, 1, 4).has_value());
    returned = true;
  }};
  journal.wait_for_held_append();
  CHECK_FALSE(returned);
  CHECK(journal.last_sequence() == 0);
  journal.release_appends();
  appender.join();
  CHECK(returned);
  CHECK(journal.last_sequence() == 4);
  CHECK(append_sample(journal, 5, 1).has_value());
}

TEST_CASE("a held append may be told to fail") {
  MemoryJournal journal;
  journal.hold_appends();
  std::string message;
  std::thread appender{[&] { message = message_of(append_sample(journal, 1, 1)); }};
  journal.wait_for_held_append();
  journal.fail_next_append("pulled");
  journal.release_appends();
  appender.join();
  CHECK(message == "pulled");
}

TEST_CASE("a journal that discards counts, but has nothing to replay") {
  MemoryJournal journal{MemoryJournal::Retention::discard};
  REQUIRE(append_sample(journal, 1, 2).has_value());
  CHECK(append_sample(journal, 3, 2).has_value());
  CHECK(journal.last_sequence() == 4);
  CHECK_FALSE(replay_all(journal).has_value());
}

}  // namespace
}  // namespace offpeak::store::tests
