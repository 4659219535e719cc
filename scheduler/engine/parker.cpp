#include "scheduler/engine/parker.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <system_error>

#include "base/assert.hpp"

namespace offpeak::engine {

Parker::Parker() : event_fd_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
  if (event_fd_ < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
}

Parker::~Parker() { close(event_fd_); }

void Parker::sleep(std::optional<std::chrono::nanoseconds> at_most) {
  timespec time{};
  if (at_most) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(*at_most);
    time.tv_sec = seconds.count();
    time.tv_nsec = (*at_most - seconds).count();
  }
  pollfd descriptor{.fd = event_fd_, .events = POLLIN, .revents = 0};
  ppoll(&descriptor, 1, at_most ? &time : nullptr, nullptr);
  withdraw();
  std::uint64_t count = 0;
  [[maybe_unused]] const auto bytes = read(event_fd_, &count, sizeof count);
}

void Parker::notify() {
  const std::uint64_t one = 1;
  const auto bytes = write(event_fd_, &one, sizeof one);
  OFFPEAK_ASSERT(bytes == sizeof one);
}

}  // namespace offpeak::engine
