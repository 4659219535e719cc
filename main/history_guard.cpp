#include "main/history_guard.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/hex16.hpp"
#include "base/quoted.hpp"
#include "main/commands.hpp"
#include "store/look_from.hpp"
#include "store/redis/address.hpp"
#include "store/store.hpp"

namespace offpeak {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::string_view suffix = ".high-water";
/// Of an address in a file's name; a path of a socket may be longer than a name.
constexpr std::size_t readable_chars_max = 64;

/// FNV-1a (Fowler, Noll and Vo, 1991). Frozen: it is in the names of files.
std::uint64_t name_hash(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

/// "127.0.0.1_6379_0-62d1f0c4a3b29e58": readable, and no two addresses share it.
std::string file_name_of(const std::string& place) {
  std::string name = place.substr(0, readable_chars_max);
  std::ranges::replace_if(
      name,
      [](char c) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
        return !is_plain;
      },
      '_');
  return name + "-" + base::hex16(name_hash(place));
}

std::string text_of(std::uint64_t sequence) { return std::to_string(sequence); }

/// What is wrong with a store, to follow "it"; empty: nothing.
struct Finding {
  std::string what;
};

/// Of a store that ends at `there`. `journal` is asked whether the record that ends at the mark is
/// the one that was acknowledged.
store::Result<Finding> compare(store::Journal& journal, const store::HighWater& there,
                               const store::HighWater& mark) {
  const Finding sound;
  const Finding other{"has another history: its record that ends at sequence " +
                      text_of(mark.sequence()) + " is not the one"};
  if (there.sequence() < mark.sequence()) return Finding{"was emptied, or is an older copy"};
  if (there.sequence() == mark.sequence()) return there.end == mark.end ? sound : other;
  const auto found = store::look_from(journal, mark.end);
  if (!found) return sound;
  if (found->cause == store::Cause::diverged) return other;
  if (found->cause != store::Cause::begins_later) return *found;
  // The record behind the mark begins later: nothing ends at the mark, unless the journal was
  // trimmed.
  const auto from_start = store::look_from(journal, {});
  if (!from_start) return other;
  if (from_start->cause != store::Cause::begins_later) return *from_start;
  // Snapshots have passed over the mark. The epochs of one history only rise.
  if (there.epoch >= mark.epoch) return sound;
  return Finding{"has another history: its epoch " + text_of(there.epoch) + " is before epoch " +
                 text_of(mark.epoch)};
}

}  // namespace

store::Result<std::filesystem::path> mark_stem(std::string_view uri, const std::string& city,
                                               const std::filesystem::path& state) {
  using Stem = store::Result<std::filesystem::path>;
  std::filesystem::path stem;
  if (uri.starts_with(sqlite_scheme)) {
    stem = uri.substr(sqlite_scheme.size());
    stem += suffix;
    return Stem{boost::system::in_place_value, std::move(stem)};
  }
  const auto address = store::parse_redis_address(uri);
  if (!address) return address.error();
  stem = state / (city + "-" + file_name_of(address->place()) + std::string{suffix});
  return Stem{boost::system::in_place_value, std::move(stem)};
}

Step HistoryGuard::open() {
  if (mark_) return {};
  const auto stem = mark_stem(options_.store, options_.city, options_.state);
  if (!stem) return Refusal{exit_store, stem.error().message};
  auto mark = store::HighWaterMark::open(*stem);
  if (!mark) {
    return Refusal{exit_failed, "no mark of what is acknowledged can be kept: " +
                                    mark.error().message + " (--state names the folder)"};
  }
  mark_ = std::move(*mark);
  return {};
}

/// The marks are read before the store's end, so that a leader who goes on meanwhile is no reason.
base::Result<store::MarkSurvey, Refusal> HistoryGuard::survey() {
  if (const auto opened = open(); !opened) return opened.error();
  auto marks = mark_->survey();
  if (!marks) return Refusal{exit_failed, "a mark cannot be read: " + marks.error().message};
  if (marks->alive_at && !has_noted_alive_) {
    alive_at_ = std::chrono::floor<config::milliseconds>(*marks->alive_at);
  }
  for (const auto& file : marks->damaged) {
    spdlog::warn("event=high_water_damaged file={} reason=\"neither slot can be read\"",
                 base::quoted(file.string()));
  }
  return std::move(*marks);
}

void HistoryGuard::note_alive(config::Instant now) {
  has_noted_alive_ = true;
  alive_at_ = now;
  if (mark_) mark_->note_alive(now);
}

