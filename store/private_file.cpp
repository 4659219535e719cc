#include "store/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace offpeak::store {
namespace {

namespace fs = std::filesystem;

constexpr mode_t file_mode = 0600;
constexpr mode_t directory_mode = 0700;

}  // namespace

Error file_failure(std::string_view doing, const fs::path& path, int code) {
  return Error{"cannot " + std::string{doing} + " " + path.string() + ": " +
               std::generic_category().message(code)};
}

fs::path directory_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path{"."} : parent;
}

Result<void> sync_directory(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return file_failure("open directory", directory, errno);
  const int code = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (code != 0) return file_failure("sync directory", directory, code);
  return {};
}

Result<void> create_private_directory(const fs::path& directory) {
  std::error_code error;
  if (fs::is_directory(directory, error)) return {};
  if (auto above = create_private_directory(directory_of(directory)); !above) return above;
  if (::mkdir(directory.c_str(), directory_mode) != 0 && errno != EEXIST) {
    return file_failure("create directory", directory, errno);
  }
  return sync_directory(directory_of(directory));
}

Result<Creation> create_private_file(const fs::path& path) {
  if (auto made = create_private_directory(directory_of(path)); !made) return made.error();
  const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, file_mode);
  if (descriptor < 0 && errno == EEXIST) return Creation::existed;
  if (descriptor < 0) return file_failure("create", path, errno);
  ::close(descriptor);
  if (auto synced = sync_directory(directory_of(path)); !synced) return synced.error();
  return Creation::created;
}

Result<void> make_private(const fs::path& path) {
  if (::chmod(path.c_str(), file_mode) != 0 && errno != ENOENT) {
    return file_failure("restrict access to", path, errno);
  }
  return {};
}

}  // namespace offpeak::store
