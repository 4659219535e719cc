// Where an exception ends. Nothing above the top of a thread, or above what was called for one
// request or one message, could do anything with it: here it becomes a value.
#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include "base/result.hpp"

namespace offpeak::base {

/// What was thrown, for the log.
struct Thrown {
  std::string what;
};

/// What `work` returns, or what it threw.
template <class Work>
Result<std::invoke_result_t<Work>, Thrown> catch_all(Work&& work) {
  using Returned = std::invoke_result_t<Work>;
  try {
    if constexpr (std::is_void_v<Returned>) {
      std::forward<Work>(work)();
      return {boost::system::in_place_value};
    } else {
      return {boost::system::in_place_value, std::forward<Work>(work)()};
    }
  } catch (const std::exception& exception) {
    return {boost::system::in_place_error, Thrown{exception.what()}};
  } catch (...) {
    return {boost::system::in_place_error, Thrown{"something that is no std::exception"}};
  }
}

}  // namespace offpeak::base
