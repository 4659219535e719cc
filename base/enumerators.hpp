// The last enumerator of an enumeration, as the compiler knows it: a bound that is kept by hand is
// easily forgotten when an enumerator is added.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace offpeak::base {

namespace detail {

/// GCC and clang write a template argument that is an enumerator by its name, and any other value
/// as a cast: "… = (offpeak::scheduler::Line)4]".
template <auto Value>
consteval bool is_enumerator() {
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  constexpr std::string_view before = "Value = ";
  return text[text.find(before) + before.size()] != '(';
}

template <class Enum, unsigned From>
consteval unsigned last_before_gap() {
  if constexpr (is_enumerator<static_cast<Enum>(From + 1)>()) {
    return last_before_gap<Enum, From + 1>();
  } else {
    return From;
  }
}

}  // namespace detail

/// For an enumeration whose enumerators count up from 0 or from 1 without a gap.
template <class Enum>
inline constexpr Enum last_of =
    static_cast<Enum>(detail::last_before_gap<Enum, detail::is_enumerator<Enum{}>() ? 0U : 1U>());

}  // namespace offpeak::base
