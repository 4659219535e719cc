#include "tests/store/sqlite/power_loss_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <stdexcept>

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;
using File = PowerLossVfs::File;

PowerLossVfs* current = nullptr;
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs layer;

/// What SQLite sees as an open file; the real layer's file lies right behind it.
struct OpenFile {
  sqlite3_file base;
  File* record;
};

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<OpenFile*>(file) + 1);
}
File& record(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file)->record; }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}
int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  const auto* begin = static_cast<const std::byte*>(bytes);
  record(file).pending.push_back(
      PowerLossVfs::Write{static_cast<std::size_t>(offset), {begin, begin + count}});
  return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}
int truncate(sqlite3_file* file, sqlite3_int64 bytes) {
  record(file).pending.push_back(PowerLossVfs::Truncation{static_cast<std::size_t>(bytes)});
  return real(file)->pMethods->xTruncate(real(file), bytes);
}
int sync(sqlite3_file* file, int flags) {
  if (!current->sync(record(file))) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* bytes) {
  return real(file)->pMethods->xFileSize(real(file), bytes);
}
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* held) {
  return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

// Version 1: without shared memory, which an exclusively locked log does not need.
const sqlite3_io_methods methods{1,
                                 close,
                                 read,
                                 write,
                                 truncate,
                                 sync,
                                 file_size,
                                 lock,
                                 unlock,
                                 check_reserved_lock,
                                 file_control,
                                 sector_size,
                                 characteristics,
                                 {},
                                 {},
                                 {},
                                 {},
                                 {},
                                 {}};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* opened = reinterpret_cast<OpenFile*>(file);
  opened->base.pMethods = nullptr;
  const int code = real_vfs->xOpen(real_vfs, name, real(file), flags, out_flags);
  if (code != SQLITE_OK) return code;
  opened->record = &current->file(name ? name : "unnamed");
  opened->base.pMethods = &methods;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int sync_directory) {
  current->forget(name);
  return real_vfs->xDelete(real_vfs, name, sync_directory);
}

void apply(std::vector<std::byte>& image, const PowerLossVfs::Write& write) {
  image.resize(std::max(image.size(), write.offset + write.bytes.size()));
  std::ranges::copy(write.bytes, image.begin() + static_cast<std::ptrdiff_t>(write.offset));
}
void apply(std::vector<std::byte>& image, const PowerLossVfs::Truncation& truncation) {
  image.resize(truncation.bytes);
}

std::vector<std::byte> contents(const std::string& name) {
  std::ifstream in{name, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const auto bytes = std::as_bytes(std::span{text});
  return {bytes.begin(), bytes.end()};
}

}  // namespace

PowerLossVfs::PowerLossVfs() {
  if (current != nullptr) throw std::logic_error{"one power loss at a time"};
  current = this;
  real_vfs = sqlite3_vfs_find(nullptr);
  layer = *real_vfs;
  layer.zName = "power-loss";
  layer.szOsFile = static_cast<int>(sizeof(OpenFile)) + real_vfs->szOsFile;
  layer.pNext = nullptr;
  layer.xOpen = open;
  layer.xDelete = remove;
  sqlite3_vfs_register(&layer, 1);
}

PowerLossVfs::~PowerLossVfs() {
  sqlite3_vfs_unregister(&layer);
  sqlite3_vfs_register(real_vfs, 1);
  current = nullptr;
}

PowerLossVfs::File& PowerLossVfs::file(const std::string& name) {
  const auto [found, fresh] = files_.try_emplace(name);
  if (fresh) {
    found->second.name = name;
    found->second.synced = contents(name);
  }
  return found->second;
}

bool PowerLossVfs::sync(File& file) {
  if (watcher_ && file.name.ends_with(watched_suffix_)) watcher_();
  ++file.syncs;
  const bool fails = !failing_suffix_.empty() && file.name.ends_with(failing_suffix_);
  if (fails) failing_suffix_.clear();
  for (const auto& change : file.pending) {
    if (!fails) std::visit([&](const auto& c) { apply(file.synced, c); }, change);
  }
  file.pending.clear();
  return !fails;
}

void PowerLossVfs::before_sync(std::string suffix, std::function<void()> call) {
  watched_suffix_ = std::move(suffix);
  watcher_ = std::move(call);
}

int PowerLossVfs::syncs(const std::string& suffix) const {
  int total = 0;
  for (const auto& [name, file] : files_) total += name.ends_with(suffix) ? file.syncs : 0;
  return total;
}

void PowerLossVfs::lose_power(const fs::path& directory, std::uint64_t seed) const {
  fs::create_directories(directory);
  std::mt19937_64 random{seed};
  for (const auto& [name, file] : files_) {
    auto image = file.synced;
    for (const auto& change : file.pending) {
      if (random() % 2 == 0) std::visit([&](const auto& c) { apply(image, c); }, change);
    }
    std::ofstream out{directory / fs::path{name}.filename(), std::ios::binary};
    out.write(reinterpret_cast<const char*>(image.data()),
              static_cast<std::streamsize>(image.size()));
  }
}

}  // namespace offpeak::store::tests
