// Remembers over restarts what one endpoint needs no more while another one still waits for it, and
// what was given up there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "outbox/message.hpp"
#include "scheduler/messages/announcement.hpp"

namespace offpeak::outbox {

/// How an announcement ended at one endpoint. The id tells it from another store's of this number.
struct Note {
  MessageId id{};
  scheduler::Settlement how{};
};

/// A file that grows by a line per note: "12 msg_… delivered". It is not synced: what a power cut
/// takes of it is sent again under its old id. One thread owns it.
class Notes {
 public:
  /// `file` empty: nothing is remembered.
  Notes(std::filesystem::path file, std::string url);

  /// What the file says, when it is of this address: another one has received nothing.
  void read();
  base::Result<void> add(std::uint64_t number, const Note& note);
  /// Forgets those of which `is_needed(number, note)` is false. The file gets shorter at once.
  template <class Needed>
  base::Result<void> keep_if(Needed&& is_needed) {
    std::erase_if(notes_, [&](const auto& one) { return !is_needed(one.first, one.second); });
    return rewrite();
  }
  /// So many lines are of no use any more that `keep_if` is worth its work.
  bool is_long() const { return lines_ >= long_after_; }

  const std::map<std::uint64_t, Note>& all() const { return notes_; }
  /// How this one ended.
  std::optional<scheduler::Settlement> find(std::uint64_t number,
                                            const scheduler::Announcement& announcement) const;

 private:
  base::Result<void> rewrite();

  const std::filesystem::path file_;
  const std::string url_;
  std::map<std::uint64_t, Note> notes_;
  std::ofstream out_;
  std::size_t lines_ = 0;
  std::size_t long_after_ = 0;
};

}  // namespace offpeak::outbox
