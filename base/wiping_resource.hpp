// For JSON values that must not outlive their use: the heap, with every block zeroed before it goes
// back there.
#pragma once

#include <boost/json/memory_resource.hpp>
#include <cstddef>

namespace offpeak::base {

class WipingResource final : public boost::json::memory_resource {
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override;
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
};

}  // namespace offpeak::base
