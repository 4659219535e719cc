// Several receivers of one engine's webhooks, each for itself.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "tests/outbox/town.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::outbox::tests {
namespace {

using engine::tests::await;
using std::chrono::milliseconds;
namespace s = scheduler;

constexpr int answer_never = 0;

/// Endpoints "first", "second" …, which remember in a folder of their own.
class Endpoints {
 public:
  ChannelOptions named(const std::string& name, const Receiver& receiver,
                       std::uint8_t seed = 7) const {
    auto options = options_for(receiver.url(), seed);
    options.name = name;
    options.gone_mark = folder_.path() / (name + ".gone");
    options.notes = folder_.path() / (name + ".notes");
    return options;
  }

 private:
  store::tests::TemporaryDirectory folder_;
};

std::multiset<std::string> ids_of(Receiver& receiver) {
  std::multiset<std::string> ids;
  for (const auto& one : receiver.await(0)) ids.insert(one.id);
  return ids;
}

TEST_CASE("every endpoint is told of everything, signed with its own key") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  Receiver first{[](const Received&) { return 204; }};
  Receiver second{[](const Received&) { return 204; }};
  Town town{journal, {endpoints.named("first", first, 7), endpoints.named("second", second, 11)}};
  town.cancel(town.book(1));
  town.book(2);
  for (const std::size_t n : {0, 1}) town.await_delivered(3, n);
  town.stop();
  CHECK(town.status(0).name == "first");
  CHECK(town.status(1).name == "second");
  CHECK(ids_of(first) == ids_of(second));
  std::set<std::string> signatures;
  for (const auto& one : first.await(3)) signatures.insert(one.signature);
  for (const auto& one : second.await(3)) signatures.insert(one.signature);
  CHECK(signatures.size() == 6);
  CHECK(town.state().announcements().empty());
}

TEST_CASE("an endpoint that never answers delays no other") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  Receiver silent{[](const Received&) { return answer_never; }};
  Receiver good{[](const Received&) { return 204; }};
  auto options = endpoints.named("silent", silent);
  options.answer_max = std::chrono::hours{1};
  Town town{journal, {options, endpoints.named("good", good)}};
  for (std::uint64_t n = 0; n < 2 * deliveries_max; ++n) town.book(n);
  town.await_delivered(2 * deliveries_max, 1);
  await([&] { return town.status(0).pending == 2 * deliveries_max; });
  CHECK(town.status(0).delivered == 0);
}

TEST_CASE("over a restart the good endpoint gets nothing twice, and the bad one all it lacks") {
  constexpr std::uint64_t bookings = 20;
  const Endpoints endpoints;
  store::MemoryJournal journal;
  std::atomic<bool> is_down{true};
  std::atomic<std::size_t> taken{0};
  Receiver good{[](const Received&) { return 204; }};
  Receiver bad{[&](const Received&) {
    if (is_down) return 503;
    ++taken;
    return 204;
  }};
  const std::vector both{endpoints.named("good", good), endpoints.named("bad", bad)};
  {
    Town town{journal, both};
    for (std::uint64_t n = 0; n < bookings; ++n) town.book(n);
    town.await_delivered(bookings, 0);
    town.stop();
    CHECK(town.state().announcements().size() == bookings);
  }
  {
    Town town{journal, both};
    CHECK(town.status(0).pending == 0);
    CHECK(town.status(1).pending == bookings);
    is_down = false;
    town.await_delivered(bookings, 1);
    town.book(bookings);
    town.await_delivered(1, 0);
    town.await_delivered(bookings + 1, 1);
    town.stop();
    CHECK(town.state().announcements().empty());
  }
  const auto ids = ids_of(good);
  CHECK(ids.size() == bookings + 1);
  CHECK(std::set(ids.begin(), ids.end()).size() == bookings + 1);
  CHECK(taken == bookings + 1);
}

TEST_CASE("an endpoint that moved gets what is pending, whatever its old address had") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  Receiver old_place{[](const Received&) { return 204; }};
  Receiver down{[](const Received&) { return 503; }};
  {
    Town town{journal, {endpoints.named("moves", old_place), endpoints.named("down", down)}};
    town.book(1);
    town.await_delivered(1, 0);
  }
  Receiver new_place{[](const Received&) { return 204; }};
  Town town{journal, {endpoints.named("moves", new_place), endpoints.named("down", down)}};
  town.await_delivered(1, 0);
  CHECK(ids_of(new_place) == ids_of(old_place));
}

