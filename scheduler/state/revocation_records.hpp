// Tokens that are refused before they end. Plain records without padding.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/revocation.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"

namespace offpeak::scheduler {

struct Revocation {
  RevocationKey key{};
  std::uint64_t number = 0;  // of the event that made it: grows with time
  std::int64_t at_ms = 0;
  std::int64_t issued_until_ms = 0;  // by the clock of tokens; of issued_so_far, else 0
  std::int64_t ends_at_ms = 0;       // 0: when it is lifted
  RevocationKind kind{};
  RevocationReason reason{};
  std::array<std::uint8_t, 6> reserved{};
};

// A dropped record is as one that was never filled in.
constexpr bool is_dropped(const Revocation& record) { return record.key.is_zero(); }

static_assert(std::has_unique_object_representations_v<Revocation>);

template <>
struct RecordTraits<Revocation> : TableTraits<Section::revocations, Bits128Hash> {
  static constexpr const char* name = "revocation";
  static constexpr std::uint32_t size_max = revocations_max;
  static RevocationKey key_of(const Revocation& record) { return record.key; }
};

}  // namespace offpeak::scheduler
