// Remembers over restarts that an endpoint answered 410 Gone and is not to be sent anything more.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace offpeak::outbox {

/// A file with the address that is gone. When it is lost, the endpoint is asked once more.
class GoneMark {
 public:
  /// `file` empty: nothing is remembered.
  GoneMark(std::filesystem::path file, std::string url);

  /// Whether this address is marked; that of another endpoint does not count.
  bool is_set() const;
  base::Result<void> set() const;
  base::Result<void> clear() const;

 private:
  std::filesystem::path file_;
  std::string url_;
};

}  // namespace offpeak::outbox
