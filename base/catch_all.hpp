// Where an exception ends: at the top of a thread, or around one request or one message. Nothing
// above could handle it, so here it becomes a value.
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

/// Returns what `work` returns, or what it threw.
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
    return {boost::system::in_place_error, Thrown{"something that is not a std::exception"}};
  }
}

}  // namespace offpeak::base
