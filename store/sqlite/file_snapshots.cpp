#include "store/sqlite/file_snapshots.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/endian/conversion.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <system_error>
#include <thread>
#include <utility>

#include "base/mutant.hpp"
#include "base/number.hpp"
#include "store/private_file.hpp"
#include "store/record.hpp"

namespace offpeak::store {
namespace {

namespace fs = std::filesystem;
namespace endian = boost::endian;

constexpr mode_t file_mode = 0600;
constexpr std::size_t sequence_digits = 20;
constexpr std::size_t length_bytes = 4;
/// A snapshot is synced a little at a time, with rests in between, because the journal's syncs on
/// the same disk wait for each of ours, and citizens wait for those. Measured: bench/RESULTS.md.
constexpr std::size_t unsynced_bytes_max = std::size_t{64} << 10;
/// A rest lasts this many times as long as the work before it, and at most `rest_max`.
constexpr int rest_factor = 4;
constexpr std::chrono::milliseconds rest_max{20};

/// A file that is not needed any more is freed in pieces of this size.
constexpr off_t freed_bytes_max = off_t{1} << 20;

void rest_after(std::chrono::steady_clock::time_point began) {
  const auto took = std::chrono::steady_clock::now() - began;
  std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(took * rest_factor, rest_max));
}

/// Repeats a call that a signal interrupted before it did anything.
template <class Call>
auto uninterrupted(const Call& call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

/// Closes a descriptor that was only read from.
class ReadOnlyFile {
 public:
  explicit ReadOnlyFile(const fs::path& path)
      : descriptor_{uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); })} {}
  ~ReadOnlyFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  ReadOnlyFile(const ReadOnlyFile&) = delete;
  ReadOnlyFile& operator=(const ReadOnlyFile&) = delete;
  bool is_open() const { return descriptor_ >= 0; }

  /// As many bytes as there are, `out.size()` at most; −1 with errno.
  ssize_t read(std::span<std::byte> out) const {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t got =
          uninterrupted([&] { return ::read(descriptor_, out.data() + done, out.size() - done); });
      if (got < 0) return -1;
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return static_cast<ssize_t>(done);
  }

 private:
  int descriptor_;
};

std::optional<std::uint64_t> parse_sequence(std::string_view digits) {
  if (digits.size() != sequence_digits) return std::nullopt;
  return base::parse_number<std::uint64_t>(digits, 0, sequence_max);
}

}  // namespace

FileSnapshots::FileSnapshots(fs::path database)
    : database_{std::move(database)},
      prefix_{database_.filename().string() + ".snapshot-"},
      temporary_{database_.string() + ".snapshot.tmp"},
      removed_{database_.string() + ".snapshot.removed"} {}

FileSnapshots::~FileSnapshots() { drop(); }

fs::path FileSnapshots::path_of(std::uint64_t sequence) const {
  std::array<char, sequence_digits + 1> digits;
  std::snprintf(digits.data(), digits.size(), "%020llu", static_cast<unsigned long long>(sequence));
  return directory_of(database_) / (prefix_ + digits.data());
}

Result<std::vector<std::uint64_t>> FileSnapshots::list() {
  const fs::path directory = directory_of(database_);
  std::vector<std::uint64_t> sequences;
  std::error_code error;
  fs::directory_iterator at{directory, error};
  while (!error && at != fs::directory_iterator{}) {
    const std::string name = at->path().filename().string();
    if (name.starts_with(prefix_)) {
      const auto sequence = parse_sequence(std::string_view{name}.substr(prefix_.size()));
      if (sequence) sequences.push_back(*sequence);
    }
    at.increment(error);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return file_failure("list directory", directory, error.value());
  }
  std::ranges::sort(sequences, std::greater{});
  return sequences;
}

Result<void> FileSnapshots::begin(std::uint64_t sequence) {
  drop();
  if (auto removed = remove_temporary(); !removed) return removed;
  if (auto removed = remove_slowly(removed_); !removed) return removed;
  descriptor_ = uninterrupted([&] {
    return ::open(temporary_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, file_mode);
  });
  if (descriptor_ < 0) return file_failure("create", temporary_, errno);
  sequence_ = sequence;
  unsynced_bytes_ = 0;
  return {};
}

Result<void> FileSnapshots::put(std::span<const std::byte> chunk) {
  if (descriptor_ < 0) return Error{"no snapshot was begun"};
  std::array<std::byte, length_bytes> length;
  endian::store_little_u32(reinterpret_cast<unsigned char*>(length.data()),
                           static_cast<std::uint32_t>(chunk.size()));
  if (auto written = write_all(length); !written) return written;
  while (!chunk.empty()) {
    const auto piece = chunk.first(std::min(chunk.size(), unsynced_bytes_max));
    chunk = chunk.subspan(piece.size());
    if (auto written = write_all(piece); !written) return written;
    unsynced_bytes_ += piece.size();
    if (unsynced_bytes_ < unsynced_bytes_max) continue;
    if (auto synced = sync_and_rest(); !synced) return synced;
  }
  return {};
}

