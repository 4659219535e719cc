// Text as a value of a line of the log.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::base {

/// In double quotes, on one line, escaped as JSON escapes: `a "b"` becomes `"a \"b\""`.
std::string quoted(std::string_view text);

}  // namespace offpeak::base
