// Names that somebody else made up, in what this program says.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::base {

/// A name that a client made up, fit to be repeated to it: cut to 40 characters, with '?' for
/// whatever is not visible ASCII, and for every digit of a name that may be a document's number.
std::string shown_name(std::string_view name);

}  // namespace offpeak::base
