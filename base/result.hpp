// Functions that may fail return this: a value, or what is wrong. Exceptions are for starting up
// only.
#pragma once

#include <boost/system/result.hpp>
#include <string>

namespace offpeak::base {

/// What is wrong, in words for whoever can mend it.
struct Fault {
  std::string message;
};

/// `Error` is another type when the caller needs more than words, such as an exit code or whether
/// the error may pass.
template <class Value, class Error = Fault>
using Result = boost::system::result<Value, Error>;

}  // namespace offpeak::base
