// Whether a type is one of a list.
#pragma once

#include <type_traits>
#include <variant>

namespace offpeak::base {

template <class Type, class... Types>
inline constexpr bool is_one_of = (std::is_same_v<Type, Types> || ...);

template <class Type, class Variant>
inline constexpr bool is_alternative = false;
template <class Type, class... Types>
inline constexpr bool is_alternative<Type, std::variant<Types...>> = is_one_of<Type, Types...>;

}  // namespace offpeak::base
