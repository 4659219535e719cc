// A listening Unix socket and its file.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/descriptor.hpp"

namespace offpeak::http {

/// The file lasts as long as this, unless somebody else has put another in its place.
class UnixSocketFile {
 public:
  /// Of a socket that is bound to `path`.
  explicit UnixSocketFile(std::string path);
  ~UnixSocketFile();
  UnixSocketFile(const UnixSocketFile&) = delete;
  UnixSocketFile& operator=(const UnixSocketFile&) = delete;

 private:
  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

/// Binds a socket to `path` and listens. Its owner and group may connect. A socket file that is
/// there already is replaced when nobody listens on it, as after a crash. Throws std::system_error
/// when somebody does, or when what is there is no socket.
base::Descriptor listen_on_unix_socket(const std::string& path, int backlog);

}  // namespace offpeak::http
