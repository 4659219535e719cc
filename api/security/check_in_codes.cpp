#include "api/security/check_in_codes.hpp"

#include <openssl/evp.h>

#include "api/security/hmac.hpp"
#include "base/mutant.hpp"
#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/kiosk_code.hpp"

namespace offpeak::security {

namespace {

using scheduler::KioskCode;

constexpr std::size_t block_bytes = 16;
constexpr int low_bits = (scheduler::kiosk_code_bits + 1) / 2;
constexpr int high_bits = scheduler::kiosk_code_bits - low_bits;

constexpr std::uint32_t mask_of(int bits) { return (std::uint32_t{1} << bits) - 1; }

/// The two halves of a code, of 12 and 13 bits.
struct Halves {
  std::uint32_t high;
  std::uint32_t low;
};
Halves halves_of(KioskCode code) {
  const auto value = static_cast<std::uint32_t>(scheduler::unmarked(code));
  return {value >> low_bits, value & mask_of(low_bits)};
}
KioskCode joined(const Halves& halves) { return KioskCode{halves.high << low_bits | halves.low}; }

}  // namespace

void CheckInCodes::ContextFree::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

/// A Feistel network of the shape of FF1 (NIST SP 800-38G: ten rounds over two halves of unequal
/// size). All that goes into a round fits one block, so that AES of the block stands for FF1's
/// chain of them.
class CheckInCodes::Rounds {
 public:
  static constexpr int count = 10;

  Rounds(evp_cipher_ctx_st* context, scheduler::HallCode hall, scheduler::Date date)
      : context_{context} {
    put(0, scheduler::HallDayKey{hall, date}.packed(), 8);
  }

  Halves there(Halves at) {
    for (int round = 0; round < count; ++round) {
      at = {at.low, at.high ^ (mixed(round, at.low) & mask_of(left_bits(round)))};
    }
    return at;
  }
  Halves back(Halves at) {
    for (int round = count - 1; round >= 0; --round) {
      at = {at.low ^ (mixed(round, at.high) & mask_of(left_bits(round))), at.high};
    }
    return at;
  }

 private:
  /// The halves change places in each round, so they are back in theirs after an even number.
  static constexpr int left_bits(int round) { return round % 2 == 0 ? high_bits : low_bits; }

  void put(std::size_t at, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
      block_[at + i] = static_cast<unsigned char>(value >> 8 * i);
    }
  }
  std::uint32_t mixed(int round, std::uint32_t half) {
    put(8, static_cast<std::uint64_t>(round), 4);
    put(12, half, 4);
    std::array<unsigned char, block_bytes> out{};
    int written = 0;
    crypto_must(EVP_EncryptUpdate(context_, out.data(), &written, block_.data(),
                                  static_cast<int>(block_bytes)) == 1 &&
                written == static_cast<int>(block_bytes));
    return static_cast<std::uint32_t>(out[0]) | static_cast<std::uint32_t>(out[1]) << 8;
  }

  evp_cipher_ctx_st* context_;
  std::array<unsigned char, block_bytes> block_{};  // hall and day, round, half
};

CheckInCodes::CheckInCodes(const Keys& keys) : context_{EVP_CIPHER_CTX_new()} {
  crypto_must(context_ != nullptr);
  const Secret key = derive_key(keys, "offpeak check-in codes 1");
  // One block at a time, each of them different: no mode of operation, and no padding.
  crypto_must(EVP_EncryptInit_ex2(context_.get(), EVP_aes_256_ecb(), key.bytes().data(), nullptr,
                                  nullptr) == 1 &&
              EVP_CIPHER_CTX_set_padding(context_.get(), 0) == 1);
}

std::string CheckInCodes::text(scheduler::HallCode hall, scheduler::Date date,
                               KioskCode code) const {
  if (!scheduler::is_keyed(code)) return scheduler::format_code(code);
  if (base::mutated(base::Mutant::bare_codes)) {
    return scheduler::format_code(scheduler::unmarked(code));
  }
  return scheduler::format_code(joined(Rounds{context_.get(), hall, date}.there(halves_of(code))));
}

KioskCode CheckInCodes::meant(scheduler::HallCode hall, scheduler::Date date,
                              KioskCode typed) const {
  if (base::mutated(base::Mutant::bare_codes)) return scheduler::keyed(typed);
  return scheduler::keyed(joined(Rounds{context_.get(), hall, date}.back(halves_of(typed))));
}

}  // namespace offpeak::security
