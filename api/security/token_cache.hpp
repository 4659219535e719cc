// Tokens that were verified a moment ago. Parsing and checking a token costs microseconds, and a
// citizen sends the same one with every request.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api/security/hmac.hpp"
#include "api/security/tokens.hpp"

namespace offpeak::security {

/// A token that was found sound.
struct KnownToken {
  Principal principal{};         // one that ended in 1970: an empty entry is never found
  std::uint64_t generation = 0;  // of the revocations when it was last looked for among them
};

/// Bounded, set-associative, for one thread. An entry is found by the whole of a 128-bit
/// SipHash-2-4 of the token under a random key of this cache. That is a keyed pseudo-random
/// function whose values never leave this object: finding another text with the value of a cached
/// token means guessing 128 bits online, so a collision does not authenticate.
class TokenCache {
 public:
  static constexpr std::size_t ways = 4;
  static constexpr std::size_t entries_max = std::size_t{1} << 20;

  /// Holds at least `entries` (rounded up to sets of four, a power of two in number).
  explicit TokenCache(std::size_t entries);

  /// A token inserted before and not expired at `now`, or nullptr. Valid until the next `insert`.
  KnownToken* find(std::string_view token, config::Instant now);

  /// Remembers what `verify_token` returned. Replaces the entry of its set that ends first, if that
  /// has ended by `now`, else the one not used for longest.
  void insert(std::string_view token, const KnownToken& known, config::Instant now);

  std::size_t capacity() const { return sets_.size() * ways; }

 private:
  using TokenDigest = scheduler::Bits128<struct TokenDigestTag>;

  struct Entry {
    TokenDigest digest{};
    KnownToken known{};
    std::uint64_t used = 0;
  };
  using Set = std::array<Entry, ways>;

  TokenDigest digest_of(std::string_view token);
  Set& set_of(const TokenDigest& digest);

  MacContext context_;
  std::array<std::uint8_t, 16> key_{};
  std::vector<Set> sets_;
  std::uint64_t uses_ = 0;
};

}  // namespace offpeak::security
