#include "jobs/worker_words.hpp"

#include <boost/json.hpp>

#include "base/json_reader.hpp"

namespace offpeak::jobs {
namespace {

constexpr std::size_t depth_max = 2;

std::optional<WorkerProgress> parse_progress(std::string_view line) {
  if (!line.starts_with('{')) return std::nullopt;
  const auto value = base::read_json(line, depth_max);
  if (!value || !value->is_object()) return std::nullopt;
  const auto* done = value->get_object().if_contains("done");
  const auto* total = value->get_object().if_contains("total");
  if (done == nullptr || total == nullptr) return std::nullopt;
  boost::system::error_code error;
  WorkerProgress progress;
  progress.done = done->to_number<std::uint64_t>(error);
  if (error) return std::nullopt;
  progress.total = total->to_number<std::uint64_t>(error);
  if (error || progress.done > progress.total) return std::nullopt;
  return progress;
}

/// Other bytes could be UTF-8 cut in two, with which a reply would not be JSON.
std::string printable(std::string_view line) {
  std::string text;
  for (const char c : line) text += (c >= ' ' && c < 127) || c == '\n' ? c : '?';
  return text;
}

}  // namespace

void WorkerWords::take(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n') {
      end_line();
    } else if (line_.size() < line_bytes_max) {
      line_ += c;
    }
  }
}

void WorkerWords::end() { end_line(); }

void WorkerWords::end_line() {
  if (const auto progress = parse_progress(line_)) {
    progress_ = progress;
  } else if (!line_.empty()) {
    if (lines_.size() == lines_max) lines_.pop_front();
    lines_.push_back(line_);
  }
  line_.clear();
}

std::string WorkerWords::last_words() const {
  std::string words;
  for (const auto& line : lines_) words += (words.empty() ? "" : "\n") + line;
  return printable(words);
}

}  // namespace offpeak::jobs
