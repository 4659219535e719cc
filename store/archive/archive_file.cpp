#include "store/archive/archive_file.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <algorithm>
#include <boost/endian/conversion.hpp>
#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/assert.hpp"
#include "store/event_codec.hpp"
#include "store/private_file.hpp"
#include "store/replay_cursor.hpp"

namespace offpeak::store {
namespace {

namespace endian = boost::endian;
namespace fs = std::filesystem;

constexpr mode_t file_mode = 0600;
constexpr std::size_t length_bytes = 4;

/// Frozen: both are in files or their keys.
struct Mark {
  std::uint32_t magic;
  std::string_view purpose;
};
constexpr Mark mark_of(ArchiveContent content) {
  if (content == ArchiveContent::audit) return {0x4C50464F, "offpeak audit 1"};  // "OFPL"
  return {0x4150464F, "offpeak archive 1"};                                      // "OFPA"
}

// Offsets of the header's fields; all little-endian.
constexpr std::size_t version_at = 4;
constexpr std::size_t first_sequence_at = 8;
constexpr std::size_t previous_checksum_at = 16;
constexpr std::size_t salt_at = 24;
constexpr std::size_t salt_bytes = 32;
constexpr std::size_t header_bytes = salt_at + salt_bytes;

/// A block holds whole records, of so many bytes or one that is larger.
constexpr std::size_t block_bytes = std::size_t{64} << 10;
constexpr std::size_t block_bytes_max = block_bytes + length_bytes + record_header_bytes +
                                        record_payload_bytes_max + record_checksum_bytes;
/// Before each event of the audit: its sequence.
constexpr std::size_t sequence_bytes = 8;
/// The plain text of the last block: where the records end.
constexpr std::size_t end_bytes = 16;

const unsigned char* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
template <std::size_t n>
unsigned char* raw(std::array<std::byte, n>& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

/// OpenSSL's ciphers fail only for want of memory. Nothing may be written or believed after that.
void crypto_must(bool done) { OFFPEAK_ASSERT(done); }

Error fault(const fs::path& path, std::string_view what) {
  return Error{path.string() + ": " + std::string{what}};
}

}  // namespace

// ---- the cipher ---------------------------------------------------------------------------------

void BlockCipher::Free::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

BlockCipher::BlockCipher(ArchiveKey key, ArchiveContent content, std::span<const std::byte> header)
    : context_{EVP_CIPHER_CTX_new()} {
  crypto_must(context_ != nullptr);
  const auto purpose = mark_of(content).purpose;
  std::vector<unsigned char> message{purpose.begin(), purpose.end()};
  message.insert(message.end(), raw(header), raw(header) + header.size());
  unsigned written = 0;
  crypto_must(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(),
                   message.size(), key_.data(), &written) != nullptr);
  crypto_must(written == key_.size());
}

BlockCipher::~BlockCipher() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::array<std::uint8_t, 12> BlockCipher::next_nonce(bool is_last) const {
  std::array<std::uint8_t, 12> nonce{};
  endian::store_little_u64(nonce.data(), blocks_);
  nonce[8] = is_last ? 1 : 0;
  return nonce;
}

void BlockCipher::seal(std::span<const std::byte> plain, bool is_last,
                       std::vector<std::byte>& sealed) {
  const auto nonce = next_nonce(is_last);
  sealed.resize(plain.size() + tag_bytes);
  const std::span<std::byte> out{sealed};
  int written = 0;
  crypto_must(EVP_EncryptInit_ex2(context_.get(), EVP_aes_256_gcm(), key_.data(), nonce.data(),
                                  nullptr) == 1);
  crypto_must(EVP_EncryptUpdate(context_.get(), raw(out), &written, raw(plain),
                                static_cast<int>(plain.size())) == 1);
  crypto_must(EVP_EncryptFinal_ex(context_.get(), raw(out.subspan(plain.size())), &written) == 1);
  crypto_must(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                                  raw(out.subspan(plain.size()))) == 1);
  ++blocks_;
}

bool BlockCipher::open(std::span<const std::byte> sealed, bool is_last,
                       std::vector<std::byte>& plain) {
  const auto nonce = next_nonce(is_last);
  const auto text = sealed.first(sealed.size() - tag_bytes);
  std::array<unsigned char, tag_bytes> tag{};
  std::copy_n(raw(sealed.last(tag_bytes)), tag_bytes, tag.begin());
  plain.resize(text.size());
  int written = 0;
  crypto_must(EVP_DecryptInit_ex2(context_.get(), EVP_aes_256_gcm(), key_.data(), nonce.data(),
                                  nullptr) == 1);
  crypto_must(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) ==
              1);
  crypto_must(EVP_DecryptUpdate(context_.get(), raw(std::span<std::byte>{plain}), &written,
                                raw(text), static_cast<int>(text.size())) == 1);
  std::array<unsigned char, tag_bytes> rest{};
  const bool is_sound = EVP_DecryptFinal_ex(context_.get(), rest.data(), &written) == 1;
  if (is_sound) ++blocks_;
  return is_sound;
}

