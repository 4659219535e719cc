// The query of a request: names and values after the '?'.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/problem.hpp"

namespace offpeak::api {

struct QueryField {
  std::string_view name;
  std::string* value;  // stays empty when the query has none
};

/// Fills in the fields. A problem when a name is unknown, is given twice, or has an empty value.
Checked<void> read_query(std::string_view query, std::span<const QueryField> fields);

}  // namespace offpeak::api
