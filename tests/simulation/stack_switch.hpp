// Tells the address sanitizer when a fiber's stack is left for another; nothing in other builds.
#pragma once

#include <cstddef>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

namespace offpeak::simulation {

/// Of one fiber: its own stack, and the one it goes back to.
class StackSwitch {
 public:
  StackSwitch(const void* bottom, std::size_t bytes) : bottom_{bottom}, bytes_{bytes} {}

#ifdef __SANITIZE_ADDRESS__
  // From outside, around going to the fiber.
  void entering() { __sanitizer_start_switch_fiber(&outside_, bottom_, bytes_); }
  void came_back() { __sanitizer_finish_switch_fiber(outside_, nullptr, nullptr); }
  // From the fiber, around going back and at its two ends.
  void began() { __sanitizer_finish_switch_fiber(nullptr, &caller_bottom_, &caller_bytes_); }
  void leaving() { __sanitizer_start_switch_fiber(&inside_, caller_bottom_, caller_bytes_); }
  void went_on() { __sanitizer_finish_switch_fiber(inside_, &caller_bottom_, &caller_bytes_); }
  void ending() { __sanitizer_start_switch_fiber(nullptr, caller_bottom_, caller_bytes_); }
#else
  void entering() {}
  void came_back() {}
  void began() {}
  void leaving() {}
  void went_on() {}
  void ending() {}
#endif

 private:
  [[maybe_unused]] const void* bottom_;
  [[maybe_unused]] std::size_t bytes_;
  [[maybe_unused]] const void* caller_bottom_ = nullptr;
  [[maybe_unused]] std::size_t caller_bytes_ = 0;
  [[maybe_unused]] void* outside_ = nullptr;
  [[maybe_unused]] void* inside_ = nullptr;
};

}  // namespace offpeak::simulation