// ---- to write -----------------------------------------------------------------------------------

ArchiveWriter::ArchiveWriter(fs::path temporary, ArchiveKey key, ArchiveContent content,
                             const ChainPosition& from, std::span<const std::byte> header)
    : temporary_{std::move(temporary)},
      content_{content},
      from_{from},
      position_{from},
      cipher_{key, content, header} {}

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(const fs::path& temporary,
                                                             ArchiveKey key, ArchiveContent content,
                                                             const ChainPosition& from) {
  std::array<std::byte, header_bytes> header{};
  unsigned char* const at = raw(header);
  endian::store_little_u32(at, mark_of(content).magic);
  endian::store_little_u32(at + version_at, archive_version);
  endian::store_little_u64(at + first_sequence_at, from.next_sequence);
  endian::store_little_u64(at + previous_checksum_at, from.checksum);
  crypto_must(RAND_bytes(at + salt_at, salt_bytes) == 1);

  if (::unlink(temporary.c_str()) != 0 && errno != ENOENT) {
    return file_failure("remove", temporary, errno);
  }
  std::unique_ptr<ArchiveWriter> writer{new ArchiveWriter{temporary, key, content, from, header}};
  writer->descriptor_ =
      ::open(temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, file_mode);
  if (writer->descriptor_ < 0) return file_failure("create", temporary, errno);
  if (auto written = writer->write(header); !written) return written.error();
  return writer;
}

ArchiveWriter::~ArchiveWriter() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());  // what stays is removed by the next one
}

