#include "loadtest/simulation/study/input_digest.hpp"

#include <xxhash.h>

#include "base/hex.hpp"

namespace offpeak::loadtest {

void InputDigest::add(std::string_view bytes) {
  add(std::uint64_t{bytes.size()});
  bytes_ += bytes;
}

void InputDigest::add(std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(number >> shift & 0xFF);
}

void InputDigest::add(const config::Calendar& calendar) {
  add(std::uint64_t{calendar.fixed.size()});
  for (const auto day : calendar.fixed) {
    add(std::uint64_t{unsigned{day.month()} * 100 + unsigned{day.day()}});
  }
  add(std::uint64_t{calendar.years.size()});
  for (const auto& [year, days] : calendar.years) {
    add(static_cast<std::uint64_t>(year));
    for (const auto* dates : {&days.off, &days.make_up}) {
      add(std::uint64_t{dates->size()});
      for (const auto date : *dates) {
        add(static_cast<std::uint64_t>(date.time_since_epoch().count()));
      }
    }
  }
}

std::string InputDigest::hex() const {
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits(bytes_.data(), bytes_.size()));
  std::string text(2 * sizeof hash.digest, '\0');
  base::encode_hex(hash.digest, text);
  return text;
}

}  // namespace offpeak::loadtest
