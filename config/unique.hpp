// "Each code once": the shared part of every such rule.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "config/fields.hpp"

namespace offpeak::config {

/// Values seen so far, with the place of each. Lives while one list is read.
template <class T>
class Unique {
 public:
  /// Reads by `reader` into `value`. A value that is used elsewhere is an error that names the
  /// other place.
  Reader reading(const Reader& reader, const T& value) {
    return {reader.expected, [this, reader, &value](const View& where) {
              const std::size_t errors = where.errors();
              reader.read(where);
              if (where.errors() != errors || !where.is(NodeKind::scalar)) return;
              const auto [first, added] = seen_.try_emplace(value, where.path());
              if (!added)
                where.wrong_type("is already used by " + first->second, "a value of its own");
            }};
  }

 private:
  std::map<T, std::string> seen_;
};

}  // namespace offpeak::config