Result<void> ArchiveWriter::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_failure("write", temporary_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> ArchiveWriter::write_block(std::span<const std::byte> plain, bool is_last) {
  cipher_.seal(plain, is_last, sealed_);
  std::array<std::byte, length_bytes> length;
  endian::store_little_u32(raw(length), static_cast<std::uint32_t>(sealed_.size()));
  if (auto written = write(length); !written) return written;
  return write(sealed_);
}

Result<void> ArchiveWriter::add(const Batch& batch) {
  // Of the audit too: the file's end has the record's checksum, from which the next file goes on.
  const auto encoded = encoder_.encode(batch, position_);
  if (!encoded) return encoded.error();
  if (content_ == ArchiveContent::records) {
    keep(encoded->bytes);
  } else if (auto kept = keep_acts(batch); !kept) {
    return kept;
  }
  position_ = encoded->next;
  return waiting_.size() < block_bytes ? Result<void>{} : flush();
}

Result<void> ArchiveWriter::keep_acts(const Batch& batch) {
  std::array<std::byte, sequence_bytes> sequence;
  std::vector<std::byte> entry;
  auto left = batch.payload;
  for (auto next = batch.first_sequence; !left.empty(); ++next) {
    const auto begin = left;
    const auto event = decode_event(left);
    if (!event) return event.error();
    if (!std::holds_alternative<scheduler::Acted>(event->fact)) continue;
    endian::store_little_u64(raw(sequence), next);
    entry.assign(sequence.begin(), sequence.end());
    const auto bytes = begin.first(begin.size() - left.size());
    entry.insert(entry.end(), bytes.begin(), bytes.end());
    keep(entry);
  }
  return {};
}

void ArchiveWriter::keep(std::span<const std::byte> bytes) {
  std::array<std::byte, length_bytes> length;
  endian::store_little_u32(raw(length), static_cast<std::uint32_t>(bytes.size()));
  waiting_.insert(waiting_.end(), length.begin(), length.end());
  waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
}

Result<void> ArchiveWriter::flush() {
  if (waiting_.empty()) return {};
  auto written = write_block(waiting_, false);
  waiting_.clear();
  return written;
}

Result<void> ArchiveWriter::sync() {
  if (auto flushed = flush(); !flushed) return flushed;
  if (::fdatasync(descriptor_) != 0) return file_failure("sync", temporary_, errno);
  return {};
}

Result<void> ArchiveWriter::finish(const fs::path& path) {
  if (auto flushed = flush(); !flushed) return flushed;
  std::array<std::byte, end_bytes> end{};
  endian::store_little_u64(raw(end), position_.next_sequence);
  endian::store_little_u64(raw(end) + 8, position_.checksum);
  if (auto written = write_block(end, true); !written) return written;
  if (::fsync(descriptor_) != 0) return file_failure("sync", temporary_, errno);
  if (::rename(temporary_.c_str(), path.c_str()) != 0) {
    return file_failure("rename", temporary_, errno);
  }
  ::close(std::exchange(descriptor_, -1));
  return sync_directory(directory_of(path));
}

// ---- to read ------------------------------------------------------------------------------------

namespace {

/// The records of one file, from its front to its end.
class ArchiveReader {
 public:
  ArchiveReader(const fs::path& path, ArchiveKey key, ArchiveContent content, const BatchSink& sink)
      : path_{path}, key_{key}, content_{content}, sink_{sink}, file_{path, std::ios::binary} {}

  Result<ArchiveSummary> run() {
    if (!file_) return file_failure("open", path_, errno);
    std::array<std::byte, header_bytes> header;
    if (!read(header) || endian::load_little_u32(raw(header)) != mark_of(content_).magic) {
      return fault(path_, content_ == ArchiveContent::records ? "is no file of an archive"
                                                              : "is no file of an audit trail");
    }
    const auto version = endian::load_little_u32(raw(header) + version_at);
    if (version != archive_version) {
      return fault(path_, "has format version " + std::to_string(version) +
                              "; this build reads version " + std::to_string(archive_version));
    }
    from_ = {endian::load_little_u64(raw(header) + first_sequence_at),
             endian::load_little_u64(raw(header) + previous_checksum_at)};
    BlockCipher cipher{key_, content_, header};
    ReplayCursor cursor{from_, sink_};
    for (;;) {
      const auto is_last = read_block(cipher);
      if (!is_last) return is_last.error();
      if (*is_last) return finish(cursor);
      if (auto taken = take_block(cursor); !taken) return taken.error();
    }
  }

 private:
  bool read(std::span<std::byte> out) {
    file_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
    return file_.gcount() == static_cast<std::streamsize>(out.size());
  }

  Error changed() const {
    return fault(path_,
                 "is cut short or was changed, or archive.key is not the one it was made with");
  }

  /// Whether it was the last.
  Result<bool> read_block(BlockCipher& cipher) {
    std::array<std::byte, length_bytes> length;
    if (!read(length)) return changed();
    const std::size_t bytes = endian::load_little_u32(raw(length));
    std::error_code error;
    const auto left = fs::file_size(path_, error) - static_cast<std::uintmax_t>(file_.tellg());
    if (error || bytes < BlockCipher::tag_bytes || bytes > left ||
        bytes > block_bytes_max + BlockCipher::tag_bytes) {
      return changed();
    }
    sealed_.resize(bytes);
    if (!read(sealed_)) return changed();
    // Only the last block is as short as that, and another one is never read as the last.
    const bool is_last = bytes == end_bytes + BlockCipher::tag_bytes;
    if (!cipher.open(sealed_, is_last, plain_)) return changed();
    return is_last;
  }

  Result<void> take_block(ReplayCursor& cursor) {
    std::span<const std::byte> left{plain_};
    while (!left.empty()) {
      const std::size_t bytes =
          left.size() < length_bytes ? left.size() : endian::load_little_u32(raw(left));
      if (bytes > left.size() - std::min(left.size(), length_bytes)) {
        return fault(path_, "has a block that does not hold whole records");
      }
      const auto entry = left.subspan(length_bytes, bytes);
      left = left.subspan(length_bytes + bytes);
      auto taken =
          content_ == ArchiveContent::records ? take_record(cursor, entry) : take_act(entry);
      if (!taken) return taken;
    }
    return {};
  }

  Result<void> take_record(ReplayCursor& cursor, std::span<const std::byte> record) {
    auto taken = cursor.take(cursor.position().next_sequence, record);
    if (taken) {
      ++batches_;
      return taken;
    }
    if (cursor.stopped_by_sink()) return taken;
    return fault(path_, taken.error().message);
  }

  Result<void> take_act(std::span<const std::byte> entry) {
    const auto sequence = entry.size() <= sequence_bytes ? 0 : endian::load_little_u64(raw(entry));
    if (sequence <= last_act_ || sequence < from_.next_sequence) {
      return fault(path_, "has an event of the audit that is not in order");
    }
    last_act_ = sequence;
    ++batches_;
    return sink_(
        {.first_sequence = sequence, .events = 1, .payload = entry.subspan(sequence_bytes)});
  }

  Result<ArchiveSummary> finish(const ReplayCursor& cursor) {
    const ChainPosition end{endian::load_little_u64(raw(std::span<std::byte>{plain_})),
                            endian::load_little_u64(raw(std::span<std::byte>{plain_}) + 8)};
    const bool is_whole = content_ == ArchiveContent::records ? cursor.position() == end
                                                              : last_act_ < end.next_sequence;
    if (!is_whole) return fault(path_, "lacks records");
    return ArchiveSummary{.from = from_, .end = end, .batches = batches_};
  }

  const fs::path& path_;
  const ArchiveKey key_;
  const ArchiveContent content_;
  const BatchSink& sink_;
  std::ifstream file_;
  ChainPosition from_;
  std::vector<std::byte> sealed_;
  std::vector<std::byte> plain_;
  std::uint64_t last_act_ = 0;  // its sequence
  std::uint64_t batches_ = 0;
};

}  // namespace

Result<ArchiveSummary> read_archive_file(const fs::path& path, ArchiveKey key,
                                         ArchiveContent content, const BatchSink& sink) {
  return ArchiveReader{path, key, content, sink}.run();
}

}  // namespace offpeak::store
