// Whether a store still has what this server has acknowledged or followed, by the server's own
// mark. One that lost records is not led on, unless the operator says so.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/civil_time.hpp"
#include "main/refusal.hpp"
#include "store/high_water.hpp"
#include "store/marked_journal.hpp"

namespace offpeak {

/// Where the marks of a store lie: beside a SQLite file, as "PATH.high-water"; of a Redis in the
/// folder `state`, by city and address. A mistake in `uri` is an error.
store::Result<std::filesystem::path> mark_stem(std::string_view uri, const std::string& city,
                                               const std::filesystem::path& state);

struct HistoryGuardOptions {
  std::string store;  // as --store names it
  std::string city;
  std::filesystem::path state;
  /// The store's last sequence, when the operator accepts that what came behind it is lost.
  std::optional<std::uint64_t> accepted;
};

class HistoryGuard {
 public:
  explicit HistoryGuard(HistoryGuardOptions options) : options_{std::move(options)} {}

  enum class Role { leader, standby };

  /// Refuses a store that lacks what was acknowledged or followed here, and changes nothing in it.
  /// Before following; and before the journal of a store with a lease is opened to lead, so that a
  /// refused start leaves no trace there. Another server may write meanwhile.
  Step check_beforehand(Role role);
  /// The same once `journal` is this server's to write; then the mark stands at its end.
  Step check_to_lead(store::Journal& journal);

  /// What raises the mark from now on; the guard must outlive both. After a check.
  std::unique_ptr<store::Journal> marked(std::unique_ptr<store::Journal> journal);
  std::unique_ptr<store::Follower> marked(std::unique_ptr<store::Follower> follower);

  /// Whether a journal or follower of these has found that the store lost records. Any thread.
  bool has_lost_records() const { return lost_.load(std::memory_order_acquire); }
  /// When a server that keeps its marks here last knew, before this one began, that the journal had
  /// a writer. After a check.
  std::optional<config::Instant> alive_at() const { return alive_at_; }
  /// It has one at `now`.
  void note_alive(config::Instant now);
  /// At an end, when nothing appends or follows any more.
  void keep();

 private:
  Step open();
  base::Result<store::MarkSurvey, Refusal> survey();
  /// `epoch` is that of the last writer.
  Step check(const store::MarkSurvey& marks, store::Journal& journal, std::uint64_t epoch,
             Role role);
  Step settle(const store::HighWater& there, const store::MarkSurvey& marks,
              const std::string& what, Role role);
  store::MarkListener listener();

  const HistoryGuardOptions options_;
  std::unique_ptr<store::HighWaterMark> mark_;
  bool accepted_ = false;  // a loss was
  std::optional<config::Instant> alive_at_;
  bool has_noted_alive_ = false;  // by this server, which knows better than its files
  std::atomic<bool> lost_{false};
};

}  // namespace offpeak
