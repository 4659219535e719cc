#include "base/catch_all.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace offpeak::base {
namespace {

TEST_CASE("what is returned is returned, and what is thrown is said") {
  CHECK(*catch_all([] { return std::string{"done"}; }) == "done");
  CHECK(catch_all([] {}).has_value());
  const auto broken = catch_all([]() -> std::string { throw std::runtime_error{"broken"}; });
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().what == "broken");
  const auto number = catch_all([] { throw 1; });
  REQUIRE_FALSE(number.has_value());
  CHECK(number.error().what == "something that is not a std::exception");
}

}  // namespace
}  // namespace offpeak::base