Result<void> FileSnapshots::sync_and_rest() {
  unsynced_bytes_ = 0;
  const auto began = std::chrono::steady_clock::now();
  if (uninterrupted([&] { return ::fdatasync(descriptor_); }) != 0) {
    return file_failure("sync", temporary_, errno);
  }
  rest_after(began);
  return {};
}

Result<void> FileSnapshots::write_all(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        uninterrupted([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    if (written < 0) return file_failure("write", temporary_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> FileSnapshots::commit() {
  if (descriptor_ < 0) return Error{"no snapshot was begun"};
  if (auto finished = finish_file(); !finished) {
    drop();
    return finished;
  }
  if (auto synced = sync_directory(directory_of(database_)); !synced) return synced;
  trust(sequence_);
  return remove_old();
}

/// The bytes are durable before the name that says so.
Result<void> FileSnapshots::finish_file() {
  if (uninterrupted([&] { return ::fsync(descriptor_); }) != 0) {
    return file_failure("sync", temporary_, errno);
  }
  if (::rename(temporary_.c_str(), path_of(sequence_).c_str()) != 0) {
    return file_failure("rename", temporary_, errno);
  }
  ::close(std::exchange(descriptor_, -1));
  return {};
}

Result<void> FileSnapshots::remove_old() {
  const auto sequences = list();
  if (!sequences) return sequences.error();
  const std::size_t kept = base::mutated(base::Mutant::keep_one_snapshot) ? 1 : snapshots_kept;
  std::size_t sound = 0;
  for (const std::uint64_t sequence : *sequences) {
    if (is_trusted(sequence) && sound++ < kept) continue;
    const fs::path path = path_of(sequence);
    if (::rename(path.c_str(), removed_.c_str()) != 0) return file_failure("remove", path, errno);
    if (auto removed = remove_slowly(removed_); !removed) return removed;
  }
  return {};
}

/// While a file system frees a large file at once, the journal's syncs wait.
Result<void> FileSnapshots::remove_slowly(const fs::path& path) {
  const int file = uninterrupted([&] { return ::open(path.c_str(), O_WRONLY | O_CLOEXEC); });
  if (file < 0) return errno == ENOENT ? Result<void>{} : file_failure("remove", path, errno);
  for (off_t left = ::lseek(file, 0, SEEK_END); left > freed_bytes_max;) {
    left -= freed_bytes_max;
    const auto began = std::chrono::steady_clock::now();
    if (uninterrupted([&] { return ::ftruncate(file, left); }) != 0) break;  // then all at once
    rest_after(began);
  }
  ::close(file);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return file_failure("remove", path, errno);
  return {};
}

Result<void> FileSnapshots::remove_temporary() const {
  if (::unlink(temporary_.c_str()) == 0 || errno == ENOENT) return {};
  return file_failure("remove", temporary_, errno);
}

void FileSnapshots::drop() {
  if (descriptor_ < 0) return;
  ::close(std::exchange(descriptor_, -1));
  // Whatever cannot be removed now is removed by the next `begin`.
  static_cast<void>(remove_temporary());
}

Result<void> FileSnapshots::read(std::uint64_t sequence, const ChunkSink& sink) {
  const fs::path path = path_of(sequence);
  const ReadOnlyFile file{path};
  if (!file.is_open()) return file_failure("open", path, errno);
  std::array<std::byte, length_bytes> prefix;
  std::vector<std::byte> chunk;
  for (;;) {
    const ssize_t prefix_read = file.read(prefix);
    if (prefix_read < 0) return file_failure("read", path, errno);
    if (prefix_read == 0) return {};
    const std::size_t length =
        endian::load_little_u32(reinterpret_cast<const unsigned char*>(prefix.data()));
    const bool whole = static_cast<std::size_t>(prefix_read) == prefix.size();
    if (!whole || length > chunk_bytes_max)
      return Error{path.string() + " is damaged or cut short"};
    chunk.resize(length);
    const ssize_t chunk_read = file.read(chunk);
    if (chunk_read < 0) return file_failure("read", path, errno);
    if (static_cast<std::size_t>(chunk_read) != length)
      return Error{path.string() + " is cut short"};
    if (auto taken = sink(chunk); !taken) return taken;
  }
}

}  // namespace offpeak::store
