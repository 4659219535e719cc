#include "outbox/notes.hpp"

#include <array>
#include <utility>

#include "base/file.hpp"
#include "base/number.hpp"

namespace offpeak::outbox {
namespace {

namespace s = scheduler;

/// A file is not rewritten before it has this many lines, and then as many as it kept.
constexpr std::size_t lines_min = 4096;

constexpr std::array words{std::pair{s::Settlement::delivered, std::string_view{"delivered"}},
                           std::pair{s::Settlement::refused, std::string_view{"refused"}},
                           std::pair{s::Settlement::unreachable, std::string_view{"unreachable"}}};

std::string_view word_of(s::Settlement how) {
  for (const auto& [settlement, word] : words) {
    if (settlement == how) return word;
  }
  return "refused";
}

std::optional<s::Settlement> settlement_of(std::string_view text) {
  for (const auto& [settlement, word] : words) {
    if (word == text) return settlement;
  }
  return std::nullopt;
}

std::string line_of(std::uint64_t number, const Note& note) {
  return std::to_string(number) + ' ' + text_of(note.id) + ' ' + std::string{word_of(note.how)} +
         '\n';
}

/// Nothing for a line that was cut off.
std::optional<std::pair<std::uint64_t, Note>> read_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == last) return std::nullopt;
  const auto number = base::parse_number<std::uint64_t>(line.substr(0, first));
  const auto id = parse_message_id(line.substr(first + 1, last - first - 1));
  const auto how = settlement_of(line.substr(last + 1));
  if (!number || !id || !how) return std::nullopt;
  return std::pair{*number, Note{.id = *id, .how = *how}};
}

}  // namespace

Notes::Notes(std::filesystem::path file, std::string url)
    : file_{std::move(file)}, url_{std::move(url)} {}

void Notes::read() {
  notes_.clear();
  std::ifstream in{file_};
  std::string line;
  if (!std::getline(in, line) || line != url_) return;
  while (std::getline(in, line)) {
    if (const auto note = read_line(line)) notes_.insert_or_assign(note->first, note->second);
  }
}

std::optional<s::Settlement> Notes::find(std::uint64_t number,
                                         const s::Announcement& announcement) const {
  const auto found = notes_.find(number);
  if (found == notes_.end() || found->second.id != id_of(announcement)) return std::nullopt;
  return found->second.how;
}

base::Result<void> Notes::add(std::uint64_t number, const Note& note) {
  notes_.insert_or_assign(number, note);
  ++lines_;
  if (file_.empty()) return {};
  out_ << line_of(number, note) << std::flush;
  if (!out_) return base::Fault{file_.string() + " cannot be written"};
  return {};
}

/// Into a file beside it, so that a crash leaves the old or the new one.
base::Result<void> Notes::rewrite() {
  lines_ = notes_.size();
  long_after_ = 2 * lines_ + lines_min;
  if (file_.empty()) return {};
  auto beside = file_;
  beside += ".new";
  out_ = base::open_private(beside);
  out_ << url_ << '\n';
  for (const auto& [number, note] : notes_) out_ << line_of(number, note);
  out_ << std::flush;
  if (!out_) return base::Fault{beside.string() + " cannot be written"};
  std::error_code error;
  std::filesystem::rename(beside, file_, error);
  if (error) return base::Fault{file_.string() + " cannot be replaced: " + error.message()};
  return {};
}

}  // namespace offpeak::outbox
