// A file of an archive: records that were trimmed from a journal, or what of them is for the audit,
// in blocks that are each encrypted and authenticated. The bytes: store/FORMAT.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "store/journal.hpp"
#include "store/record.hpp"

struct evp_cipher_ctx_st;

namespace offpeak::store {

inline constexpr std::uint32_t archive_version = 1;
inline constexpr std::size_t archive_key_bytes = 32;
using ArchiveKey = std::span<const std::uint8_t, archive_key_bytes>;

/// What is kept of the records. A file of one is never read as one of the other.
enum class ArchiveContent : std::uint8_t {
  records,  // the records as they were
  audit,    // of their events those that say who acted (`Acted`), each with its sequence
};

/// AES-256-GCM with a key of one file's own, which its header and the archive's key give. Each
/// block has its number and whether it is the last in its nonce, so none can be left out or moved.
class BlockCipher {
 public:
  static constexpr std::size_t tag_bytes = 16;

  BlockCipher(ArchiveKey key, ArchiveContent content, std::span<const std::byte> header);
  ~BlockCipher();
  BlockCipher(const BlockCipher&) = delete;
  BlockCipher& operator=(const BlockCipher&) = delete;

  /// The next block, with its tag behind it.
  void seal(std::span<const std::byte> plain, bool is_last, std::vector<std::byte>& sealed);
  /// False when it is not the next block as it was sealed.
  bool open(std::span<const std::byte> sealed, bool is_last, std::vector<std::byte>& plain);

 private:
  std::array<std::uint8_t, 12> next_nonce(bool is_last) const;

  struct Free {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  std::unique_ptr<evp_cipher_ctx_st, Free> context_;
  std::array<std::uint8_t, archive_key_bytes> key_{};
  std::uint64_t blocks_ = 0;
};

/// Writes one file (mode 0600), which is nobody's until it has its name.
class ArchiveWriter {
 public:
  /// Begins `temporary`, which replaces what a writer before left there.
  static Result<std::unique_ptr<ArchiveWriter>> create(const std::filesystem::path& temporary,
                                                       ArchiveKey key, ArchiveContent content,
                                                       const ChainPosition& from);
  /// Removes the file unless it was finished.
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  /// The next record, or what is kept of it; it may wait in memory until `sync`.
  Result<void> add(const Batch& batch);
  /// Writes what waits and syncs all there is, so that `finish` need not wait long for the disk.
  Result<void> sync();
  /// Ends the file, makes it durable and gives it this name.
  Result<void> finish(const std::filesystem::path& path);

  const ChainPosition& from() const { return from_; }
  const ChainPosition& position() const { return position_; }

 private:
  ArchiveWriter(std::filesystem::path temporary, ArchiveKey key, ArchiveContent content,
                const ChainPosition& from, std::span<const std::byte> header);
  Result<void> keep_acts(const Batch& batch);
  void keep(std::span<const std::byte> bytes);
  Result<void> flush();
  Result<void> write_block(std::span<const std::byte> plain, bool is_last);
  Result<void> write(std::span<const std::byte> bytes);

  const std::filesystem::path temporary_;
  const ArchiveContent content_;
  const ChainPosition from_;
  ChainPosition position_;
  BlockCipher cipher_;
  RecordEncoder encoder_;
  std::vector<std::byte> waiting_;
  std::vector<std::byte> sealed_;
  int descriptor_ = -1;
};

/// What was found in a file.
struct ArchiveSummary {
  ChainPosition from;
  ChainPosition end;
  std::uint64_t batches = 0;
};

/// Hands every batch of a file to `sink`, checksums and chain verified; of the audit every event,
/// as a batch of its own. Errors: another key, a file of another content, one that is cut short or
/// changed anywhere, and the sink's own.
Result<ArchiveSummary> read_archive_file(const std::filesystem::path& path, ArchiveKey key,
                                         ArchiveContent content, const BatchSink& sink);

}  // namespace offpeak::store
