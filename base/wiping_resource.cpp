#include "base/wiping_resource.hpp"

#include <string.h>

#include <new>

#include "base/assert.hpp"

namespace offpeak::base {

// Every alignment that values ask for is the heap's own. Boost.JSON 1.81 names another one for the
// same block when it gives it back, so that it is not passed on.
void* WipingResource::do_allocate(std::size_t bytes, std::size_t alignment) {
  OFFPEAK_ASSERT(alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
  return ::operator new(bytes);
}

void WipingResource::do_deallocate(void* block, std::size_t bytes, std::size_t) {
  explicit_bzero(block, bytes);
  ::operator delete(block);
}

}  // namespace offpeak::base
