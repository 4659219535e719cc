// For containers of what must not outlive its use: the heap, with every block zeroed before it goes
// back there.
#pragma once

#include <string.h>

#include <cstddef>
#include <memory>
#include <type_traits>

namespace offpeak::base {

template <class T>
struct WipingAllocator {
  using value_type = T;
  using is_always_equal = std::true_type;

  WipingAllocator() = default;
  template <class Other>
  constexpr WipingAllocator(const WipingAllocator<Other>&) noexcept {}

  T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }
  void deallocate(T* block, std::size_t count) noexcept {
    explicit_bzero(block, count * sizeof(T));
    std::allocator<T>{}.deallocate(block, count);
  }
  template <class Other>
  bool operator==(const WipingAllocator<Other>&) const noexcept {
    return true;
  }
};

}  // namespace offpeak::base
