// A disk in memory that can be read as it was at any moment, and as a power loss at that moment may
// have left it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace offpeak::crash {

using Bytes = std::vector<std::byte>;
/// The files of a disk by name.
using Image = std::map<std::string, Bytes, std::less<>>;

/// One thing that was done to a disk.
struct Operation {
  enum class Kind : std::uint8_t {
    create,
    write,     // `bytes` at `offset`
    truncate,  // to `offset` bytes
    remove,
    sync,  // of this file: what was done to it so far is safe, and with a new one its directory
    acknowledge,  // not the disk's: `offset` batches are promised to be there from here on
  };
  Kind kind;
  std::string file;
  std::size_t offset = 0;
  Bytes bytes;
};
using History = std::vector<Operation>;

/// Does what is asked, and keeps a history of it when it is given one.
class Disk {
 public:
  explicit Disk(Image files = {}, History* history = nullptr)
      : files_{std::move(files)}, history_{history} {}

  bool has(std::string_view file) const { return files_.contains(file); }
  const Bytes& read(std::string_view file) const { return files_.find(file)->second; }
  void create(const std::string& file);
  void write(const std::string& file, std::size_t offset, std::span<const std::byte> bytes);
  void truncate(const std::string& file, std::size_t bytes);
  void remove(const std::string& file);
  void sync(const std::string& file);
  /// Notes in the history that so many batches are promised.
  void acknowledge(std::size_t batches);

  const Image& files() const { return files_; }

 private:
  void perform(Operation operation);

  Image files_;
  History* history_;
};

/// What becomes of that which was written and not yet synced when the power fails.
enum class Loss : std::uint8_t {
  keep,     // all of it is there, and the write under way up to the byte
  drop,     // none of it
  tear,     // of each write all of it, its beginning or its end; of the one under way from the byte
  reorder,  // the write under way and any of those before it, but never the first of them
};
inline constexpr Loss losses[] = {Loss::keep, Loss::drop, Loss::tear, Loss::reorder};
std::string_view name_of(Loss loss);

/// Walks through a history, byte by byte of what it writes.
class PowerCuts {
 public:
  /// The history of a disk that held `before`, all of it safe.
  explicit PowerCuts(const History& history, Image before = {})
      : history_{history}, synced_{std::move(before)} {}

  /// The moments of a history, in order: one before each byte of each write, one before each sync,
  /// and one at the end.
  struct Moment {
    std::size_t acknowledged = 0;  // batches promised by then
    std::size_t byte = 0;          // of the write under way; 0 also when there is none
    bool is_edge = false;  // before or after a sync, or at the first or last byte of a write
  };
  void for_each(const std::function<void(const Moment&)>& visit);

  /// What a power cut at the moment now visited leaves.
  Image left(Loss loss, const Moment& moment) const;
  /// What was done and is not safe yet: a process killed at the moment leaves it to the kernel.
  History unsynced(const Moment& moment) const;
  const Image& synced() const { return synced_; }
  /// The same number: nothing that `drop` would leave has changed since.
  std::size_t syncs() const { return syncs_; }

 private:
  void finish(const Operation& operation);
  void settle(const std::string& file, std::size_t count);
  void settle_removals();

  const History& history_;
  Image synced_;
  std::vector<const Operation*> pending_;
  const Operation* under_way_ = nullptr;
  std::size_t syncs_ = 0;
};

}  // namespace offpeak::crash
