// Names that somebody else chose, in this program's messages.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::base {

/// A name that a client sent, in a form that may be repeated to it: cut to 40 characters, with '?'
/// for whatever is not visible ASCII and for every digit of a name that may be a document number.
std::string shown_name(std::string_view name);

}  // namespace offpeak::base
