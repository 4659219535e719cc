// What is to happen in a hall's day, in total order: by time, then by rank, then by number. The
// order depends on nothing else, so a day is the same in whatever order things were added.
#pragma once

#include <cstdint>
#include <vector>

namespace offpeak::loadtest {

/// Milliseconds from the midnight with which the day of the visits begins; days before it are
/// negative.
using DayTime = std::int64_t;
inline constexpr DayTime minute_ms = 60'000;
inline constexpr DayTime day_end = 24 * 60 * minute_ms;

/// At one moment the earlier rank comes first.
enum class Rank : std::uint8_t {
  level,      // the reserves of the hall's slots; no number
  give_back,  // cancelled capacity; number: the guest
  expire,     // what was offered; number: the guest
  resume,     // the hall's system, after an outage
  open,       // a counter; number: its span of hours
  finish,     // a visit; number: the clerk
  rest,       // a counter's span ends; number: the span
  sweep,      // of no-shows; number: the slot
  assess,     // the hall's level
  book,       // number: the guest
  cancel,     // number: the guest
  leave,      // the guest has waited longer than its patience; number: the guest
  set_out,    // a walk-in who looks at the halls first; number: the guest
  arrive,     // number: the guest
  serve,      // the visitor has come to the counter; number: the clerk
};

struct Happening {
  DayTime at = 0;
  Rank rank{};
  std::uint32_t number = 0;
};

/// Entries added before the first `take` are sorted once; later ones are in a heap, which stays
/// small.
class Agenda {
 public:
  void clear();
  bool empty() const { return taken_ == planned_.size() && heap_.empty(); }
  void put(DayTime at, Rank rank, std::uint32_t number);
  /// When the next one is; there must be one.
  DayTime next_at();
  Happening take();

 private:
  void begin();
  bool next_is_planned() const;
  std::uint64_t take_packed();

  std::vector<std::uint64_t> planned_;
  std::size_t taken_ = 0;  // taken from the sorted ones
  bool has_begun_ = false;
  std::vector<std::uint64_t> heap_;  // the least in front
};

}  // namespace offpeak::loadtest
