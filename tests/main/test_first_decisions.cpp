// What a server decides when it begins to lead, and when it may not, case by case.
#include "main/first_decisions.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/hex16.hpp"
#include "main/commands.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak {
namespace {

namespace s = scheduler;
using namespace scheduler::tests;

constexpr const char* at_ten = "330100.documents.2026-06-13.1000";

security::Secret secret(std::uint8_t first) {
  security::Secret key;
  key.bytes()[0] = first;
  return key;
}

security::Keys keys_with(std::uint8_t citizen) {
  return {.token = secret(1), .citizen = secret(citizen)};
}

using Decided = base::Result<std::vector<s::CommandBody>, Refusal>;

Decided decide(const Driver& driver, const config::City& with = city(),
               const security::Keys& keys = keys_with(2), OfficeOptions office = {}) {
  office.now = driver.now();
  return first_decisions(driver.state(), with, keys, office);
}

/// Begins to lead, as a server does.
void lead(Driver& driver, const Decided& decided) {
  REQUIRE(decided.has_value());
  driver.as(anyone);
  for (const auto& command : *decided) REQUIRE(driver.run(command) == s::Rejection::none);
  driver.as(admin);
}

template <class Command>
std::vector<Command> of_kind(const Decided& decided) {
  REQUIRE(decided.has_value());
  std::vector<Command> found;
  for (const auto& body : *decided) {
    if (const auto* command = std::get_if<Command>(&body)) found.push_back(*command);
  }
  return found;
}

config::City with_closed_day() {
  auto closed = make_city();
  std::ranges::find(closed.halls, main_hall, &config::Hall::code)->closed.insert(day("2026-06-13"));
  return closed;
}

/// The exit code, and what the refusal says.
void check_refused(const Decided& decided, const char* says) {
  REQUIRE_FALSE(decided.has_value());
  CHECK(decided.error().code == exit_usage);
  CHECK_MESSAGE(decided.error().message.find(says) != std::string::npos, decided.error().message);
}

TEST_CASE("the first start of all notes what everything means, and nothing else") {
  const Driver driver;
  const auto decided = decide(driver);
  const auto notes = of_kind<s::NoteMeaning>(decided);
  CHECK(notes.size() == decided->size());
  CHECK(notes.size() == s::meanings_of(city()).size() + 2);
  CHECK(notes[notes.size() - 2].of == s::MeaningOf::citizen_key);
  CHECK(notes.back().of == s::MeaningOf::code_key);
}

TEST_CASE("a store is led with its own city and its own keys") {
  Driver driver;
  lead(driver, decide(driver));
  CHECK(decide(driver).has_value());
  auto elsewhere = make_city();
  elsewhere.key = "elsewhere";
  check_refused(decide(driver, elsewhere), "another city's");
  check_refused(decide(driver, city(), keys_with(3)), "citizen.key");

  auto rotated = keys_with(3);
  rotated.old_citizen = secret(2);
  check_refused(decide(driver, city(), rotated), "installation.key");
  rotated.installation = secret(2);
  lead(driver, decide(driver, city(), rotated));
  // From now on it is known by the new one, and the old one may go.
  rotated.old_citizen.reset();
  CHECK(decide(driver, city(), rotated).has_value());
  check_refused(decide(driver), "citizen.key");
}

TEST_CASE("another configuration displaces nobody before somebody has accepted it") {
  Driver driver{"2026-06-12 18:00"};
  lead(driver, decide(driver));
  const auto booking = driver.book(at_ten, {alice});
  CHECK(of_kind<s::DisplaceBooking>(decide(driver)).empty());

  const auto closed = with_closed_day();
  const auto digest = s::find_changes(driver.state(), closed, driver.now()).digest;
  check_refused(decide(driver, closed), ("--accept-changes " + base::hex16(digest)).c_str());
  check_refused(decide(driver, closed, keys_with(2), {.accepted_changes = digest + 1}),
                "hall 330100, 2026-06-13: 1 bookings on a day on which the hall is closed");

  const auto accepted = decide(driver, closed, keys_with(2), {.accepted_changes = digest});
  const auto displaced = of_kind<s::DisplaceBooking>(accepted);
  REQUIRE(displaced.size() == 1);
  CHECK(displaced.front().id == booking.id);
  lead(driver, accepted);
  CHECK(driver.status(booking) == s::AppointmentStatus::displaced);
  // It is the store's own by now.
  CHECK(of_kind<s::DisplaceBooking>(decide(driver, closed)).empty());
}

TEST_CASE("a code that means something else cannot be accepted") {
  Driver driver;
  lead(driver, decide(driver));
  auto reused = make_city();
  reused.services.front().key = "another";
  reused.services.front().lane = business;
  const auto digest = s::find_changes(driver.state(), reused, driver.now()).digest;
  check_refused(decide(driver, reused, keys_with(2), {.accepted_changes = digest}),
                "This cannot be accepted");
}

TEST_CASE("time in which nobody led is an outage, but not before there was anything to lead") {
  Driver driver;
  const OfficeOptions away{.led_until = driver.now()};
  CHECK(of_kind<s::NoteOutage>(decide(driver, city(), keys_with(2), away)).empty());
  lead(driver, decide(driver));
  CHECK(of_kind<s::NoteOutage>(decide(driver)).empty());
  driver.pass(config::minutes{90});
  const auto outages = of_kind<s::NoteOutage>(decide(driver, city(), keys_with(2), away));
  REQUIRE(outages.size() == 1);
  CHECK(outages.front().from == *away.led_until);
  // Whatever was known before, something is in the journal since.
  const OfficeOptions long_ago{.led_until = driver.state().last_at() - config::minutes{5}};
  const auto since = of_kind<s::NoteOutage>(decide(driver, city(), keys_with(2), long_ago));
  REQUIRE(since.size() == 1);
  CHECK(since.front().from == driver.state().last_at());
}

TEST_CASE("what is carried into a slot goes at the next start when who it was for has left") {
  Driver driver{"2026-06-12 18:00"};
  lead(driver, decide(driver));
  const auto gone = driver.hold("330100.documents.2026-06-13.1030", {alice});
  REQUIRE(driver.run(s::CarryOver{slot(at_ten), 24}) == s::Rejection::none);
  REQUIRE(driver.release(gone) == s::Rejection::none);

  const auto carried = of_kind<s::CarryOver>(decide(driver));
  REQUIRE(carried.size() == 1);
  CHECK(carried.front().slot == slot(at_ten));
  CHECK(carried.front().minutes == 0);
  lead(driver, decide(driver));
  CHECK(driver.taken(at_ten) == 0);
  CHECK(of_kind<s::CarryOver>(decide(driver)).empty());
}

}  // namespace
}  // namespace offpeak
