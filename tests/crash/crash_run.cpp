#include "tests/crash/crash_run.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/crash/examination.hpp"

namespace offpeak::crash {
namespace {

using testing::HttpClient;

/// A kill follows an acknowledgement by up to this, so that it meets every phase of a commit.
constexpr std::chrono::microseconds kill_delay_max{3000};

}  // namespace

CrashRun::CrashRun(const RunOptions& options)
    : options_{options}, random_{options.seed}, token_{admin_token(options.server)} {
  start_server();
  wishes_.emplace(make_wishes(server_->port(), options.seed, options.rounds * options.bookings));
}

void CrashRun::start_server() {
  server_.reset();
  server_.emplace(options_.server);
}

Range CrashRun::kill_while_booking(Round& round) {
  const Range range{bookings_.size(), bookings_.size() + options_.bookings};
  bookings_.resize(range.last);
  const auto kill_at = std::uniform_int_distribution<std::uint64_t>{
      options_.bookings / 10, options_.bookings * 9 / 10}(random_);
  const std::chrono::microseconds delay{
      std::uniform_int_distribution<std::int64_t>{0, kill_delay_max.count()}(random_)};
  round.findings += book(access(), *wishes_, bookings_, range, [&](std::uint64_t acknowledged) {
    if (acknowledged != kill_at) return;
    std::this_thread::sleep_for(delay);  // waits for nothing: any moment is as good
    server_->kill();
  });
  if (server_->wait() != -9) ++round.findings.surprises;
  round.acknowledged = count(range, Answer::acknowledged);
  round.held = count(range, Answer::held);
  round.unanswered = count(range, Answer::unknown);
  return range;
}

Round CrashRun::run_round() {
  Round round;
  const Range range = kill_while_booking(round);
  const Range all{0, bookings_.size()};
  const std::uint64_t promised = count(all, Answer::acknowledged) + count(all, Answer::held);

  start_server();
  round.recovered = recovered(*server_);
  round.on_disk = std::max(round.recovered.appointments, promised) - promised;
  round.findings += check_total(round.recovered.appointments, promised, round.unanswered);
  round.findings += check_bookings(access(), bookings_, range);
  round.findings += check_retries(access(), *wishes_, bookings_, range);
  round.findings += book(access(), *wishes_, bookings_, range, [](std::uint64_t) {});
  if (count(range, Answer::acknowledged) != options_.bookings) ++round.findings.surprises;
  round.findings += check_bookings(access(), bookings_, range);
  round.findings += check_people(access(), bookings_, range);
  round.findings += check_slots(access(), *wishes_, bookings_);
  round.full = attempts(range);
  return round;
}

Round CrashRun::finish() {
  Round round;
  if (server_->stop() != 0) ++round.findings.surprises;
  start_server();
  const Range all{0, bookings_.size()};
  round.acknowledged = count(all, Answer::acknowledged);
  round.recovered = recovered(*server_);
  round.findings += check_total(round.recovered.appointments, round.acknowledged, 0);
  round.findings += check_bookings(access(), bookings_, all);
  round.findings += check_people(access(), bookings_, all);
  round.findings += check_slots(access(), *wishes_, bookings_);
  round.full = attempts(all);
  if (server_->stop() != 0) ++round.findings.surprises;
  server_.reset();
  return round;
}

std::uint64_t CrashRun::count(Range range, Answer answer) const {
  std::uint64_t found = 0;
  for (auto n = range.first; n < range.last; ++n) found += bookings_[n].answer == answer ? 1 : 0;
  return found;
}

std::uint64_t CrashRun::attempts(Range range) const {
  std::uint64_t found = 0;
  for (auto n = range.first; n < range.last; ++n) found += bookings_[n].attempt;
  return found;
}

}  // namespace offpeak::crash
