// What became of those who meant to come. Parties and people stand apart: a family is one party.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace offpeak::loadtest {

struct Heads {
  std::uint64_t parties = 0;
  std::uint64_t people = 0;

  void add(const Heads& other) {
    parties += other.parties;
    people += other.people;
  }
  friend bool operator==(const Heads&, const Heads&) = default;
};

/// Every party that meant to come has one of these when the day is over.
enum class Fate : std::uint8_t {
  online,       // did without the visit
  cancelled,    // gave its appointment up
  no_show,      // had an appointment and did not come, or came to closed doors
  unplaced,     // found no appointment and stayed away
  turned_away,  // came in vain: turned round at red, or got no number
  left,         // lost patience
  unserved,     // still waited when the day ended
  machines,     // received at a self-service machine
  served,       // received at a staffed counter
};

inline constexpr std::array<std::string_view, 9> fate_keys{"online",   "cancelled",   "no_show",
                                                           "unplaced", "turned_away", "left",
                                                           "unserved", "machines",    "served"};

/// `meant` is counted by itself, so that it can be compared with the sum of the rest.
struct Balance {
  Heads meant;
  std::array<Heads, fate_keys.size()> by_fate{};

  const Heads& of(Fate fate) const { return by_fate[static_cast<std::size_t>(fate)]; }
  Heads& of(Fate fate) { return by_fate[static_cast<std::size_t>(fate)]; }
  /// At counters and machines.
  Heads received() const {
    Heads sum = of(Fate::machines);
    sum.add(of(Fate::served));
    return sum;
  }
  Heads sum() const {
    Heads whole;
    for (const Heads& heads : by_fate) whole.add(heads);
    return whole;
  }
  void add(const Balance& other) {
    meant.add(other.meant);
    for (std::size_t at = 0; at < by_fate.size(); ++at) by_fate[at].add(other.by_fate[at]);
  }
};

}  // namespace offpeak::loadtest
