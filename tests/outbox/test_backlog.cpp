// Which announcement may go next.
#include <doctest/doctest.h>

#include "outbox/backlog.hpp"

namespace offpeak::outbox {
namespace {

using std::chrono::seconds;

const Moment begin{seconds{1000}};

scheduler::Announcement of_thread(std::uint64_t thread) {
  scheduler::Announcement one;
  one.thread = {{thread, 1}};
  one.at_ms = static_cast<std::int64_t>(thread);
  return one;
}

TEST_CASE("threads go side by side, the oldest first, and each in order") {
  Backlog backlog;
  backlog.add(10, of_thread(1), begin);
  backlog.add(11, of_thread(1), begin);
  backlog.add(12, of_thread(2), begin);
  CHECK(backlog.take(begin) == 10);
  CHECK(backlog.take(begin) == 12);
  CHECK_FALSE(backlog.take(begin));
  backlog.settle(10);
  CHECK(backlog.take(begin) == 11);
  backlog.add(13, of_thread(2), begin);
  CHECK_FALSE(backlog.take(begin));
  backlog.settle(12);
  CHECK(backlog.take(begin) == 13);
  backlog.settle(11);
  backlog.settle(13);
  CHECK(backlog.size() == 0);
  backlog.add(14, of_thread(1), begin);
  CHECK(backlog.take(begin) == 14);
}

TEST_CASE("what failed waits for its time and holds back its own thread only") {
  Backlog backlog;
  backlog.add(1, of_thread(1), begin);
  backlog.add(2, of_thread(1), begin);
  backlog.add(3, of_thread(2), begin);
  CHECK(backlog.take(begin) == 1);
  backlog.put_back(1, begin + seconds{5}, true);
  CHECK(backlog.entry(1).failures == 1);
  CHECK(backlog.next_due() == begin + seconds{5});
  CHECK(backlog.take(begin) == 3);
  CHECK_FALSE(backlog.take(begin + seconds{4}));
  CHECK(backlog.take(begin + seconds{5}) == 1);
  CHECK_FALSE(backlog.next_due());
  CHECK(backlog.oldest_at_ms() == 1);
  backlog.settle(1);
  CHECK(backlog.take(begin) == 2);
}

}  // namespace
}  // namespace offpeak::outbox
