// A file that is kept open so that it can be closed when no other may be opened: then one more
// client can be accepted and told so.
#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace offpeak::http {

class ReserveFile {
 public:
  ReserveFile() { restore(); }
  ReserveFile(const ReserveFile&) = delete;
  ReserveFile& operator=(const ReserveFile&) = delete;
  ~ReserveFile() { release(); }

  /// False when it was not held.
  bool release() {
    if (file_ < 0) return false;
    ::close(file_);
    file_ = -1;
    return true;
  }
  /// Whether it is held now.
  bool restore() {
    if (file_ < 0) file_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    return file_ >= 0;
  }

 private:
  int file_ = -1;
};

}  // namespace offpeak::http
