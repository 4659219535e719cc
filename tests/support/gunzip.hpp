// Bodies as they were before they were compressed.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::testing {

/// What the whole gzip member holds. Throws when it is none.
std::string gunzip(std::string_view compressed);

}  // namespace offpeak::testing
