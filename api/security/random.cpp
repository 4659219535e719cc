#include "api/security/random.hpp"

#include <openssl/crypto.h>
#include <sys/random.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace offpeak::security {

namespace {

void fill_from_kernel(std::uint8_t* data, std::size_t size) {
  while (size > 0) {
    const ssize_t got = getrandom(data, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      std::perror("offpeak: getrandom");
      std::abort();
    }
    data += got;
    size -= static_cast<std::size_t>(got);
  }
}

class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  std::array<std::uint64_t, 2> take() {
    std::array<std::uint64_t, 2> words{};
    static_assert(pool_bytes % sizeof words == 0);
    if (next_ == bytes_.size()) {
      fill_from_kernel(bytes_.data(), bytes_.size());
      next_ = 0;
    }
    std::memcpy(words.data(), bytes_.data() + next_, sizeof words);
    OPENSSL_cleanse(bytes_.data() + next_, sizeof words);
    next_ += sizeof words;
    return words;
  }

 private:
  static constexpr std::size_t pool_bytes = 4096;

  std::array<std::uint8_t, pool_bytes> bytes_{};
  std::size_t next_ = pool_bytes;
};

}  // namespace

std::array<std::uint64_t, 2> random_words() {
  thread_local Pool pool;
  return pool.take();
}

}  // namespace offpeak::security
