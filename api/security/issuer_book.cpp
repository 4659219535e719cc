#include "api/security/issuer_book.hpp"

#include <utility>

namespace offpeak::security {

base::Result<void> IssuerBook::reread(const std::filesystem::path& directory) {
  auto issuers = load_issuers(directory);
  if (!issuers) return issuers.error();
  auto shared = std::make_shared<const Issuers>(std::move(*issuers));
  const std::lock_guard lock{mutex_};
  edition_ = {.number = edition_.number + 1, .issuers = std::move(shared)};
  number_.store(edition_.number, std::memory_order_release);
  return {};
}

IssuerBook::Edition IssuerBook::edition() const {
  const std::lock_guard lock{mutex_};
  return edition_;
}

}  // namespace offpeak::security
