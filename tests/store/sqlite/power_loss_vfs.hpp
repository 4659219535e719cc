// A disk that can lose power: SQLite's file layer, with a record of what was synced and what was
// not.
//
// Killing a process never shows a missing sync, because the kernel keeps what was written. This
// layer passes everything through to the real files, and beside them keeps what would be left of
// each after a power loss: what was synced, and any part of what was written since.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace offpeak::store::tests {

/// While it lives, SQLite opens every file through it. One at a time, one thread.
class PowerLossVfs {
 public:
  PowerLossVfs();
  PowerLossVfs(const PowerLossVfs&) = delete;
  PowerLossVfs& operator=(const PowerLossVfs&) = delete;
  ~PowerLossVfs();

  /// Writes to `directory` (which it creates) what a power loss at this moment would leave of the
  /// files: of the writes since the last sync each is there or not, as `seed` decides.
  void lose_power(const std::filesystem::path& directory, std::uint64_t seed) const;

  /// Called before each sync of a file whose name ends in `suffix`. An empty function ends that.
  void before_sync(std::string suffix, std::function<void()> call);

  /// The next sync of a file whose name ends in `suffix` fails, and what it should have saved is
  /// lost; syncs after it succeed, as on Linux.
  void fail_next_sync(std::string suffix) { failing_suffix_ = std::move(suffix); }

  /// Syncs so far of files whose names end in `suffix`.
  int syncs(const std::string& suffix) const;

  // For the file layer's functions.
  struct Write {
    std::size_t offset;
    std::vector<std::byte> bytes;
  };
  struct Truncation {
    std::size_t bytes;
  };
  struct File {
    std::string name;
    std::vector<std::byte> synced;
    std::vector<std::variant<Write, Truncation>> pending;
    int syncs = 0;
  };
  File& file(const std::string& name);
  void forget(const std::string& name) { files_.erase(name); }
  /// Whether the sync may succeed.
  bool sync(File& file);

 private:
  std::map<std::string, File> files_;  // nodes stay where they are: open files point to them
  std::string watched_suffix_;
  std::function<void()> watcher_;
  std::string failing_suffix_;
};

}  // namespace offpeak::store::tests
