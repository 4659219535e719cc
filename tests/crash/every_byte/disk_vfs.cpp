#include "tests/crash/every_byte/disk_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>

namespace offpeak::crash {
namespace {

Disk* current = nullptr;
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs layer;

constexpr int sector_bytes = 4096;

struct OpenFile {
  sqlite3_file base;
  Disk* disk;
  std::string name;
};

OpenFile& opened(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

std::string name_on_disk(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

int close(sqlite3_file* file) {
  opened(file).name.~basic_string();
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  const Bytes& bytes = opened(file).disk->read(opened(file).name);
  const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
  const auto found = std::min(static_cast<std::size_t>(count), bytes.size() - from);
  auto* const to = static_cast<std::byte*>(out);
  std::copy_n(bytes.data() + from, found, to);
  std::fill(to + found, to + count, std::byte{0});
  return found == static_cast<std::size_t>(count) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  opened(file).disk->write(opened(file).name, static_cast<std::size_t>(offset),
                           {static_cast<const std::byte*>(bytes), static_cast<std::size_t>(count)});
  return SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 bytes) {
  opened(file).disk->truncate(opened(file).name, static_cast<std::size_t>(bytes));
  return SQLITE_OK;
}

int sync(sqlite3_file* file, int) {
  opened(file).disk->sync(opened(file).name);
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* bytes) {
  *bytes = static_cast<sqlite3_int64>(opened(file).disk->read(opened(file).name).size());
  return SQLITE_OK;
}

// One process, one connection: nobody to lock out.
int lock(sqlite3_file*, int) { return SQLITE_OK; }
int check_reserved_lock(sqlite3_file*, int* held) {
  *held = 0;
  return SQLITE_OK;
}
int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return sector_bytes; }
// As the real layer says: a write that is torn leaves the bytes beside it alone.
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// Version 1: without shared memory, which an exclusively locked log does not need.
const sqlite3_io_methods methods{1,
                                 close,
                                 read,
                                 write,
                                 truncate,
                                 sync,
                                 file_size,
                                 lock,
                                 lock,
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

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (path == nullptr) return SQLITE_CANTOPEN;  // a journal needs no temporary files
  auto name = name_on_disk(path);
  // The database's directory entry is made, and synced, before SQLite sees it.
  if (!current->has(name)) {
    if ((flags & (SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB)) == 0) return SQLITE_CANTOPEN;
    current->create(name);
  }
  auto& one = opened(file);
  one.disk = current;
  new (&one.name) std::string{std::move(name)};
  one.base.pMethods = &methods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* path, int sync_directory) {
  const auto name = name_on_disk(path);
  if (!current->has(name)) return SQLITE_IOERR_DELETE_NOENT;
  current->remove(name);
  if (sync_directory != 0) current->sync(name);
  return SQLITE_OK;
}

int access(sqlite3_vfs*, const char* path, int, int* found) {
  *found = current->has(name_on_disk(path)) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int bytes, char* out) {
  sqlite3_snprintf(bytes, out, "%s", path);
  return SQLITE_OK;
}

/// The same in every run, so that every run is the same.
int randomness(sqlite3_vfs*, int bytes, char* out) {
  for (int i = 0; i < bytes; ++i) out[i] = static_cast<char>(i * 37 + 11);
  return bytes;
}

}  // namespace

DiskVfs::DiskVfs() {
  if (current != nullptr) throw std::logic_error{"one disk at a time"};
  real_vfs = sqlite3_vfs_find(nullptr);
  layer = *real_vfs;
  layer.zName = "disk";
  layer.szOsFile = static_cast<int>(sizeof(OpenFile));
  layer.pNext = nullptr;
  layer.xOpen = open;
  layer.xDelete = remove;
  layer.xAccess = access;
  layer.xFullPathname = full_path;
  layer.xRandomness = randomness;
  sqlite3_vfs_register(&layer, 1);
}

DiskVfs::~DiskVfs() {
  sqlite3_vfs_unregister(&layer);
  sqlite3_vfs_register(real_vfs, 1);
  current = nullptr;
}

void DiskVfs::put_in(Disk& disk) { current = &disk; }

}  // namespace offpeak::crash
