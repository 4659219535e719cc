// Puts right what protects bytes, so that a fuzzer gets past it. Records of a journal and chunks of
// a snapshot are framed alike: the last number of the header is the length of what follows, and
// XXH3 of all that stands behind it.
#pragma once

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "tests/fuzz/input.hpp"

namespace offpeak::fuzz {

/// `bytes` are a header and what it protects, without the checksum.
inline std::vector<std::byte> sealed(Bytes bytes, std::size_t header_bytes) {
  std::vector<std::byte> whole{bytes.begin(), bytes.end()};
  whole.resize(std::max(bytes.size(), header_bytes));
  const auto length = static_cast<std::uint32_t>(whole.size() - header_bytes);
  std::memcpy(whole.data() + header_bytes - sizeof length, &length, sizeof length);
  const std::uint64_t checksum = XXH3_64bits(whole.data(), whole.size());
  const auto tail = std::as_bytes(std::span{&checksum, 1});
  whole.insert(whole.end(), tail.begin(), tail.end());
  return whole;
}

}  // namespace offpeak::fuzz
