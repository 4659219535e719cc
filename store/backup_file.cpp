#include "store/backup_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <boost/endian/conversion.hpp>
#include <cerrno>
#include <cstdio>
#include <new>
#include <string>
#include <utility>

#include "store/private_file.hpp"
#include "store/snapshots.hpp"

namespace offpeak::store {
namespace {

namespace endian = boost::endian;
namespace fs = std::filesystem;

constexpr std::uint32_t magic = 0x4250464F;  // the bytes "OFPB"
constexpr mode_t file_mode = 0600;
constexpr std::size_t length_bytes = 4;
constexpr std::size_t item_bytes_max =
    record_header_bytes + record_payload_bytes_max + record_checksum_bytes;
static_assert(item_bytes_max >= chunk_bytes_max);
/// An item's stated length is believed a little at a time.
constexpr std::size_t piece_bytes = std::size_t{1} << 20;

// Offsets of the header's fields; all little-endian.
constexpr std::size_t magic_at = 0;
constexpr std::size_t version_at = 4;
constexpr std::size_t epoch_at = 8;
constexpr std::size_t snapshot_at = 16;
constexpr std::size_t marks_at = 24;  // bit 0: a snapshot is there; the rest is 0
static_assert(marks_at + sizeof(std::uint64_t) == backup_header_bytes);

// And of the trailer's.
constexpr std::size_t chunks_at = 0;
constexpr std::size_t records_at = 8;
constexpr std::size_t next_sequence_at = 16;
constexpr std::size_t chain_at = 24;
constexpr std::size_t hash_at = 32;
constexpr std::size_t checksum_at = 40;
static_assert(checksum_at + sizeof(std::uint64_t) == backup_trailer_bytes);

template <std::size_t n>
unsigned char* at(std::array<std::byte, n>& bytes, std::size_t offset) {
  return reinterpret_cast<unsigned char*>(bytes.data() + offset);
}

template <std::size_t n>
std::uint64_t number_at(const std::array<std::byte, n>& bytes, std::size_t offset) {
  return endian::load_little_u64(reinterpret_cast<const unsigned char*>(bytes.data() + offset));
}

/// Reads a backup front to back.
class BackupReader {
 public:
  BackupReader(const ReadBytes& read, CopyTarget& target) : read_{read}, target_{target} {}

  Result<CopyEnd> run() {
    if (auto done = read_header(); !done) return done.error();
    for (;;) {
      const auto more = read_item();
      if (!more) return more.error();
      if (!*more) break;
      if (auto taken = take(); !taken) return taken.error();
    }
    if (auto begun = begin_records({}); !begun) return begun.error();
    const auto end = read_trailer();
    if (!end) return end.error();
    if (auto finished = target_.finish(*end); !finished) return finished.error();
    return *end;
  }

 private:
  Result<void> read_all(std::span<std::byte> out) {
    const auto got = read_(out);
    if (!got) return got.error();
    if (*got != out.size()) return Error{"the backup is cut short"};
    return {};
  }

  Result<void> read_summed(std::span<std::byte> out) {
    auto done = read_all(out);
    if (done) checksum_.add(out);
    return done;
  }

  Result<void> read_header() {
    std::array<std::byte, backup_header_bytes> header;
    if (auto done = read_summed(header); !done) return done;
    if (endian::load_little_u32(at(header, magic_at)) != magic) {
      return Error{"the backup does not begin with a backup's header: it is another file"};
    }
    if (const auto version = endian::load_little_u32(at(header, version_at));
        version != backup_version) {
      return Error{"the backup has format version " + std::to_string(version) +
                   "; this build reads version " + std::to_string(backup_version)};
    }
    const auto marks = number_at(header, marks_at);
    const auto snapshot = number_at(header, snapshot_at);
    if (marks > 1 || (marks == 0 && snapshot != 0) || snapshot > sequence_max) {
      return Error{"the backup has a header with values out of range"};
    }
    head_.epoch = number_at(header, epoch_at);
    if (marks == 1) head_.snapshot = snapshot;
    return target_.begin(head_);
  }

  /// The next item into `item_`; false at the mark behind the last.
  Result<bool> read_item() {
    std::array<std::byte, length_bytes> length;
    if (auto done = read_summed(length); !done) return done.error();
    const std::size_t bytes = endian::load_little_u32(at(length, 0));
    if (bytes > item_bytes_max) return Error{"the backup has an item beyond the bound"};
    item_.clear();
    while (item_.size() < bytes) {
      const std::size_t begin = item_.size();
      item_.resize(std::min(bytes, begin + piece_bytes));
      if (auto done = read_summed(std::span{item_}.subspan(begin)); !done) return done.error();
    }
    return bytes != 0;
  }

