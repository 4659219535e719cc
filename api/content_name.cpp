#include "api/content_name.hpp"

#include <xxhash.h>

#include <span>

#include "base/hex.hpp"

namespace offpeak::api {

std::string content_name(std::string_view content) {
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits(content.data(), content.size()));
  std::string name(2 * std::size(hash.digest), '\0');
  base::encode_hex(hash.digest, name);
  return name;
}

}  // namespace offpeak::api
