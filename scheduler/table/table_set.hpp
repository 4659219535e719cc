// What is done with all tables and trails of a state alike. A set is a tuple of references to them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "base/assert.hpp"
#include "scheduler/table/section.hpp"

namespace offpeak::scheduler {

/// Calls `visit(table)` for each, in order.
template <class Tables, class Visit>
void for_each_table(const Tables& tables, const Visit& visit) {
  std::apply([&](auto&... table) { (visit(table), ...); }, tables);
}

/// Calls `visit(table, other)` for each and its counterpart in another set of the same kind.
template <class Tables, class Others, class Visit>
void for_each_pair(const Tables& tables, const Others& others, const Visit& visit) {
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (visit(std::get<i>(tables), std::get<i>(others)), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<Tables>>{});
}

/// Calls `visit(table)` for the one of this section.
template <class Tables, class Visit>
void visit_section(const Tables& tables, Section section, const Visit& visit) {
  bool found = false;
  for_each_table(tables, [&](auto& table) {
    if (table.section != section) return;
    visit(table);
    found = true;
  });
  OFFPEAK_ASSERT(found);
}

/// Whether a set has each section once. In which order is free: images go by the sections' numbers,
/// and so a new kind of record can stand in any part of the state.
template <class Tables>
inline constexpr bool has_all_sections = false;
template <class... Tables>
inline constexpr bool has_all_sections<std::tuple<Tables&...>> = [] {
  std::array<int, image_sections.size()> times{};
  (++times[section_index(Tables::section)], ...);
  return std::ranges::all_of(times, [](int count) { return count == 1; });
}();

/// Bytes of a record of each section, in the order of their numbers.
template <class Tables>
inline constexpr std::array<std::size_t, image_sections.size()> record_bytes{};
template <class... Tables>
inline constexpr std::array<std::size_t, image_sections.size()>
    record_bytes<std::tuple<Tables&...>> = [] {
      std::array<std::size_t, image_sections.size()> bytes{};
      ((bytes[section_index(Tables::section)] = sizeof(typename Tables::Record)), ...);
      return bytes;
    }();

}  // namespace offpeak::scheduler