Step HistoryGuard::check_beforehand(Role role) {
  const auto marks = survey();
  if (!marks) return marks.error();
  const auto store = store::open_store_to_read(
      options_.store, {.city = options_.city, .durability = store::Durability::relaxed});
  if (!store) return Refusal{exit_store, store.error().message};
  const auto journal = (*store)->open_journal();
  if (!journal) return Refusal{exit_store, journal.error().message};
  return check(*marks, **journal, (*journal)->epoch(), role);
}

Step HistoryGuard::check_to_lead(store::Journal& journal) {
  const auto marks = survey();
  if (!marks) return marks.error();
  // It has begun an epoch of its own, behind the last one of the history.
  const std::uint64_t last = journal.epoch() - (journal.epoch() > 0 ? 1 : 0);
  if (const auto checked = check(*marks, journal, last, Role::leader); !checked) {
    return checked.error();
  }
  auto stands = mark_->raise({journal.epoch(), journal.position()});
  if (stands) stands = mark_->sync();
  if (!stands) {
    return Refusal{exit_failed,
                   "no mark of what is acknowledged can be kept: " + stands.error().message};
  }
  return {};
}

Step HistoryGuard::check(const store::MarkSurvey& marks, store::Journal& journal,
                         std::uint64_t epoch, Role role) {
  const store::HighWater there{epoch, journal.position()};
  std::string what;
  if (!marks.highest_in.empty()) {
    const auto found = compare(journal, there, marks.highest);
    if (!found) return Refusal{exit_store, found.error().message};
    what = found->what;
  } else if (!marks.damaged.empty() && there.sequence() == 0) {
    // A damaged mark punishes nobody whose store has a history. That there is one at all says that
    // this empty store had one.
    what = "is empty";
  }
  if (what.empty()) {
    if (options_.accepted && !accepted_) {
      spdlog::warn("event=nothing_lost sequence={} remedy=\"start without --accept-loss-up-to\"",
                   there.sequence());
    }
    return {};
  }
  return settle(there, marks, what, role);
}

/// The store lacks something: refused, or accepted by the operator.
Step HistoryGuard::settle(const store::HighWater& there, const store::MarkSurvey& marks,
                          const std::string& what, Role role) {
  const std::string has = text_of(there.sequence());
  const std::string had =
      marks.highest_in.empty() ? std::string{"unknown"} : text_of(marks.highest.sequence());
  const std::string file = (marks.highest_in.empty() ? marks.damaged.front() : marks.highest_in);
  // A leader that goes on from an accepted place has moved on when its standby comes.
  const bool is_accepted =
      options_.accepted && (role == Role::leader ? *options_.accepted == there.sequence()
                                                 : *options_.accepted <= there.sequence());
  if (is_accepted) {
    if (const auto replaced = mark_->replace(there); !replaced) {
      return Refusal{exit_behind, replaced.error().message};
    }
    accepted_ = true;
    spdlog::warn("event=loss_accepted had={} has={} file={}", had, has, base::quoted(file));
    return {};
  }
  spdlog::critical("event=store_behind had={} has={} file={} reason={}", had, has,
                   base::quoted(file), base::quoted("it " + what));
  std::string message = "the store ends at sequence " + has +
                        ", and this server has acknowledged " + "or followed up to sequence " +
                        had + " (" + file + "): it " + what + ". ";
  if (options_.accepted) {
    message += "--accept-loss-up-to " + text_of(*options_.accepted) + " is not where it ends. ";
  }
  return Refusal{
      exit_behind,
      message +
          "Put its data back (docs/operations.md, \"When a store lost records\"); or, to "
          "go on without what is lost, start once with --accept-loss-up-to " +
          has};
}

store::MarkListener HistoryGuard::listener() {
  return {.on_mark_failed =
              [](const store::Error& error) {
                spdlog::error("event=high_water_failed reason={}", base::quoted(error.message));
              },
          .on_records_lost = [this] { lost_.store(true, std::memory_order_release); }};
}

std::unique_ptr<store::Journal> HistoryGuard::marked(std::unique_ptr<store::Journal> journal) {
  return std::make_unique<store::MarkedJournal>(std::move(journal), *mark_, listener());
}

std::unique_ptr<store::Follower> HistoryGuard::marked(std::unique_ptr<store::Follower> follower) {
  return std::make_unique<store::MarkedFollower>(std::move(follower), *mark_, listener());
}

void HistoryGuard::keep() {
  if (!mark_) return;
  if (const auto kept = mark_->sync(); !kept) {
    spdlog::error("event=high_water_failed reason={}", base::quoted(kept.error().message));
  }
}

}  // namespace offpeak