  Result<void> begin_records(const ChainPosition& from) {
    if (begun_) return {};
    begun_ = true;
    if (head_.snapshot) {
      // Only a record tells where a snapshot's journal goes on, so there is one.
      if (records_ == 0 && from == ChainPosition{})
        return Error{"the backup has no record behind its snapshot"};
      if (chunks_ == 0) return Error{"the backup lacks its snapshot"};
    } else if (from != ChainPosition{}) {
      return Error{"the backup begins at sequence " + std::to_string(from.next_sequence) +
                   " without a snapshot"};
    }
    position_ = from;
    return target_.begin_records(from);
  }

  Result<void> take() {
    if (head_.snapshot && !begun_) {
      const auto record = decode_record(item_);
      if (!record) {
        if (item_.size() > chunk_bytes_max) return Error{"the backup has a chunk beyond the bound"};
        ++chunks_;
        return target_.put_chunk(item_);
      }
      if (auto begun = begin_records({record->batch.first_sequence, record->previous_checksum});
          !begun) {
        return begun;
      }
    }
    return take_record();
  }

  Result<void> take_record() {
    const auto record = decode_record(item_);
    const std::string name =
        "the backup has at sequence " + std::to_string(position_.next_sequence);
    if (!record) return Error{name + " a record that " + record.error().message};
    const ChainPosition found{record->batch.first_sequence, record->previous_checksum};
    if (!begun_) {
      if (auto begun = begin_records(found); !begun) return begun;
    }
    if (found != position_) return Error{name + " a record that does not follow the one before"};
    if (auto taken = target_.put_record(record->batch); !taken) return taken;
    position_ = record->next();
    ++records_;
    return {};
  }

  Result<CopyEnd> read_trailer() {
    std::array<std::byte, backup_trailer_bytes> trailer;
    if (auto done = read_all(trailer); !done) return done.error();
    checksum_.add(std::span{trailer}.first(checksum_at));
    if (number_at(trailer, checksum_at) != checksum_.value()) {
      return Error{"the backup is damaged: its checksum is not that of its bytes"};
    }
    const CopyEnd end{{number_at(trailer, next_sequence_at), number_at(trailer, chain_at)},
                      number_at(trailer, hash_at)};
    if (number_at(trailer, chunks_at) != chunks_ || number_at(trailer, records_at) != records_ ||
        end.position != position_) {
      return Error{"the backup does not hold what its end says"};
    }
    std::array<std::byte, 1> more;
    const auto got = read_(more);
    if (!got) return got.error();
    if (*got != 0) return Error{"the backup has bytes behind its end"};
    return end;
  }

