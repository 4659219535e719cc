// Overriding something in halls: in those that a mapping names, or in all of them.
#pragma once

#include <functional>
#include <string>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::loadtest {

/// How a value changes one hall, and how the change is noted for "Main hall" or "every hall".
struct HallOverride {
  std::function<void(const config::View&, config::Hall&)> apply;
  std::function<void(const config::View&, const std::string& hall)> say;
};

/// Applies a value to every hall; a mistake is reported for the first hall that has it.
void override_all(const config::View& where, config::City& city, const HallOverride& change);

/// A mapping by hall. `may_say_all`: it may have the key `all`, which is applied first, wherever it
/// is written.
void override_each(const config::View& where, config::City& city, bool may_say_all,
                   const HallOverride& change);

/// A mapping by hall, with `all` or without it, or one value for every hall, which may be a mapping
/// by something else.
void override_each_or_all(const config::View& where, config::City& city,
                          const HallOverride& change);

}  // namespace offpeak::loadtest
