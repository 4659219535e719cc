// What is told about watches and places offered, in the words of the interface.
#pragma once

#include <string_view>

#include "scheduler/messages/watch.hpp"

namespace offpeak::scheduler {

constexpr std::string_view name_of(WatchEnd reason) {
  switch (reason) {
    case WatchEnd::withdrawn:
      return "withdrawn";
    case WatchEnd::over:
      return "over";
    case WatchEnd::unanswered:
      return "unanswered";
    case WatchEnd::changed:
      return "changed";
  }
  return "over";
}

constexpr std::string_view name_of(PlaceOfferKind kind) {
  switch (kind) {
    case PlaceOfferKind::earlier:
      return "earlier";
    case PlaceOfferKind::swap:
      return "swap";
    case PlaceOfferKind::displaced:
      return "displaced";
  }
  return "earlier";
}

}  // namespace offpeak::scheduler
