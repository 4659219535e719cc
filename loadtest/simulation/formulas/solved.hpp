// The answer of a formula, or why there is none.
#pragma once

#include <string_view>
#include <utility>
#include <variant>

namespace offpeak::loadtest {

enum class Fault {
  out_of_domain,  // an input is negative, not finite, or 0 where it must be more
  unstable,       // work comes as fast as it can be done, or faster: the queue has no limit
};

/// For people.
constexpr std::string_view words(Fault fault) {
  return fault == Fault::unstable ? "unstable: work comes as fast as the counters can do it"
                                  : "out of the formula's domain";
}

/// Either a `T` or a Fault. Reading the one that is not there throws std::bad_variant_access.
template <class T>
class Solved {
 public:
  Solved(T answer) : held_{std::move(answer)} {}
  Solved(Fault fault) : held_{fault} {}

  explicit operator bool() const { return std::holds_alternative<T>(held_); }
  const T& operator*() const { return std::get<T>(held_); }
  const T* operator->() const { return &std::get<T>(held_); }
  Fault fault() const { return std::get<Fault>(held_); }

 private:
  std::variant<T, Fault> held_;
};

}  // namespace offpeak::loadtest
