#include "store/sqlite/wal_check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/endian/conversion.hpp>
#include <map>
#include <string>
#include <vector>

namespace offpeak::store {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t magic = 0x377F0682;  // and 1 more when checksums take big-endian words
constexpr std::size_t header_bytes = 32;
constexpr std::size_t header_summed_bytes = 24;
constexpr std::size_t frame_header_bytes = 24;
constexpr std::size_t frame_summed_bytes = 8;  // of its header: page number and commit mark
constexpr std::size_t page_bytes_min = 512;
constexpr std::size_t page_bytes_max = 65536;

std::uint32_t load_u32(Bytes bytes, std::size_t at) {
  return boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(bytes.data() + at));
}

/// SQLite's: two sums over pairs of words, begun with those of the frame before.
struct Checksum {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  friend bool operator==(const Checksum&, const Checksum&) = default;
};

std::uint32_t load_word(Bytes bytes, std::size_t at, std::endian order) {
  const auto* word = reinterpret_cast<const unsigned char*>(bytes.data() + at);
  return order == std::endian::big ? boost::endian::load_big_u32(word)
                                   : boost::endian::load_little_u32(word);
}

template <std::endian order>
Checksum add_words(Checksum sum, Bytes bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    sum.first += load_word(bytes, at, order) + sum.second;
    sum.second += load_word(bytes, at + 4, order) + sum.first;
  }
  return sum;
}

Checksum add(Checksum sum, Bytes bytes, std::endian order) {
  return order == std::endian::big ? add_words<std::endian::big>(sum, bytes)
                                   : add_words<std::endian::little>(sum, bytes);
}

std::uint32_t page_of(Bytes frame) { return load_u32(frame, 0); }
/// The database's pages after the commit that ends with this frame; 0 when none does.
std::uint32_t pages_after(Bytes frame) { return load_u32(frame, 4); }
bool is_commit(Bytes frame) { return pages_after(frame) != 0; }
Checksum stored_in(Bytes frame) { return {load_u32(frame, 16), load_u32(frame, 20)}; }

/// The random numbers that tell one pass over the file from another.
std::array<std::uint32_t, 2> salts_of(Bytes frame) {
  return {load_u32(frame, 8), load_u32(frame, 12)};
}

Checksum sum_of(Checksum before, Bytes frame, std::endian order) {
  return add(add(before, frame.first(frame_summed_bytes), order), frame.subspan(frame_header_bytes),
             order);
}

/// How much two numbers added before the last words add to the sums at the end: the checksum is
/// linear, whatever the words are.
struct Effect {
  std::uint32_t first_on_first = 1;
  std::uint32_t second_on_first = 0;
  std::uint32_t first_on_second = 0;
  std::uint32_t second_on_second = 1;

  Checksum of_first_word() const {
    return {first_on_first + second_on_first, first_on_second + second_on_second};
  }
  Checksum of_second_word() const { return {second_on_first, second_on_second}; }
  Effect one_pair_earlier() const {
    return {first_on_first + second_on_first, first_on_first + 2 * second_on_first,
            first_on_second + second_on_second, first_on_second + 2 * second_on_second};
  }
};

/// Whether the flip of one bit of `word` adds `missing` to the sums, when a 1 there adds `effect`.
bool bit_adds(Checksum missing, Checksum effect, std::uint32_t word) {
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    const std::uint32_t change = (word & bit) != 0 ? 0 - bit : bit;
    if (Checksum{effect.first * change, effect.second * change} == missing) return true;
  }
  return false;
}

/// Whether the frame certainly ended a commit when it was written: it verifies but for one bit at
/// most, and would not verify with another page number and no commit mark. That second form is what
/// a power loss can make of a frame in the middle of a commit, when the beginning of its header is
/// left from an earlier pass. (The sums are weak in the high bits of words, so one flipped bit in
/// some thousands looks like that.)
bool was_commit(Checksum before, Bytes frame, std::endian order) {
  const Checksum sum = sum_of(before, frame, order);
  const Checksum stored = stored_in(frame);
  if (sum == stored) return is_commit(frame);  // only its salts are wrong
  const Checksum missing{stored.first - sum.first, stored.second - sum.second};
  const auto word_at = [&](std::size_t at) { return load_word(frame, at, order); };
  bool is_mended =
      std::popcount(sum.first ^ stored.first) + std::popcount(sum.second ^ stored.second) == 1;
  Effect effect;
  for (std::size_t at = frame.size() - 8; at >= frame_header_bytes; at -= 8) {
    is_mended = is_mended || bit_adds(missing, effect.of_second_word(), word_at(at + 4)) ||
                bit_adds(missing, effect.of_first_word(), word_at(at));
    effect = effect.one_pair_earlier();
  }
  const Checksum of_page = effect.of_first_word();
  const Checksum of_mark = effect.of_second_word();
  is_mended = is_mended || bit_adds(missing, of_page, word_at(0));
  // Cramer's rule; the determinant of the two effects is 1.
  const std::uint32_t other_mark =
      word_at(4) + of_page.first * missing.second - of_page.second * missing.first;
  if (other_mark == 0) return false;
  return is_mended ? is_commit(frame) : bit_adds(missing, of_mark, word_at(4));
}

class WalCheck {
 public:
  WalCheck(Bytes log, std::size_t page_bytes) : log_{log}, page_bytes_{page_bytes} {
    read_header();
    frames_ = (log.size() - header_bytes) / (frame_header_bytes + page_bytes_);
  }

  Result<void> run(const ReadPage& read_page) const {
    if (frames_ == 0) return {};
    return has_header_ ? check_frames() : check_without_header(read_page);
  }

