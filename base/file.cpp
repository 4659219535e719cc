#include "base/file.hpp"

#include <algorithm>
#include <fstream>

namespace offpeak::base {

std::string_view words_of(FileFault fault) {
  return fault == FileFault::unreadable ? "cannot be read" : "is too large";
}

/// Reads until the end and not as many bytes as the file said it has: it may be growing, or a pipe.
Result<std::string, FileFault> read_file(const std::filesystem::path& file, std::size_t bytes_max) {
  constexpr std::size_t bytes_at_a_time = 64 * 1024;
  std::ifstream stream{file, std::ios::binary};
  std::string bytes;
  while (stream && bytes.size() <= bytes_max) {
    const std::size_t before = bytes.size();
    const std::size_t wanted = std::min(bytes_at_a_time, bytes_max + 1 - before);
    bytes.resize(before + wanted);
    stream.read(bytes.data() + before, static_cast<std::streamsize>(wanted));
    bytes.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (bytes.size() > bytes_max) return FileFault::too_large;
  if (!stream.eof() || stream.bad()) return FileFault::unreadable;
  return bytes;
}

std::ofstream open_private(const std::filesystem::path& file) {
  std::ofstream stream{file, std::ios::binary | std::ios::trunc};
  std::error_code error;
  using std::filesystem::perms;
  std::filesystem::permissions(file, perms::owner_read | perms::owner_write, error);
  if (error) stream.setstate(std::ios::failbit);
  return stream;
}

}  // namespace offpeak::base
