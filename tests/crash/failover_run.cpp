#include "tests/crash/failover_run.hpp"

#include <atomic>
#include <thread>

#include "tests/crash/examination.hpp"

namespace offpeak::crash {
namespace {

using testing::HttpClient;
using Moment = std::chrono::steady_clock::time_point;

/// A kill follows an acknowledgement by up to this, so that it meets every phase of a commit.
constexpr std::chrono::microseconds kill_delay_max{3000};

constexpr Ending endings[] = {Ending::killed, Ending::stepped_down, Ending::paused};

int exit_code_after(Ending ending) {
  switch (ending) {
    case Ending::killed:
      return -9;
    case Ending::stepped_down:
      return 0;
    case Ending::paused:
      return 3;  // another writer has taken over
  }
  return -1;
}

}  // namespace

FailoverRun::FailoverRun(const FailoverOptions& options)
    : options_{options}, random_{options.seed}, token_{admin_token(options.server)} {
  leader_ = start(false);
  standby_ = start(true);
  wishes_.emplace(make_wishes(leader_->port(), options.seed, options.rounds * options.bookings));
}

std::unique_ptr<testing::ServerProcess> FailoverRun::start(bool standby) {
  testing::ServerSetup setup = options_.server;
  setup.options.insert(setup.options.end(), {"--store", redis_.uri()});
  if (standby) setup.options.push_back("--standby");
  setup.log = "server" + std::to_string(++started_) + ".log";
  return std::make_unique<testing::ServerProcess>(setup);
}

/// Until the leader has seen the standby: only then may it step down.
void FailoverRun::await_standby() const {
  HttpClient client{leader_->port()};
  while (client.get("/readyz").body.find("standby_sequence") == std::string::npos) {
    std::this_thread::yield();
  }
}

/// One that is paused goes on once the standby leads: with clients whose requests are on their way.
void FailoverRun::end_leader(Ending ending) {
  switch (ending) {
    case Ending::killed:
      return leader_->kill();
    case Ending::stepped_down:
      return leader_->step_down();
    case Ending::paused:
      leader_->freeze();
      thawer_ = std::thread{[this] {
        HttpClient client{standby_->port()};
        while (client.get("/readyz").status != 200) std::this_thread::yield();
        leader_->thaw();
      }};
  }
}

Failover FailoverRun::run_round() {
  await_standby();
  Failover round;
  round.ending = endings[bookings_.size() / options_.bookings % std::size(endings)];
  const Range range{bookings_.size(), bookings_.size() + options_.bookings};
  bookings_.resize(range.last);
  const auto end_at = std::uniform_int_distribution<std::uint64_t>{
      options_.bookings / 10, options_.bookings * 9 / 10}(random_);
  const std::chrono::microseconds delay{
      std::uniform_int_distribution<std::int64_t>{0, kill_delay_max.count()}(random_)};
  Moment ended_at{};
  round.findings += book(access(*leader_), *wishes_, bookings_, range, [&](std::uint64_t done) {
    if (done != end_at) return;
    std::this_thread::sleep_for(delay);  // waits for nothing: any moment is as good
    ended_at = std::chrono::steady_clock::now();
    end_leader(round.ending);
  });
  if (thawer_.joinable()) thawer_.join();
  // At once, and over and over: until the standby leads, its clients may see 503 and nothing else.
  round.acknowledged = acknowledged_of(range);
  for (auto n = range.first; n < range.last; ++n) {
    if (bookings_[n].answer == Answer::unknown) ++round.unanswered;
  }
  std::atomic<bool> first{true};
  round.findings += book(access(*standby_), *wishes_, bookings_, range, [&](std::uint64_t) {
    if (!first.exchange(false)) return;
    round.gap = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - ended_at);
  });
  const int code = leader_->wait();
  if (code != exit_code_after(round.ending)) ++round.findings.surprises;
  if (acknowledged_of(range) != options_.bookings) ++round.findings.surprises;

  leader_ = std::move(standby_);
  standby_ = start(true);
  round.findings += examine(range);
  return round;
}

Findings FailoverRun::examine(Range range) const {
  const Access leader = access(*leader_);
  Findings found = check_bookings(leader, bookings_, range);
  found += check_retries(leader, *wishes_, bookings_, range);
  found += check_people(leader, bookings_, range);
  found += check_slots(leader, *wishes_, bookings_);
  return found;
}

Findings FailoverRun::finish() {
  Findings found;
  if (standby_->stop() != 0) ++found.surprises;
  if (leader_->stop() != 0) ++found.surprises;
  leader_ = start(false);
  found += check_total(recovered(*leader_).appointments, bookings_.size(), 0);
  found += examine({0, bookings_.size()});
  if (leader_->stop() != 0) ++found.surprises;
  return found;
}

std::uint64_t FailoverRun::acknowledged_of(Range range) const {
  std::uint64_t found = 0;
  for (auto n = range.first; n < range.last; ++n) {
    found += bookings_[n].answer == Answer::acknowledged ? 1 : 0;
  }
  return found;
}

}  // namespace offpeak::crash
