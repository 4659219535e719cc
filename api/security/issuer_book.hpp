// The issuers as they are now: read at the start, and again whenever an operator asks for it, so
// that keys rotate while the server runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "api/security/issuers.hpp"
#include "base/result.hpp"

namespace offpeak::security {

class IssuerBook {
 public:
  /// One edition of the book; it never changes.
  struct Edition {
    std::uint64_t number = 0;
    std::shared_ptr<const Issuers> issuers = std::make_shared<const Issuers>();
  };

  /// Without issuers until `reread`.
  IssuerBook() = default;

  /// Any thread. After a fault the edition before stays.
  base::Result<void> reread(const std::filesystem::path& directory);

  /// Any thread.
  Edition edition() const;
  /// Any thread; costs one load.
  std::uint64_t edition_number() const { return number_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  Edition edition_;
  std::atomic<std::uint64_t> number_{0};
};

}  // namespace offpeak::security
