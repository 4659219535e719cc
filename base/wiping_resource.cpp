#include "base/wiping_resource.hpp"

#include <string.h>

#include <new>

namespace offpeak::base {

void* WipingResource::do_allocate(std::size_t bytes, std::size_t alignment) {
  return ::operator new (bytes, std::align_val_t{alignment});
}

void WipingResource::do_deallocate(void* block, std::size_t bytes, std::size_t alignment) {
  explicit_bzero(block, bytes);
  ::operator delete (block, std::align_val_t{alignment});
}

}  // namespace offpeak::base
