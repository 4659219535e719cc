#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "main/process.hpp"

TEST_CASE("A server's memory is never written down, not even by a program that takes cores") {
  offpeak::keep_memory_private();
  rlimit core{};
  REQUIRE(getrlimit(RLIMIT_CORE, &core) == 0);
  CHECK(core.rlim_max == 0);
  CHECK(prctl(PR_GET_DUMPABLE) == 0);
}