TEST_CASE("an endpoint that is gone leaves the others, and gets what waited when it is enabled") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  std::atomic<bool> is_gone{true};
  Receiver gone{[&](const Received&) { return is_gone ? 410 : 204; }};
  Receiver good{[](const Received&) { return 204; }};
  Town town{journal, {endpoints.named("gone", gone), endpoints.named("good", good)}};
  town.book(1);
  await([&] { return town.status(0).is_gone; });
  town.book(2);
  town.await_delivered(2, 1);
  CHECK_FALSE(town.status(1).is_gone);
  await([&] { return town.status(0).pending == 2; });
  is_gone = false;
  CHECK_FALSE(town.sender().enable("unknown"));
  CHECK(town.sender().enable("gone"));
  town.await_delivered(2, 0);
}

TEST_CASE("a dead letter of one endpoint is sent again to that one alone, after a restart too") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  std::atomic<bool> takes{false};
  Receiver bad{[&](const Received&) { return takes ? 204 : 500; }};
  Receiver good{[](const Received&) { return 204; }};
  std::vector both{endpoints.named("bad", bad), endpoints.named("good", good)};
  both[0].given_up_after = milliseconds{0};
  {
    Town town{journal, both};
    town.book(1);
    town.await_delivered(1, 1);
    await([&] { return town.status(0).dead == 1; });
    town.stop();
    REQUIRE(town.state().dead_letters().size() == 1);
    CHECK(town.sender().given_up_by(town.state().dead_letters()[0]) ==
          std::vector<std::string>{"bad"});
  }
  takes = true;
  Town town{journal, both};
  CHECK(town.send_again(0) == s::Rejection::none);
  town.await_delivered(1, 0);
  town.book(2);
  for (const std::size_t n : {0, 1}) town.await_delivered(n == 0 ? 2 : 1, n);
  const auto received = bad.await(3);
  CHECK(received[0].id == received[1].id);
  CHECK(ids_of(good) == std::multiset{received[0].id, received[2].id});
}

TEST_CASE("what one endpoint gave up waits for the others, over a restart too") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  std::atomic<bool> is_down{true};
  Receiver refusing{[](const Received&) { return 500; }};
  Receiver away{[&](const Received&) { return is_down ? 503 : 204; }};
  std::vector both{endpoints.named("refusing", refusing), endpoints.named("away", away)};
  both[0].given_up_after = milliseconds{0};
  {
    Town town{journal, both};
    town.book(1);
    await([&] { return town.status(0).dead == 1; });
    town.stop();
    CHECK(town.state().dead_letters().empty());
  }
  is_down = false;
  Town town{journal, both};
  town.await_delivered(1, 1);
  town.stop();
  CHECK(refusing.await(1).size() == 1);
  CHECK(town.state().announcements().empty());
  REQUIRE(town.state().dead_letters().size() == 1);
  CHECK((town.state().dead_letters()[0].status == s::AnnouncementStatus::refused));
}

TEST_CASE("an endpoint too far behind is disabled, and takes what comes after it is enabled") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  std::atomic<bool> is_down{true};
  Receiver slow{[&](const Received&) { return is_down ? 503 : 204; }};
  Receiver good{[](const Received&) { return 204; }};
  std::vector both{endpoints.named("slow", slow), endpoints.named("good", good)};
  both[0].pending_max = 3;
  std::atomic<int> told{0};
  Town town{journal, both, [&](std::string_view name, const std::string& what) {
              if (name == "slow" && what.find("too far behind") != std::string::npos) ++told;
            }};
  for (std::uint64_t n = 0; n < 4; ++n) town.book(n);
  await([&] { return told == 1; });
  CHECK(town.status(0).is_behind);
  CHECK(town.status(0).missed == 4);
  town.book(4);
  town.await_delivered(5, 1);
  await([&] { return town.status(0).pending == 0; });
  is_down = false;
  CHECK(town.sender().enable("slow"));
  await([&] { return !town.status(0).is_behind; });
  town.book(5);
  for (const std::size_t n : {0, 1}) town.await_delivered(n == 0 ? 1 : 6, n);
  town.stop();
  CHECK(town.state().announcements().empty());
  CHECK(town.state().dead_letters().empty());
}

TEST_CASE("the last endpoint that takes anything is never too far behind") {
  const Endpoints endpoints;
  store::MemoryJournal journal;
  std::atomic<bool> is_down{true};
  Receiver receiver{[&](const Received&) { return is_down ? 503 : 204; }};
  auto options = endpoints.named("only", receiver);
  options.pending_max = 1;
  Town town{journal, options};
  for (std::uint64_t n = 0; n < 4; ++n) town.book(n);
  await([&] { return town.status().pending == 4; });
  is_down = false;
  town.await_delivered(4);
  CHECK_FALSE(town.status().is_behind);
}

}  // namespace
}  // namespace offpeak::outbox::tests
