// The requests of one I/O thread whose commands are under way, and how their answers will be shown.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/problem.hpp"
#include "api/replier.hpp"
#include "scheduler/answer.hpp"
#include "scheduler/guidance/suggestion_ledger.hpp"

namespace offpeak::api {

inline constexpr std::string_view json_type = "application/json";

/// What a completed command is answered with; without a body it is 204.
struct Rendered {
  std::string body{};
  std::string_view content_type = json_type;
};

/// Shows what the core answered to a command that it did not reject.
using Render = Checked<Rendered> (*)(const scheduler::Reply& answer, const Resources& resources);

/// Shows nothing: it is done.
inline Checked<Rendered> no_body(const scheduler::Reply&, const Resources&) { return Rendered{}; }

/// What a command was about, for who learns what became of it.
struct Asked {
  scheduler::ActorId actor{};
  scheduler::SuggestionId suggestion{};  // zero: the request named none
  scheduler::SlotKey slot{};             // that it takes
  /// To which the command leads: kept until the core has answered. Null: it has no words.
  std::shared_ptr<const scheduler::Wording> words{};
};

/// Learns what became of a command, before its reply leaves.
using Settle = void (*)(const scheduler::Receipt& outcome, const Asked& asked,
                        Resources& resources);

inline void settle_nothing(const scheduler::Receipt&, const Asked&, Resources&) {}

/// Belongs to one I/O thread.
class InFlight {
 public:
  struct Pending {
    ReturnAddress address;
    int status = 200;
    Render render = no_body;
    Settle settle = settle_nothing;
    Asked asked{};
  };
  /// No entry; as a command's cookie: nobody waits for its answer.
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  explicit InFlight(std::size_t pending_max) : entries_(pending_max) {
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
      entries_[i].next_free = i + 1 < entries_.size() ? i + 1 : none;
    }
  }

  /// The entry that `keep` will fill, a command's cookie; `none` when all are taken.
  std::uint32_t next() const { return free_; }
  void keep(Pending&& pending) {
    Entry& entry = entries_[free_];
    free_ = entry.next_free;
    entry.pending = std::move(pending);
  }
  Pending take(std::uint32_t at) {
    entries_[at].next_free = free_;
    free_ = at;
    return std::move(entries_[at].pending);
  }

 private:
  struct Entry {
    Pending pending;
    std::uint32_t next_free = 0;
  };

  std::vector<Entry> entries_;
  std::uint32_t free_ = 0;
};

}  // namespace offpeak::api
