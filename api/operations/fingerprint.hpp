// What operators see of an id.
#pragma once

#include <xxhash.h>

#include <cstdio>
#include <string>

namespace offpeak::api {

/// Eight digits: enough to match two lines about the same thing, and too few to be the id.
template <class Id>
std::string fingerprint(const Id& id) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x",
                static_cast<unsigned>(XXH3_64bits(&id, sizeof id) >> 32));
  return text;
}

}  // namespace offpeak::api
