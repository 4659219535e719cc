#include "tests/support/faked_clock.hpp"

#include <algorithm>
#include <fstream>

#include "scheduler/engine/clock.hpp"
#include "tests/support/program.hpp"

namespace offpeak::testing {
namespace {

namespace fs = std::filesystem;

config::Instant real_time() {
  return std::chrono::floor<config::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

FakedClock::FakedClock(fs::path directory, config::Instant now) : directory_{std::move(directory)} {
  std::ofstream{program()} << "#!/bin/sh\nexport FAKETIME_TIMESTAMP_FILE=" << directory_ / "offset"
                           << " FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1\n"
                           << "LD_PRELOAD=/usr/lib/$(uname -m)-linux-gnu/faketime/"
                           << "libfaketimeMT.so.1 exec " << offpeak_program() << " \"$@\"\n";
  fs::permissions(program(), fs::perms::owner_all);
  set(now);
}

config::Instant FakedClock::now() const { return real_time() + offset_; }

void FakedClock::set(config::Instant now) { offset_to(now - real_time()); }

void FakedClock::offset_to(std::chrono::milliseconds offset) {
  offset_ = offset;
  const auto text = std::to_string(offset.count() / 1000.0);
  std::ofstream{directory_ / "next"} << (offset.count() < 0 ? "" : "+") << text << '\n';
  fs::rename(directory_ / "next", directory_ / "offset");
}

void FakedClock::pass(const ServerProcess& server, config::Instant to) {
  constexpr auto step = std::chrono::duration_cast<std::chrono::milliseconds>(
      engine::Clock::jump_min - std::chrono::seconds{10});
  auto client = server.connect();
  while (now() < to) {
    move(std::min<std::chrono::milliseconds>(step, to - now()));
    (void)client.get("/healthz");
  }
}

}  // namespace offpeak::testing
