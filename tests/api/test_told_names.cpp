// Which former names the core is not told again.
#include <doctest/doctest.h>

#include "api/told_names.hpp"

using offpeak::api::ToldNames;
using offpeak::scheduler::RenameCitizen;

namespace {

RenameCitizen name_of(std::uint64_t from, std::uint64_t to) {
  return {.from = {{from, from}}, .to = {{to, to}}};
}

}  // namespace

TEST_CASE("A name is told once, until another takes its place") {
  ToldNames told;
  const auto name = name_of(1, 2);
  CHECK_FALSE(told.has(name));
  told.add(name);
  CHECK(told.has(name));
  CHECK_FALSE(told.has(name_of(3, 2)));  // the same person came under two names
  told.add(name_of(5, 6));
  CHECK(told.has(name));
  told.add(name_of(7, 2 + ToldNames::names_max));
  CHECK_FALSE(told.has(name));
}
