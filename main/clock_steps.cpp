#include "main/clock_steps.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <system_error>

namespace offpeak {
namespace {

/// No time is longer than this.
constexpr std::size_t line_size_max = 64;

}  // namespace

ClockSteps::ClockSteps(int input, engine::Clock& clock, engine::Engine& engine, guide::Guide* guide)
    : input_{input}, clock_{clock}, engine_{engine}, guide_{guide}, stop_{eventfd(0, EFD_CLOEXEC)} {
  if (stop_ < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
  thread_ = std::thread{[this] {
    pthread_setname_np(pthread_self(), "clock");
    run();
  }};
}

ClockSteps::~ClockSteps() {
  eventfd_write(stop_, 1);
  thread_.join();
  close(stop_);
}

/// When the input has ended, or cannot be read as a time, the clock stands for good.
void ClockSteps::run() {
  while (read_some()) {
    take_lines();
    if (pending_.size() > line_size_max) return;
  }
}

bool ClockSteps::read_some() {
  std::array<pollfd, 2> either{{{.fd = input_, .events = POLLIN, .revents = 0},
                                {.fd = stop_, .events = POLLIN, .revents = 0}}};
  int ready = 0;
  do {
    ready = poll(either.data(), either.size(), -1);
  } while (ready < 0 && errno == EINTR);
  if (ready < 0 || either[1].revents != 0) return false;
  std::array<char, 256> bytes;
  const ssize_t size = read(input_, bytes.data(), bytes.size());
  if (size <= 0) return false;
  pending_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

void ClockSteps::take_lines() {
  for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
    std::cout << step(std::string_view{pending_}.substr(0, end)) << std::endl;
    pending_.erase(0, end + 1);
  }
}

/// What is answered.
std::string ClockSteps::step(std::string_view line) {
  const auto instant = config::parse_instant(line);
  if (!instant) return "clock refused: a line is a time such as 2026-06-13T08:00:00+08:00";
  if (*instant < clock_.now()) {
    return "clock refused: it shows " + config::format_instant(clock_.now()) + " already";
  }
  clock_.move_to(*instant);
  engine_.await_rest();
  if (guide_ != nullptr) guide_->await_rest();
  if (engine_.has_failed()) return "clock refused: the store has failed";
  return "clock " + std::string{line};
}

}  // namespace offpeak
