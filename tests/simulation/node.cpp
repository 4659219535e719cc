#include "tests/simulation/node.hpp"

#include "tests/scheduler/fixture.hpp"
#include "tests/simulation/cities.hpp"

namespace offpeak::simulation {

using std::chrono::milliseconds;

scheduler::Instant clock_start() { return scheduler::tests::instant("2026-06-08 16:50"); }

scheduler::Instant now_at(const Host& host) {
  const auto passed = (host.world().now() + host.clock_skew) * clock_speed;
  return clock_start() + std::chrono::duration_cast<milliseconds>(passed);
}

void Node::start(Role role) {
  if (lives_ > 0) reconfigure();
  name_ = "node-" + std::to_string(host_.node) + "-life-" + std::to_string(++lives_);
  process_ = Process::make(host_.world());
  run_ = std::make_unique<ServerRun>(host_, process_, name_, role, [this, life = lives_] {
    host_.world().after(Time{0}, [this, life] {
      if (life == lives_ && run_) kill(host_.world().random().between({}, milliseconds{1000}));
    });
  });
  run_->start();
}

void Node::reconfigure() {
  auto& random = host_.world().random();
  if (!random.one_in(2)) return;
  const config::City* const before = host_.city;
  host_.city = &cities()[random.below(cities().size())];
  if (host_.city != before) ++host_.coverage.reconfigured;
}

void Node::end() {
  if (process_) process_->kill();
  run_.reset();
  process_.reset();
}

void Node::kill(Time down) {
  if (!run_) return;
  end();
  restart_after(down);
}

void Node::restart_after(Time down) {
  host_.world().after(down, [this] { start(next_role()); });
}

Role Node::next_role() {
  auto& random = host_.world().random();
  if (usurps_ && random.one_in(3)) return Role::usurp;
  return random.one_in(3) ? Role::lead : Role::stand_by;
}

void Node::pause(Time duration) {
  if (process_) process_->pause_until(host_.world().now() + duration);
}

void Node::step_down() {
  if (run_) run_->step_down();
}

const Leader* Node::leader() const { return run_ ? run_->leader() : nullptr; }

void Node::submit(const scheduler::Command& command, const Respond& respond) {
  if (!process_) return respond(std::nullopt);
  process_->deliver([this, life = lives_, command, respond] {
    if (life == lives_ && run_) run_->submit(command, respond);
  });
}

}  // namespace offpeak::simulation
