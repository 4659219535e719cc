// SQLite's file layer over a disk in memory: an opening costs microseconds, so that a power loss at
// every byte can be tried.
#pragma once

#include "tests/crash/every_byte/disk.hpp"

namespace offpeak::crash {

/// While it lives, SQLite finds all files on the disk that was put in last. One at a time, one
/// thread. A file's name on the disk is the last part of its path.
class DiskVfs {
 public:
  DiskVfs();
  DiskVfs(const DiskVfs&) = delete;
  DiskVfs& operator=(const DiskVfs&) = delete;
  ~DiskVfs();

  /// `disk` must outlive every connection opened on it.
  void put_in(Disk& disk);
};

}  // namespace offpeak::crash
