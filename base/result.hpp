// What may fail returns this: a value, or what is wrong. Exceptions end a start only.
#pragma once

#include <boost/system/result.hpp>
#include <string>

namespace offpeak::base {

/// What is wrong, in words for whoever can mend it.
struct Fault {
  std::string message;
};

/// `Error` has what the caller needs beyond words: an exit code, whether it may pass.
template <class Value, class Error = Fault>
using Result = boost::system::result<Value, Error>;

}  // namespace offpeak::base
