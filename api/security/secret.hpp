// Bytes that must not outlive their owner.
#pragma once

#include <openssl/crypto.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace offpeak::security {

/// 32 secret bytes: moved, never copied, and zeroed wherever they leave.
class Secret {
 public:
  static constexpr std::size_t size_bytes = 32;

  Secret() = default;
  Secret(Secret&& other) noexcept : bytes_{other.bytes_} { other.cleanse(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      other.cleanse();
    }
    return *this;
  }
  ~Secret() { cleanse(); }

  std::span<const std::uint8_t, size_bytes> bytes() const { return bytes_; }
  std::span<std::uint8_t, size_bytes> bytes() { return bytes_; }

 private:
  void cleanse() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  std::array<std::uint8_t, size_bytes> bytes_{};
};

/// A text buffer for key material on its way, zeroed at the end of its scope.
template <std::size_t N>
struct CleansedText {
  std::array<char, N> text{};

  CleansedText() = default;
  CleansedText(const CleansedText&) = delete;
  CleansedText& operator=(const CleansedText&) = delete;
  ~CleansedText() { OPENSSL_cleanse(text.data(), text.size()); }
};

}  // namespace offpeak::security