 private:
  void read_header() {
    const std::uint32_t found_magic = load_u32(log_, 0);
    const std::size_t found_page_bytes = load_u32(log_, 8);
    if ((found_magic & ~std::uint32_t{1}) != magic || !std::has_single_bit(found_page_bytes) ||
        found_page_bytes < page_bytes_min || found_page_bytes > page_bytes_max) {
      return;
    }
    const auto found_order = (found_magic & 1) != 0 ? std::endian::big : std::endian::little;
    const Checksum sum = add({}, log_.first(header_summed_bytes), found_order);
    if (sum != stored_in_header()) return;
    has_header_ = true;
    page_bytes_ = found_page_bytes;
    order_ = found_order;
  }

  Checksum stored_in_header() const { return {load_u32(log_, 24), load_u32(log_, 28)}; }

  Bytes frame(std::size_t number) const {
    const std::size_t bytes = frame_header_bytes + page_bytes_;
    return log_.subspan(header_bytes + number * bytes, bytes);
  }
  bool is_whole(Checksum before, std::size_t number) const {
    return sum_of(before, frame(number), order_) == stored_in(frame(number));
  }

  /// The number of the first frame that SQLite does not take; `before` becomes the checksum there.
  std::size_t taken(const std::array<std::uint32_t, 2>& salts, Checksum& before) const {
    for (std::size_t number = 0; number < frames_; ++number) {
      if (salts_of(frame(number)) != salts || page_of(frame(number)) == 0 ||
          !is_whole(before, number)) {
        return number;
      }
      before = stored_in(frame(number));
    }
    return frames_;
  }

  Result<void> check_frames() const {
    const std::array salts{load_u32(log_, 16), load_u32(log_, 20)};
    Checksum before = stored_in_header();
    const std::size_t bad = taken(salts, before);
    if (bad == frames_ || !has_synced_commit(bad, before, salts)) return {};
    return Error{"frame " + std::to_string(bad + 1) + " of " + std::to_string(frames_) +
                 " in its write-ahead log is not as it was written, and acknowledged commits lie "
                 "there or behind it"};
  }

  /// Whether frame `bad` or one behind it ends a commit that had been synced. Each commit is synced
  /// before anything of the next one is written: one that has any frame of the same pass behind it
  /// was. A frame can be verified behind a bad one, since the bad one's stored checksum begins it.
  /// The mark of a frame that cannot be verified proves nothing: it may be what an earlier pass
  /// left in a header that was half overwritten.
  bool has_synced_commit(std::size_t bad, Checksum before,
                         const std::array<std::uint32_t, 2>& salts) const {
    std::size_t last = frames_ - 1;
    while (last > bad && salts_of(frame(last)) != salts) --last;
    if (last == bad) return false;
    if (was_commit(before, frame(bad), order_)) return true;
    const Checksum bad_sum = sum_of(before, frame(bad), order_);
    for (std::size_t number = bad + 1; number < last; ++number) {
      if (salts_of(frame(number)) != salts || !is_commit(frame(number))) continue;
      // Behind the bad frame: its checksum, or all of it but its checksum, may be what is bad.
      if (is_whole(stored_in(frame(number - 1)), number) ||
          (number == bad + 1 && is_whole(bad_sum, number))) {
        return true;
      }
    }
    return false;
  }

  /// SQLite takes nothing of such a log. That is harmless when all of it has been copied, as it has
  /// been when a log begins anew and the power fails in the middle of the header.
  Result<void> check_without_header(const ReadPage& read_page) const {
    std::vector<std::byte> page(page_bytes_);
    for (const auto& [number, newest] : committed_pages()) {
      if (read_page(number, page) &&
          std::ranges::equal(page, frame(newest).subspan(frame_header_bytes))) {
        continue;
      }
      return Error{
          "the header of its write-ahead log is not as it was written, and acknowledged commits "
          "lie behind it that the database file lacks"};
    }
    return {};
  }

  /// The pages that whole commits from the log's beginning on hold: the newest frame of each.
  std::map<std::uint32_t, std::size_t> committed_pages() const {
    std::map<std::uint32_t, std::size_t> committed;
    std::map<std::uint32_t, std::size_t> under_way;
    // A first frame that was damaged together with the header is left out. What follows it is of
    // the same pass: a log begins anew only when it has become long.
    std::size_t first = 0;
    while (first + 1 < frames_ && !continues(first + 1)) ++first;
    bool is_sure = first == 0 && is_first_whole();
    for (std::size_t number = first; number < frames_; ++number) {
      if (number > first && !continues(number)) break;
      under_way[page_of(frame(number))] = number;
      if (!is_commit(frame(number))) continue;
      // What the first frame holds cannot always be verified; a frame behind its commit vouches.
      is_sure = is_sure || (number + 1 < frames_ && continues(number + 1));
      if (!is_sure) break;
      for (const auto& [page, newest] : under_way) committed[page] = newest;
      under_way.clear();
      committed.erase(committed.upper_bound(pages_after(frame(number))), committed.end());
    }
    return committed;
  }

  bool is_first_whole() const {
    return is_whole(stored_in_header(), 0) ||
           is_whole(add({}, log_.first(header_summed_bytes), order_), 0);
  }
  bool continues(std::size_t number) const {
    return salts_of(frame(number)) == salts_of(frame(number - 1)) &&
           is_whole(stored_in(frame(number - 1)), number);
  }

  Bytes log_;
  std::size_t page_bytes_;
  std::size_t frames_ = 0;
  std::endian order_ = std::endian::native;  // as SQLite writes it here
  bool has_header_ = false;
};

}  // namespace

Result<void> check_wal(std::span<const std::byte> log, std::size_t page_bytes,
                       const ReadPage& read_page) {
  if (log.size() < header_bytes) return {};
  return WalCheck{log, page_bytes}.run(read_page);
}

}  // namespace offpeak::store