  const ReadBytes& read_;
  CopyTarget& target_;
  RunningChecksum checksum_;
  CopyHead head_;
  std::vector<std::byte> item_;
  bool begun_ = false;  // the records
  ChainPosition position_;
  std::uint64_t chunks_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace

RunningChecksum::RunningChecksum() : state_{XXH3_createState()} {
  if (state_ == nullptr) throw std::bad_alloc{};
  reset();
}
RunningChecksum::~RunningChecksum() { XXH3_freeState(state_); }
void RunningChecksum::reset() { XXH3_64bits_reset(state_); }
void RunningChecksum::add(std::span<const std::byte> bytes) {
  XXH3_64bits_update(state_, bytes.data(), bytes.size());
}
std::uint64_t RunningChecksum::value() const { return XXH3_64bits_digest(state_); }

BackupWriter::BackupWriter(fs::path path, bool replace)
    : path_{std::move(path)},
      temporary_{path_.string() + ".partial-" + std::to_string(::getpid())},
      replace_{replace} {}

BackupWriter::~BackupWriter() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

Result<std::unique_ptr<BackupWriter>> BackupWriter::create(const fs::path& path, bool replace) {
  std::unique_ptr<BackupWriter> writer{new BackupWriter{path, replace}};
  if (!replace && ::access(path.c_str(), F_OK) == 0) {
    return Error{path.string() + " is already there; name another file, or say --replace"};
  }
  ::unlink(writer->temporary_.c_str());  // of an earlier process with this number
  writer->descriptor_ =
      ::open(writer->temporary_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, file_mode);
  if (writer->descriptor_ < 0) return file_failure("create", writer->temporary_, errno);
  return writer;
}

Result<void> BackupWriter::write(std::span<const std::byte> bytes) {
  checksum_.add(bytes);
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  if (buffer_.size() < piece_bytes) return {};
  return flush();
}

Result<void> BackupWriter::flush() {
  std::span<const std::byte> left{buffer_};
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_failure("write", temporary_, errno);
    left = left.subspan(static_cast<std::size_t>(written));
  }
  buffer_.clear();
  return {};
}

Result<void> BackupWriter::begin(const CopyHead& head) {
  buffer_.clear();
  checksum_.reset();
  position_ = {};
  chunks_ = records_ = 0;
  if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0) {
    return file_failure("write", temporary_, errno);
  }
  std::array<std::byte, backup_header_bytes> header{};
  endian::store_little_u32(at(header, magic_at), magic);
  endian::store_little_u32(at(header, version_at), backup_version);
  endian::store_little_u64(at(header, epoch_at), head.epoch);
  endian::store_little_u64(at(header, snapshot_at), head.snapshot.value_or(0));
  endian::store_little_u64(at(header, marks_at), head.snapshot ? 1 : 0);
  return write(header);
}

Result<void> BackupWriter::put_item(std::span<const std::byte> bytes) {
  std::array<std::byte, length_bytes> length;
  endian::store_little_u32(at(length, 0), static_cast<std::uint32_t>(bytes.size()));
  if (auto done = write(length); !done) return done;
  return write(bytes);
}

Result<void> BackupWriter::put_chunk(std::span<const std::byte> chunk) {
  ++chunks_;
  return put_item(chunk);
}

Result<void> BackupWriter::begin_records(const ChainPosition& from) {
  position_ = from;
  return {};
}

Result<void> BackupWriter::put_record(const Batch& batch) {
  const auto encoded = encoder_.encode(batch, position_);
  if (!encoded) return encoded.error();
  position_ = encoded->next;
  ++records_;
  return put_item(encoded->bytes);
}

Result<void> BackupWriter::finish(const CopyEnd& end) {
  if (end.position != position_) return Error{"the copy does not end where its source does"};
  if (auto done = put_item({}); !done) return done;
  std::array<std::byte, backup_trailer_bytes> trailer{};
  endian::store_little_u64(at(trailer, chunks_at), chunks_);
  endian::store_little_u64(at(trailer, records_at), records_);
  endian::store_little_u64(at(trailer, next_sequence_at), end.position.next_sequence);
  endian::store_little_u64(at(trailer, chain_at), end.position.checksum);
  endian::store_little_u64(at(trailer, hash_at), end.hash);
  const auto summed = std::span<const std::byte>{trailer}.first(checksum_at);
  if (auto done = write(summed); !done) return done;
  endian::store_little_u64(at(trailer, checksum_at), checksum_.value());
  if (auto done = write(std::span<const std::byte>{trailer}.subspan(checksum_at)); !done) {
    return done;
  }
  if (auto done = flush(); !done) return done;
  return publish();
}

/// The bytes are durable before the name that says so.
Result<void> BackupWriter::publish() {
  if (::fsync(descriptor_) != 0) return file_failure("sync", temporary_, errno);
  if (replace_) {
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
      return file_failure("rename", temporary_, errno);
    }
  } else {
    // Unlike a rename, a link replaces nothing that has come there meanwhile.
    if (::link(temporary_.c_str(), path_.c_str()) != 0) {
      return file_failure("create", path_, errno);
    }
    ::unlink(temporary_.c_str());
  }
  ::close(std::exchange(descriptor_, -1));
  return sync_directory(directory_of(path_));
}

Result<CopyEnd> read_backup(const ReadBytes& read, CopyTarget& target) {
  return BackupReader{read, target}.run();
}

Result<CopyEnd> read_backup(const fs::path& path, CopyTarget& target) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rbe"),
                                                             std::fclose};
  if (file == nullptr) return file_failure("open", path, errno);
  const auto read = [&](std::span<std::byte> out) -> Result<std::size_t> {
    const std::size_t got = std::fread(out.data(), 1, out.size(), file.get());
    if (std::ferror(file.get()) != 0) return Error{"the backup cannot be read"};
    return got;
  };
  auto end = read_backup(read, target);
  if (!end) return Error{path.string() + ": " + end.error().message};
  return end;
}

}  // namespace offpeak::store
