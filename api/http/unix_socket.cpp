#include "api/http/unix_socket.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace offpeak::http {
namespace {

using base::Descriptor;

/// Whoever may write to the file may connect.
constexpr mode_t socket_mode = 0660;

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error{error, std::generic_category(), what};
}

Descriptor opened(int number, const std::string& what) {
  if (number < 0) fail(errno, what);
  return Descriptor{number};
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) fail(ENAMETOOLONG, path);
  std::ranges::copy(path, address.sun_path);
  return address;
}

Descriptor new_socket() {
  return opened(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "a new socket");
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

/// Removes a socket file that nobody listens on.
void remove_stale(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return;  // bind() tells why, if it is not for absence
  if (!S_ISSOCK(found.st_mode)) fail(EEXIST, path + " is no socket");
  const auto probe = new_socket();
  const bool is_heard = ::connect(probe.get(), generic(address), sizeof address) == 0;
  if (is_heard || errno != ECONNREFUSED) fail(EADDRINUSE, path + ": another process listens");
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    fail(errno, path + ": removing a stale socket");
}

}  // namespace

UnixSocketFile::UnixSocketFile(std::string path) : path_{std::move(path)} {
  struct stat made {};
  if (::lstat(path_.c_str(), &made) != 0) fail(errno, path_);
  device_ = made.st_dev;
  inode_ = made.st_ino;
}

UnixSocketFile::~UnixSocketFile() {
  struct stat found {};
  const bool is_there = ::lstat(path_.c_str(), &found) == 0;
  if (is_there && found.st_dev == device_ && found.st_ino == inode_) ::unlink(path_.c_str());
}

Descriptor listen_on_unix_socket(const std::string& path, int backlog) {
  const auto address = address_of(path);
  const auto folder = std::filesystem::absolute(path).parent_path();
  // Two servers that start at once would both find the file stale, and one would lose its own.
  const Descriptor lock =
      opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder.string());
  if (::flock(lock.get(), LOCK_EX) != 0) fail(errno, folder.string() + ": locking it");
  remove_stale(path, address);
  auto socket = new_socket();
  // The file takes the socket's mode less the umask, so it is never open to more than these; then
  // it is what we say, whatever the umask.
  if (::fchmod(socket.get(), socket_mode) != 0) fail(errno, path + ": setting its mode");
  if (::bind(socket.get(), generic(address), sizeof address) != 0) fail(errno, path);
  if (::chmod(path.c_str(), socket_mode) != 0) fail(errno, path + ": setting its mode");
  if (::listen(socket.get(), backlog) != 0) fail(errno, path);
  return socket;
}

}  // namespace offpeak::http
