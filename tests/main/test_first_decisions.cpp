// What a server decides when it begins to lead, and when it may not, case by case.
#include "main/first_decisions.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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
