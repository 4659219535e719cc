#include "store/high_water.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <boost/endian/conversion.hpp>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "store/private_file.hpp"

namespace offpeak::store {
namespace {

namespace endian = boost::endian;
namespace fs = std::filesystem;

constexpr std::uint32_t magic = 0x4850464F;  // the bytes "OFPH"
constexpr std::uint32_t version = 1;

// Offsets of a slot's fields; all little-endian.
constexpr std::size_t magic_at = 0;
constexpr std::size_t version_at = 4;
constexpr std::size_t writes_at = 8;
constexpr std::size_t epoch_at = 16;
constexpr std::size_t sequence_at = 24;
constexpr std::size_t chain_at = 32;
constexpr std::size_t checksum_at = 40;
constexpr std::size_t slot_bytes = 48;

/// Two slots, written in turn and in pages of their own: a write that is torn spoils one of them,
/// and the other has the mark before.
constexpr std::array<off_t, 2> slots_at{0, 4096};

using SlotBytes = std::array<unsigned char, slot_bytes>;

struct Slot {
  HighWater mark;
  std::uint64_t writes = 0;
};

SlotBytes encode(const Slot& slot) {
  SlotBytes bytes{};
  endian::store_little_u32(&bytes[magic_at], magic);
  endian::store_little_u32(&bytes[version_at], version);
  endian::store_little_u64(&bytes[writes_at], slot.writes);
  endian::store_little_u64(&bytes[epoch_at], slot.mark.epoch);
  endian::store_little_u64(&bytes[sequence_at], slot.mark.sequence());
  endian::store_little_u64(&bytes[chain_at], slot.mark.end.checksum);
  endian::store_little_u64(&bytes[checksum_at], XXH3_64bits(bytes.data(), checksum_at));
  return bytes;
}

std::optional<Slot> decode(const SlotBytes& bytes) {
  if (endian::load_little_u32(&bytes[magic_at]) != magic ||
      endian::load_little_u32(&bytes[version_at]) != version ||
      endian::load_little_u64(&bytes[checksum_at]) != XXH3_64bits(bytes.data(), checksum_at)) {
    return std::nullopt;
  }
  Slot slot;
  slot.writes = endian::load_little_u64(&bytes[writes_at]);
  slot.mark.epoch = endian::load_little_u64(&bytes[epoch_at]);
  slot.mark.end = {endian::load_little_u64(&bytes[sequence_at]) + 1,
                   endian::load_little_u64(&bytes[chain_at])};
  return slot;
}

/// What a file says. One that was created and not written yet says nothing, and is not damaged.
struct Reading {
  std::optional<Slot> newest;
  bool is_damaged = false;
};

Result<Reading> read_mark(int descriptor, const fs::path& path) {
  Reading reading;
  bool is_blank = true;
  for (const off_t at : slots_at) {
    SlotBytes bytes{};
    const auto got = ::pread(descriptor, bytes.data(), bytes.size(), at);
    if (got < 0) return file_failure("read", path, errno);
    is_blank = is_blank && std::ranges::all_of(bytes, [](unsigned char b) { return b == 0; });
    if (const auto slot = decode(bytes);
        slot && (!reading.newest || slot->writes > reading.newest->writes)) {
      reading.newest = slot;
    }
  }
  reading.is_damaged = !is_blank && !reading.newest;
  return reading;
}

Result<void> write_slot(int descriptor, const fs::path& path, const Slot& slot) {
  const auto bytes = encode(slot);
  const auto put =
      ::pwrite(descriptor, bytes.data(), bytes.size(), slots_at[slot.writes % slots_at.size()]);
  if (put == static_cast<ssize_t>(bytes.size())) return {};
  return file_failure("write", path, put < 0 ? errno : ENOSPC);
}

Result<void> sync_file(int descriptor, const fs::path& path) {
  if (::fdatasync(descriptor) != 0) return file_failure("sync", path, errno);
  return {};
}

using Moment = std::chrono::system_clock::time_point;

std::optional<Moment> time_of_change(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return std::nullopt;
  return Moment{std::chrono::duration_cast<Moment::duration>(
      std::chrono::seconds{status.st_mtim.tv_sec} +
      std::chrono::nanoseconds{status.st_mtim.tv_nsec})};
}

fs::path file_of(const fs::path& stem, std::size_t number) {
  if (number == 0) return stem;
  fs::path path = stem;
  path += "." + std::to_string(number);
  return path;
}

/// Closes it with whatever lock it has.
class Opened {
 public:
  Opened(const fs::path& path, int flags) : descriptor_{::open(path.c_str(), flags | O_CLOEXEC)} {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  bool is_open() const { return descriptor_ >= 0; }
  bool try_lock() const { return ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0; }
  int get() const { return descriptor_; }
  void release() { descriptor_ = -1; }

 private:
  int descriptor_;
};

}  // namespace

HighWaterMark::HighWaterMark(fs::path stem, fs::path path, int descriptor)
    : stem_{std::move(stem)}, path_{std::move(path)}, descriptor_{descriptor} {}

HighWaterMark::~HighWaterMark() { ::close(descriptor_); }

Result<std::unique_ptr<HighWaterMark>> HighWaterMark::open(const fs::path& stem) {
  for (std::size_t number = 0; number < marks_max; ++number) {
    const auto path = file_of(stem, number);
    if (const auto created = create_private_file(path); !created) return created.error();
    Opened file{path, O_RDWR};
    if (!file.is_open()) return file_failure("open", path, errno);
    if (!file.try_lock()) {
      if (errno != EWOULDBLOCK) return file_failure("lock", path, errno);
      continue;
    }
    const auto reading = read_mark(file.get(), path);
    if (!reading) return reading.error();
    std::unique_ptr<HighWaterMark> mark{new HighWaterMark{stem, path, file.get()}};
    file.release();
    if (reading->newest) {
      mark->value_ = reading->newest->mark;
      mark->writes_ = reading->newest->writes;
    }
    return mark;
  }
  return Error{"all " + std::to_string(marks_max) + " marks of " + stem.string() +
               " belong to servers that run: stop one, or give this one a --state folder of its "
               "own"};
}

Result<MarkSurvey> HighWaterMark::survey(const fs::path& stem) {
  MarkSurvey survey;
  for (std::size_t number = 0; number < marks_max; ++number) {
    const auto path = file_of(stem, number);
    const Opened file{path, O_RDONLY};
    if (!file.is_open() && errno == ENOENT) continue;
    if (!file.is_open()) return file_failure("open", path, errno);
    const auto reading = read_mark(file.get(), path);
    if (!reading) return reading.error();
    if (reading->is_damaged) survey.damaged.push_back(path);
    if (!reading->newest) continue;
    if (const auto changed = time_of_change(file.get())) {
      survey.alive_at = std::max(survey.alive_at.value_or(*changed), *changed);
    }
    const auto& mark = reading->newest->mark;
    if (!survey.highest_in.empty() && mark.sequence() <= survey.highest.sequence()) continue;
    survey.highest = mark;
    survey.highest_in = path;
  }
  return survey;
}

Result<void> HighWaterMark::write(const HighWater& mark) {
  if (auto written = write_slot(descriptor_, path_, {mark, writes_ + 1}); !written) return written;
  ++writes_;
  value_ = mark;
  return {};
}

Result<void> HighWaterMark::raise(const HighWater& mark) {
  const std::lock_guard lock{mutex_};
  if (mark.sequence() <= value_.sequence() && writes_ > 0) return {};
  return write({std::max(mark.epoch, value_.epoch), mark.end});
}

void HighWaterMark::note_alive(Moment now) {
  const auto since_1970 = now.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_1970);
  timespec at{};
  at.tv_sec = seconds.count();
  at.tv_nsec = std::chrono::nanoseconds{since_1970 - seconds}.count();
  // Of both times of the file. A time that cannot be set makes an outage look longer, in favour of
  // those who would have come.
  const timespec times[] = {at, at};
  (void)::futimens(descriptor_, times);
}

Result<void> HighWaterMark::replace(const HighWater& mark) {
  const std::lock_guard lock{mutex_};
  std::vector<std::pair<fs::path, std::unique_ptr<Opened>>> resting;
  for (std::size_t number = 0; number < marks_max; ++number) {
    const auto path = file_of(stem_, number);
    if (path == path_) continue;
    auto file = std::make_unique<Opened>(path, O_RDWR);
    if (!file->is_open() && errno == ENOENT) continue;
    if (!file->is_open()) return file_failure("open", path, errno);
    if (file->try_lock()) {
      resting.emplace_back(path, std::move(file));
      continue;
    }
    const auto reading = read_mark(file->get(), path);
    if (!reading) return reading.error();
    if (reading->newest && reading->newest->mark.sequence() > mark.sequence()) {
      return Error{"a server that runs on this machine has the mark " + path.string() +
                   " at sequence " + std::to_string(reading->newest->mark.sequence()) +
                   ": stop it first"};
    }
  }
  for (const auto& [path, file] : resting) {
    const auto reading = read_mark(file->get(), path);
    if (!reading) return reading.error();
    const std::uint64_t writes = reading->newest ? reading->newest->writes : 0;
    if (auto written = write_slot(file->get(), path, {mark, writes + 1}); !written) return written;
    if (auto synced = sync_file(file->get(), path); !synced) return synced;
  }
  if (auto written = write(mark); !written) return written;
  return sync_file(descriptor_, path_);
}

Result<void> HighWaterMark::sync() { return sync_file(descriptor_, path_); }

}  // namespace offpeak::store
