#include "config/city.hpp"

#include <algorithm>

namespace offpeak::config {
namespace {

/// Codes start at 1 and usually have no gap, so the first look nearly always succeeds; the binary
/// search is for the rest.
template <class T, class Code>
const T* find_ordered(const std::vector<T>& items, Code code) {
  const auto guess = static_cast<std::size_t>(code) - 1;
  if (guess < items.size() && items[guess].code == code) return &items[guess];
  const auto at = std::ranges::lower_bound(items, code, {}, &T::code);
  return at != items.end() && at->code == code ? &*at : nullptr;
}

template <class T>
const T* find_key(const std::vector<T>& items, std::string_view key) {
  const auto at = std::ranges::find(items, key, &T::key);
  return at != items.end() ? &*at : nullptr;
}

}  // namespace

const Hall* City::find(HallCode code) const {
  const auto at = std::ranges::lower_bound(halls, code, {}, &Hall::code);
  return at != halls.end() && at->code == code ? &*at : nullptr;
}

const Lane* City::find(LaneCode code) const { return find_ordered(lanes, code); }

const Service* City::find(ServiceCode code) const { return find_ordered(services, code); }

const Lane* City::find_lane(std::string_view lane_key) const { return find_key(lanes, lane_key); }

const Service* City::find_service(std::string_view service_key) const {
  return find_key(services, service_key);
}

}  // namespace offpeak::config
