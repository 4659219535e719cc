#include "tests/simulation/world.hpp"

#include <algorithm>
#include <boost/context/fixedsize_stack.hpp>
#include <utility>

namespace offpeak::simulation {
namespace {

constexpr std::size_t fiber_stack_bytes = std::size_t{256} << 10;

}  // namespace

// ---- the world ----------------------------------------------------------------------------------

void World::at(Time when, std::function<void()> what) {
  queue_.push_back({std::max(when, now_), numbers_++, std::move(what)});
  std::ranges::push_heap(queue_, std::greater{});
}

bool World::step() {
  if (queue_.empty()) return false;
  std::ranges::pop_heap(queue_, std::greater{});
  const Event event = std::move(queue_.back());
  queue_.pop_back();
  now_ = event.when;
  ++steps_;
  note(static_cast<std::uint64_t>(now_.count()) ^ event.number << 40);
  event.what();
  return true;
}

void World::note(std::uint64_t value) {
  digest_ = (digest_ ^ value) * 0x9E3779B97F4A7C15ULL;
  digest_ ^= digest_ >> 29;
}

// ---- processes ----------------------------------------------------------------------------------

Process::~Process() { kill(); }

void Process::spawn(std::function<void()> body) {
  boost::context::fixedsize_stack stacks{fiber_stack_bytes};
  const auto stack = stacks.allocate();
  auto fiber = std::make_shared<Fiber>();
  fiber->stack = StackSwitch{static_cast<char*>(stack.sp) - stack.size, stack.size};
  fiber->context = boost::context::fiber{
      std::allocator_arg, boost::context::preallocated{stack.sp, stack.size, stack}, stacks,
      [raw = fiber.get(), given = std::move(body)](boost::context::fiber&& caller) mutable {
        raw->stack.began();
        raw->caller = std::move(caller);
        run(*raw, std::move(given));
        raw->stack.ending();
        return std::move(raw->caller);
      }};
  fibers_.push_back(fiber);
  wake_at(world_.now(), fiber, fiber->turn);
}

void Process::run(Fiber& fiber, std::function<void()> body) {
  try {
    body();
  } catch (const Killed&) {
    // Its process was killed: that is all.
  } catch (...) {
    fiber.error = std::current_exception();
  }
  fiber.done = true;
}

void Process::wake_at(Time when, const std::shared_ptr<Fiber>& fiber, std::uint64_t turn) {
  world_.at(when, [process = weak_from_this(), waiter = std::weak_ptr{fiber}, turn] {
    const auto alive = process.lock();
    const auto found = waiter.lock();
    if (alive && found) alive->resume(found, turn);
  });
}

void Process::resume(const std::shared_ptr<Fiber>& fiber, std::uint64_t turn) {
  if (!alive_ || fiber->done || fiber->turn != turn) return;
  if (is_paused()) return wake_at(paused_until_, fiber, turn);
  current_ = fiber;
  resume_now(*fiber);
  current_.reset();
  if (fiber->done) std::erase(fibers_, fiber);
  if (fiber->error) std::rethrow_exception(fiber->error);
}

void Process::resume_now(Fiber& fiber) {
  ++fiber.turn;
  fiber.stack.entering();
  fiber.context = std::move(fiber.context).resume();
  fiber.stack.came_back();
}

void Process::suspend() {
  const auto fiber = current_;
  fiber->stack.leaving();
  fiber->caller = std::move(fiber->caller).resume();
  fiber->stack.went_on();
  if (!alive_) throw Killed{};
}

void Process::deliver(std::function<void()> what) {
  if (!alive_) return;
  if (!is_paused()) return what();
  world_.at(paused_until_, [process = weak_from_this(), run = std::move(what)] {
    if (const auto alive = process.lock()) alive->deliver(run);
  });
}

void Process::kill() {
  if (!std::exchange(alive_, false)) return;
  const auto fibers = std::move(fibers_);
  for (const auto& fiber : fibers) {
    // One that never ran has nothing to unwind.
    if (fiber->turn > 0 && !fiber->done) resume_now(*fiber);
  }
}

void Process::sleep(Time duration) {
  wake_at(world_.now() + duration, current_, current_->turn);
  suspend();
}

// ---- signals ------------------------------------------------------------------------------------

void Signal::notify() {
  given_ = true;
  const auto process = process_.lock();
  const auto waiter = waiter_.lock();
  if (process && waiter) process->wake_at(process->world_.now(), waiter, turn_);
}

bool Signal::wait(Process& process, std::optional<Time> at_most) {
  if (!given_) {
    process_ = process.weak_from_this();
    waiter_ = process.current_;
    turn_ = process.current_->turn;
    if (at_most) process.wake_at(process.world_.now() + *at_most, process.current_, turn_);
    process.suspend();
    waiter_.reset();
  }
  return std::exchange(given_, false);
}

}  // namespace offpeak::simulation
