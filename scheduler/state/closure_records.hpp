// What the state keeps of closures, notices, outages and their words, and of what the store was
// written under. Plain records without padding.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/closure.hpp"
#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/meaning.hpp"
#include "scheduler/messages/notice.hpp"
#include "scheduler/messages/wording.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"

namespace offpeak::scheduler {

struct Closure {
  ClosureId id{};
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;  // 0: until it is opened again
  std::int64_t made_ms = 0;
  std::int64_t ended_ms = 0;  // reopened then; 0: it was not
  std::uint32_t hall = 0;     // 0: all
  std::uint32_t displaced = 0;
  std::uint8_t service = 0;  // 0: all
  ClosureReason reason{};
  std::array<std::uint8_t, 6> reserved{};
};

struct Notice {
  NoticeId id{};
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::int64_t posted_ms = 0;
  std::int64_t ended_ms = 0;  // withdrawn then; 0: it was not
  std::uint32_t hall = 0;     // 0: all
  Audience audience = 0;
  std::array<std::uint8_t, 3> reserved{};
};

/// The words of a closure or a notice.
struct KeptWording {
  WordingId id{};
  Wording words{};
  std::uint32_t reserved = 0;
};

/// Time in which no server was there.
struct KeptOutage {
  std::uint64_t number = 0;  // of the event that noted it
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
};

struct Meaning {
  std::uint32_t name = 0;  // MeaningOf:8 (highest) | code:24
  std::uint32_t reserved = 0;
  std::uint64_t digest = 0;
};

constexpr std::uint32_t meaning_name(MeaningOf of, std::uint32_t code) {
  return static_cast<std::uint32_t>(of) << 24 | code;
}

// A dropped record is as one that was never filled in.
constexpr bool is_dropped(const Closure& record) { return record.id.is_zero(); }
constexpr bool is_dropped(const Notice& record) { return record.id.is_zero(); }
constexpr bool is_dropped(const KeptWording& record) { return record.id.is_zero(); }
constexpr bool is_dropped(const KeptOutage& record) { return record.number == 0; }
constexpr bool is_dropped(const Meaning& record) { return record.digest == 0; }

constexpr ClosedTimes closed_times(const Closure& record) {
  return {.hall = HallCode{record.hall},
          .service = ServiceCode{record.service},
          .from = config::instant_of(record.from_ms),
          .to = config::instant_of(record.to_ms)};
}

/// From then on nobody asks about the notice.
constexpr Instant notice_forgotten_at(const Notice& record) {
  const std::int64_t over_ms = record.ended_ms != 0 ? record.ended_ms : record.to_ms;
  return config::instant_of(over_ms) + notice_kept;
}

static_assert(std::has_unique_object_representations_v<Closure>);
static_assert(std::has_unique_object_representations_v<Notice>);
static_assert(std::has_unique_object_representations_v<KeptWording>);
static_assert(std::has_unique_object_representations_v<KeptOutage>);
static_assert(std::has_unique_object_representations_v<Meaning>);

/// Of numbers that name records.
struct NumberHash {
  std::size_t operator()(std::uint64_t number) const {
    return Bits128Hash{}(Bits128<struct NumberTag>{{number, 0}});
  }
};

template <>
struct RecordTraits<Closure> : TableTraits<Section::closures, Bits128Hash> {
  static constexpr const char* name = "closure";
  static constexpr std::uint32_t size_max = closures_max;
  static ClosureId key_of(const Closure& record) { return record.id; }
};
template <>
struct RecordTraits<Notice> : TableTraits<Section::notices, Bits128Hash> {
  static constexpr const char* name = "notice";
  static constexpr std::uint32_t size_max = notices_max;
  static NoticeId key_of(const Notice& record) { return record.id; }
};
template <>
struct RecordTraits<KeptWording> : TableTraits<Section::wordings, Bits128Hash> {
  static constexpr const char* name = "wording";
  static constexpr std::uint32_t size_max = closures_max + notices_max;
  static WordingId key_of(const KeptWording& record) { return record.id; }
};
template <>
struct RecordTraits<KeptOutage> : TableTraits<Section::outages, NumberHash> {
  static constexpr const char* name = "outage";
  static constexpr std::uint32_t size_max = outages_max;
  static std::uint64_t key_of(const KeptOutage& record) { return record.number; }
};
template <>
struct RecordTraits<Meaning> : TableTraits<Section::meanings, NumberHash> {
  static constexpr const char* name = "meaning";
  static constexpr std::uint32_t size_max = meanings_max;
  static std::uint32_t key_of(const Meaning& record) { return record.name; }
};

}  // namespace offpeak::scheduler
