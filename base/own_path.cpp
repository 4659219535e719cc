#include "base/own_path.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace offpeak::base {

Result<void> check_is_own(const std::filesystem::path& path) {
  const auto fault = [&path](const std::string& what) {
    return Fault{path.string() + ": " + what};
  };
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return fault("cannot inspect: " + std::generic_category().message(errno));
  }
  if (status.st_uid != geteuid() && status.st_uid != 0) {
    return fault("belongs to another user: chown it to the one who runs the server");
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    const bool is_folder = S_ISDIR(status.st_mode);
    return fault(is_folder ? "others may write to this directory: chmod 0700 it"
                           : "others may write to this file: chmod go-w it");
  }
  return {};
}

}  // namespace offpeak::base
