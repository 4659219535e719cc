// The only way in which JSON from outside is read: it throws nothing, bounds the depth, and accepts
// only finite numbers. Boost.JSON reads 1e400 as infinity and writes that as a word that is not
// JSON, so such a number must not pass.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace offpeak::base {

/// Why a text is not accepted.
struct JsonFault {
  std::string field;   // where, such as "scenarios[0].a"; empty: the text as a whole
  std::string detail;  // what is wrong there, as the end of a sentence
};

/// The text as one JSON value in memory of `storage`. `depth_max` bounds arrays and objects within
/// each other.
Result<boost::json::value, JsonFault> read_json(std::string_view text, std::size_t depth_max,
                                                boost::json::storage_ptr storage = {});

/// A member that is a text; empty when there is none of this name, or it is no text.
std::string_view text_of(const boost::json::object& object, std::string_view name);

}  // namespace offpeak::base
